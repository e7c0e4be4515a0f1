"""The packs on the simulators' plants: a quiet day raises nothing, and one fault raises one alarm at a time."""

import importlib
from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from drivers.profile import load_profiles
from rules.columns import DeviceColumns
from rules.engine import Engine
from rules.loader import check_pack, load_packs
from simulators.model import Setup

PACKS, PROFILES = load_packs(), load_profiles()
ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 1_799_942_400.0  # in that zone
FAULT_S, CALM_S = 200, 200
PUMP_3 = [point.id for point in PROFILES["pump_room"].points if point.id.startswith("pump_3_")]

# (kind, fault, the alarms that follow in order; the last one stays until the fault ends)
FAULTS = [
    ("switchgear", "phase_loss", ["phase_loss"]),
    ("switchgear", "supply_loss", ["supply_lost"]),
    ("switchgear", "overvoltage", ["voltage_high"]),
    ("switchgear", "unbalance", ["voltage_unbalance_high"]),
    ("switchgear", "overheating_joint", ["busbar_temperature_b_high", "busbar_temperature_b_very_high"]),
    ("switchgear", "breaker_trip", ["breaker_tripped"]),
    ("pump_room", "pump_trip", ["pump_{duty}_tripped"]),
    ("pump_room", "dry_run", ["dry_run"]),
    ("pump_room", "burst_pipe", ["burst_pipe"]),
    ("pump_room", "power_loss", ["power_lost"]),
    ("pump_room", "floor_leak", ["water_on_floor"]),
    ("environment", "water_leak", ["water_leak"]),
    ("environment", "overheating", ["temperature_high", "temperature_very_high"]),
]


class Plant:
    """A simulated device whose every value goes through the engine."""

    def __init__(self, kind: str, hour: float, without: Collection[str] = ()) -> None:
        self.points = tuple(point.id for point in PROFILES[kind].points)
        fitted = frozenset(self.points) - set(without)
        self.now = MIDNIGHT + hour * 3600
        device = importlib.import_module(f"simulators.devices.{kind}")
        self.model = device.build(Setup(seed=11, fitted=fitted, zone=ZONE, time=self.now))
        every = (*self.points, "online")
        columns = DeviceColumns(
            id="d", kind=kind, start=0, points=every, fitted=np.array([point not in without for point in every])
        )
        self.engine = Engine([columns], PACKS)

    def live(self, for_s: float, step_s: float = 1.0) -> Iterator[tuple[str, bool]]:
        for _ in range(int(for_s / step_s)):
            self.now += step_s
            self.model.step(step_s, self.now)
            seen = self.model.values()
            values = np.array([*(seen.get(point, np.nan) for point in self.points), 1.0])
            quality = np.isnan(values).astype(np.uint8)
            for one in self.engine.evaluate(self.now, values, quality, np.full(values.size, self.now)):
                yield one.alert.rule, one.active


@pytest.mark.parametrize("kind", sorted(PROFILES.keys() & PACKS.keys()))
def test_every_point_of_a_pack_is_a_point_of_its_kind(kind: str) -> None:
    assert check_pack(PACKS[kind], [point.id for point in PROFILES[kind].points]) == []


@pytest.mark.parametrize("kind", sorted(PACKS))
def test_every_kind_tells_when_it_is_silent(kind: str) -> None:
    rule = PACKS[kind].flat["device_silent"]
    assert (rule.kind, rule.ticket is not None and rule.ticket.trade) == ("communication", "instruments")


@pytest.mark.parametrize("hour", [0, 3, 7.9, 12, 13.9, 18.5, 23])  # a pump takes its turn at 8 and at 14
@pytest.mark.parametrize("kind", sorted(PACKS))
def test_a_quiet_day_raises_nothing(kind: str, hour: float) -> None:
    assert list(Plant(kind, hour).live(900, step_s=2)) == []


@pytest.mark.parametrize("hour", [3, 19])
@pytest.mark.parametrize(("kind", "fault", "alarms"), FAULTS, ids=[fault for _, fault, _ in FAULTS])
def test_one_fault_raises_one_alarm_at_a_time(kind: str, fault: str, alarms: list[str], hour: float) -> None:
    plant = Plant(kind, hour)
    assert list(plant.live(30)) == []
    expected = [alarm.format(duty=f"{plant.model.values().get('duty_pump', 0):.0f}") for alarm in alarms]
    plant.model.faults.add(fault)
    during = list(plant.live(FAULT_S))
    assert [rule for rule, active in during if active] == expected
    assert plant.engine.active() == {("d", expected[-1])}
    plant.model.faults.discard(fault)
    assert list(plant.live(CALM_S)) == [(expected[-1], False)]


def test_a_room_with_two_pumps_has_its_rules_for_two() -> None:
    plant = Plant("pump_room", hour=10, without=PUMP_3)
    plant.model.faults.add("pump_trip")
    found = list(plant.live(60))
    assert len(found) == 1
    assert found[0][0] in ("pump_1_tripped", "pump_2_tripped")
