"""A device of the site as the simulator plays it: its model, and what is wrong with it at the moment."""

import difflib
import math
from collections.abc import Mapping

from drivers.profile import Profile
from simulators.fault import EVERYWHERE
from simulators.kinds import faults_of
from simulators.model import Model

CLEAR = ("clear", "none")
STUCK = "sensor_stuck"
OF_THE_WIRE = ("silent", "garbage", "exceptions", "slow")
"""The graver first: of two at once the first is played."""


class Simulated:
    """Faults end at their time on the simulation's own clock (seconds, monotonic), or never."""

    def __init__(self, device: str, profile: Profile, model: Model, protocol: str | None = None) -> None:
        self.id = device
        self.protocol = protocol or profile.protocols[0]
        self.profile = profile
        self.model = model
        self._until: dict[str, float] = {}
        self._stuck: dict[str, float] | None = None
        self._not_of_plant = {fault.name for fault in EVERYWHERE}

    @property
    def wire_fault(self) -> str | None:
        """What the wire does to this device's messages, if anything."""
        return next((name for name in OF_THE_WIRE if name in self._until), None)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong at the moment."""
        return tuple(sorted(self._until))

    def readings(self) -> Mapping[str, float]:
        """What the device tells by point id; a stuck one tells what it told when it stuck."""
        return self._stuck if self._stuck is not None else self.model.values()

    def step(self, dt_s: float, time: float, clock_s: float) -> None:
        """Live on, and let end what ends by now."""
        for name in [name for name, until in self._until.items() if until <= clock_s]:
            self._end(name)
        self.model.step(dt_s, time)

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
        elif fault not in self._not_of_plant:
            self.model.faults.add(fault)

    def _end(self, fault: str) -> None:
        del self._until[fault]
        self.model.faults.discard(fault)
        if fault == STUCK:
            self._stuck = None


def _instead(fault: str, known: list[str]) -> str:
    """The nearest fault that there is, and all of them."""
    near = difflib.get_close_matches(fault, known, n=1, cutoff=0.6)
    guess = f"; did you mean '{near[0]}'?" if near else ";"
    return f"{guess} Its faults: {', '.join(known)}; 'clear' ends them"
