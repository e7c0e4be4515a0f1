"""A door with a card reader and an electric lock: people come, it unlocks, opens, shuts and locks again."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.arrivals import Arrivals
from simulators.physics.day import DAY_S, hour_of_day
from simulators.physics.noise import Noise
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("access_door", "forced", "the door is forced open while it is locked", "上锁状态下被强行打开"),
    fault("access_door", "held_open", "somebody leaves the door open", "门被长时间敞开"),
    fault("access_door", "lock_fault", "the lock does not lock any more", "锁具故障，无法上锁"),
    fault("access_door", "tamper", "the reader's housing is opened", "读卡器外壳被打开"),
)

ENTRIES_PER_H = (
    2.0, 1.0, 0.5, 0.5, 1.0, 4.0, 12.0, 26.0, 28.0, 18.0, 14.0, 16.0,
    18.0, 14.0, 12.0, 13.0, 17.0, 24.0, 30.0, 28.0, 22.0, 14.0, 8.0, 4.0,
)  # fmt: skip
BATTERY_PERCENT_PER_DAY = 0.05


class AccessDoor(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._people = Arrivals(noise, ENTRIES_PER_H)
        self._entries = int(noise.between(2e4, 3e5))
        self._battery = noise.between(80.0, 100.0)
        self._open_s = 0.0
        self._measure()

    def step(self, dt_s: float, time: float) -> None:
        self._open_s = max(0.0, self._open_s - dt_s)
        for _ in range(self._people.come(dt_s, hour_of_day(time, self._zone))):
            self._entries += 1
            self._open_s = max(self._open_s, self._noise.between(4.0, 9.0))
        self._battery = max(0.0, self._battery - BATTERY_PERCENT_PER_DAY * dt_s / DAY_S)
        self._measure()

    def _measure(self) -> None:
        """A door that was forced stands open with its bolt out; somebody who passes does not change that."""
        forced = "forced" in self.faults
        entered = self._open_s > 0.0 and not forced
        open_ = entered or bool(self.faults & {"forced", "held_open"})
        unlocked = entered or (not forced and bool(self.faults & {"held_open", "lock_fault"}))
        self._values = {
            "open": float(open_),
            "lock": float(not unlocked),
            "forced": float(forced),
            "tamper": float("tamper" in self.faults),
            "lock_fault": float("lock_fault" in self.faults),
            "entries": float(self._entries),
            "battery": round(self._battery, 1),
        }


build = AccessDoor
