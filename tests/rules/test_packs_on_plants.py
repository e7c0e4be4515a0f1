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
from simulators.kinds import kinds, plant_faults
from simulators.model import Setup
from tests.plants import Story, stories

PACKS, PROFILES = load_packs(), load_profiles()
# Those that Gatehouse fills itself have no plant.
KINDS = sorted(kind for kind in PACKS if "gatehouse" not in PROFILES[kind].protocols)
ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 1_799_942_400.0  # in that zone
PUMP_3 = [point.id for point in PROFILES["pump_room"].points if point.id.startswith("pump_3_")]

STORIES = stories()


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
        self.engine = Engine([columns], PACKS, zone=ZONE)

    def live(self, for_s: float, step_s: float = 1.0) -> Iterator[tuple[str, bool]]:
        for _ in range(int(for_s / step_s)):
            self.now += step_s
            self.model.step(step_s, self.now)
            seen = self.model.values()
            said = [seen.get(point, np.nan) for point in self.points]
            values = np.array([*(np.nan if isinstance(value, str) else value for value in said), 1.0])
            quality = np.isnan(values).astype(np.uint8)
            for one in self.engine.evaluate(self.now, values, quality, np.full(values.size, self.now)):
                yield one.alert.rule, one.active


@pytest.mark.parametrize("kind", sorted(PROFILES.keys() & PACKS.keys()))
def test_every_point_of_a_pack_is_a_point_of_its_kind(kind: str) -> None:
    assert check_pack(PACKS[kind], [point.id for point in PROFILES[kind].points]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_tells_when_it_is_silent(kind: str) -> None:
    rule = PACKS[kind].flat["device_silent"]
    assert (rule.kind, rule.ticket is not None and rule.ticket.trade) == ("communication", "instruments")


@pytest.mark.parametrize("hour", [0, 3, 7.9, 12, 13.9, 18.5, 23])  # a pump takes its turn at 8 and at 14
@pytest.mark.parametrize("kind", KINDS)
def test_a_quiet_day_raises_nothing(kind: str, hour: float) -> None:
    assert list(Plant(kind, hour).live(900, step_s=2)) == []


def test_every_fault_has_its_story() -> None:
    assert {(kind, fault.name) for kind in kinds() for fault in plant_faults(kind)} == STORIES.keys()


@pytest.mark.parametrize(
    ("kind", "fault", "story", "hour"),
    [
        pytest.param(kind, fault, story, hour, id=f"{kind}-{fault}-{hour:g}")
        for (kind, fault), story in STORIES.items()
        for hour in story.hours
    ],
)
def test_a_fault_raises_its_alarms_and_no_others(kind: str, fault: str, story: Story, hour: float) -> None:
    plant = Plant(kind, hour, story.without)
    assert list(plant.live(30, story.step_s)) == []
    numbers = {point: value for point, value in plant.model.values().items() if not isinstance(value, str)}
    before = {point: f"{value:.0f}" for point, value in numbers.items()}
    plant.model.faults.add(fault)
    during = list(plant.live(story.fault_s, story.step_s))
    assert [rule for rule, active in during if active] == [alarm.format(**before) for alarm in story.alarms]
    staying = {("d", alarm.format(**before)) for alarm in story.staying}
    assert plant.engine.active() == staying
    plant.model.faults.discard(fault)
    assert {(rule, active) for rule, active in plant.live(story.calm_s, story.step_s)} == {
        (rule, False) for _, rule in staying
    }
    assert plant.engine.active() == set()


def test_a_room_with_two_pumps_has_its_rules_for_two() -> None:
    plant = Plant("pump_room", hour=10, without=PUMP_3)
    plant.model.faults.add("pump_trip")
    found = list(plant.live(60))
    assert len(found) == 1
    assert found[0][0] in ("pump_1_tripped", "pump_2_tripped")
