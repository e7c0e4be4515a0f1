"""A device of the site as the simulator plays it: its model, and what is wrong with it at the moment."""

import difflib
import math
from collections.abc import Mapping
from typing import Any

from drivers.profile import Profile
from simulators.kinds import faults_of, plant_faults
from simulators.model import Eventful, Model

CLEAR = ("clear", "none")
STUCK = "sensor_stuck"
OF_THE_WIRE = ("silent", "garbage", "exceptions", "slow")
"""The graver first: of two at once the first is played."""


class Simulated:
    """Faults end at their time on the simulation's own clock (seconds, monotonic), or never.

    `age` counts its steps: what was read at one age is still so at the same age.
    """

    def __init__(self, device: str, profile: Profile, model: Model, protocol: str | None = None) -> None:
        self.id = device
        self.protocol = protocol or profile.protocols[0]
        self.profile = profile
        self.model = model
        self.age = 0
        self._until: dict[str, float] = {}
        self._unfed: str | None = None
        self._stuck: dict[str, float | str] | None = None

    @property
    def wire_fault(self) -> str | None:
        """What the wire does to this device's messages, if anything."""
        return next((name for name in OF_THE_WIRE if name in self._until or name == self._unfed), None)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong at the moment, by itself or for want of supply."""
        return tuple(sorted({*self._until, *([self._unfed] if self._unfed else [])}))

    def readings(self) -> Mapping[str, float | str]:
        """What the device tells by point id; a stuck one tells what it told when it stuck."""
        return self._stuck if self._stuck is not None else self.model.values()

    def take_events(self) -> list[dict[str, Any]]:
        """What happened since it was last asked; a device that is stuck or cannot speak tells nothing of it later."""
        events = self.model.take_events() if isinstance(self.model, Eventful) else []
        return [] if self._stuck is not None or self.wire_fault is not None else events

    def step(self, dt_s: float, time: float, clock_s: float) -> None:
        """Live on, and let end what ends by now."""
        for name in [name for name, until in self._until.items() if until <= clock_s]:
            self._end(name)
        self.model.step(dt_s, time)
        self.age += 1

    def inject(self, fault: str, until_s: float | None) -> None:
        """Begin a fault, or prolong it; `clear` or `none` ends all. LookupError if the device cannot do that."""
        if fault in CLEAR:
            for name in list(self._until):
                self._end(name)
            return
        known = [known.name for known in faults_of(self.profile.kind, self.protocol)]
        if fault not in known:
            raise LookupError(f"{self.id} ({self.profile.kind}) has no fault '{fault}'{_instead(fault, known)}")
        self._until[fault] = math.inf if until_s is None else until_s
        if fault == STUCK:
            self._stuck = self._stuck or dict(self.model.values())
        self._tell_plant()

    def lose_supply(self, fault: str | None) -> None:
        """Be without what it hangs on, which shows as `fault`; None when it has it again."""
        self._unfed = fault
        self._tell_plant()

    def _end(self, fault: str) -> None:
        del self._until[fault]
        if fault == STUCK:
            self._stuck = None
        self._tell_plant()

    def _tell_plant(self) -> None:
        """The plant's own faults, whatever brought them, are the model's to play."""
        for fault in plant_faults(self.profile.kind):
            if fault.name in self.faults:
                self.model.faults.add(fault.name)
            else:
                self.model.faults.discard(fault.name)


def _instead(fault: str, known: list[str]) -> str:
    """The nearest fault that there is, and all of them."""
    near = difflib.get_close_matches(fault, known, n=1, cutoff=0.6)
    guess = f"; did you mean '{near[0]}'?" if near else ";"
    return f"{guess} Its faults: {', '.join(known)}; 'clear' ends them"
