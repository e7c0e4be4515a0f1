"""A card reader at a checkpoint: a guard comes by about every two hours, day and night."""

from datetime import UTC, datetime
from typing import Any

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import DAY_S
from simulators.physics.noise import Noise
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("patrol_reader", "battery_low", "the battery is at 14 %", "电池电量降至 14%"),
    fault("patrol_reader", "tamper", "the reader is taken off the wall", "读卡器被拆离墙面"),
    fault("patrol_reader", "stopped", "no card is read any more", "不再读到卡"),
)

CARDS = ((4_417_203, "巡逻岗 1"), (4_417_219, "巡逻岗 2"), (4_417_244, "巡逻岗 3"))
"""The number that is printed on a guard's card, and whose it is."""
ROUND_S, STRAY_S = 7200.0, 900.0
TRIAL_S = 60.0
"""How soon after a repair somebody tries a card."""
BATTERY_PERCENT_PER_DAY = 0.1
WEAK_PERCENT = 14.0
EVENTS_AT_MOST = 50
"""What is not taken by then is forgotten, the oldest first."""


class PatrolReader(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._noise = noise = Noise(setup.seed)
        self._reads = int(noise.between(1e3, 2e4))
        self._card = CARDS[0][0]
        self._battery = noise.between(60.0, 99.0)
        self._until_next_s = noise.between(0.0, ROUND_S)
        self._was_stopped = False
        self._events: list[dict[str, Any]] = []
        self._measure()

    def step(self, dt_s: float, time: float) -> None:
        self._battery = max(0.0, self._battery - BATTERY_PERCENT_PER_DAY * dt_s / DAY_S)
        stopped = "stopped" in self.faults
        if self._was_stopped and not stopped:
            self._until_next_s = TRIAL_S
        self._was_stopped = stopped
        self._until_next_s -= dt_s
        while self._until_next_s <= 0.0:
            if not stopped:
                self._read(time + self._until_next_s)
            self._until_next_s += ROUND_S + self._noise.between(-STRAY_S, STRAY_S)
        self._measure()

    def take_events(self) -> list[dict[str, Any]]:
        """The cards that were read since this was last asked, as the reader tells them."""
        taken, self._events = self._events, []
        return taken

    def _read(self, time: float) -> None:
        self._card, name = CARDS[int(self._noise.between(0.0, len(CARDS) - 0.001))]
        self._reads += 1
        moment = datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._events = [*self._events, {"time": moment, "card": self._card, "name": name}][-EVENTS_AT_MOST:]

    def _measure(self) -> None:
        weak = "battery_low" in self.faults
        self._values = {
            "reads": float(self._reads),
            "last_card": float(self._card),
            "battery": round(min(self._battery, WEAK_PERCENT) if weak else self._battery, 1),
            "tamper": float("tamper" in self.faults),
        }


build = PatrolReader
