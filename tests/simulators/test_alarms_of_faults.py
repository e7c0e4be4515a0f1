"""What the packs make of the simulated plants: nothing on a quiet day, and of a fault just what it is."""

import numpy as np
import pytest

from rules.columns import DeviceColumns
from rules.engine import Engine
from rules.loader import load_packs
from simulators.fault import Fault
from simulators.kinds import kinds, plant_faults
from tests.simulators.specimens import EVENING, NIGHT, PROFILES, device

TICK_S = 0.5
TIMES = pytest.mark.parametrize("time", [EVENING, NIGHT], ids=["evening", "night"])
ALARMS = {
    "phase_loss": {"phase_loss"},
    "overvoltage": {"voltage_high"},
    "unbalance": {"voltage_unbalance_high"},
    "overheating_joint": {"busbar_temperature_b_high", "busbar_temperature_b_very_high"},
    "supply_loss": {"supply_lost"},
    "breaker_trip": {"breaker_tripped"},
    "dry_run": {"dry_run"},
    "burst_pipe": {"burst_pipe"},
    "power_loss": {"power_lost"},
    "floor_leak": {"water_on_floor"},
    "water_leak": {"water_leak"},
    "overheating": {"temperature_high", "temperature_very_high"},
}
"""The second of two comes in place of the first, as it grows worse."""


class Watched:
    """A device under the rules of its kind, polled once a second."""

    def __init__(self, kind: str, time: float) -> None:
        self.device = device(kind, time=time)
        self.time = time
        self._points = tuple(point.id for point in PROFILES[kind].points)
        columns = (*self._points, "online")
        fitted = np.ones(len(columns), bool)
        self.engine = Engine(
            [DeviceColumns(id="device-1", kind=kind, start=0, points=columns, fitted=fitted)], load_packs()
        )

    def live(self, seconds: int) -> set[str]:
        """Every rule that held at some time during so many seconds."""
        held: set[str] = set()
        for _ in range(seconds):
            for _ in range(round(1.0 / TICK_S)):
                self.time += TICK_S
                self.device.step(TICK_S, self.time, self.time)
            readings = self.device.readings()
            values = np.array([*(readings[point] for point in self._points), 1.0])
            quality, times = np.zeros(len(values), np.uint8), np.full(len(values), self.time)
            self.engine.evaluate(self.time, values, quality, times)
            held |= {rule for _, rule in self.engine.active()}
        return held


@pytest.mark.parametrize("kind", kinds())
def test_quiet_hours_raise_nothing(kind: str) -> None:
    # Shortly before the evening's peak the pumps change their turn.
    assert Watched(kind, EVENING - 600.0).live(1200) == set()


@TIMES
@pytest.mark.parametrize(
    "fault", [fault for kind in kinds() for fault in plant_faults(kind)], ids=lambda fault: fault.name
)
def test_a_fault_raises_its_alarm_and_no_other(fault: Fault, time: float) -> None:
    watched = Watched(fault.kind, time)
    assert watched.live(10) == set()
    duty = watched.device.readings().get("duty_pump")
    expected = {f"pump_{duty:.0f}_tripped"} if fault.name == "pump_trip" else ALARMS[fault.name]
    watched.device.inject(fault.name, None)
    assert watched.live(120) == expected
    watched.device.inject("clear", None)
    assert watched.live(180) <= expected
    assert watched.engine.active() == set()


@TIMES
def test_a_lost_phase_is_told_in_time_to_be_painted_within_three_seconds(time: float) -> None:
    watched = Watched("switchgear", time)
    watched.live(5)
    watched.device.inject("phase_loss", None)
    assert watched.live(2) == {"phase_loss"}
