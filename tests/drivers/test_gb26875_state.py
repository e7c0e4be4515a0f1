"""What a fire system is in, from its reports: confirmed or not, known or not."""

import math

import pytest

from drivers.driver import Device
from drivers.places import Gb26875Kind
from drivers.profile import Profile, load_profiles
from drivers.protocols.gb26875_columns import Columns
from drivers.protocols.gb26875_reports import read
from drivers.protocols.gb26875_state import FireState, Happening
from tests.drivers.gb26875_wire import TIME_S, component, components, heartbeat, operation, system

PROFILE = load_profiles()["fire_panel"]
FIRE, FAULT, ISOLATED, SUPERVISORY = 1 << 1, 1 << 2, 1 << 3, 1 << 4
BUTTON = 23
NOW = TIME_S + 2


class Seen:
    """A panel whose points are looked at after each report."""

    def __init__(self, profile: Profile = PROFILE, *, known: bool = True) -> None:
        device = Device(id="fire-1", profile=profile, without=frozenset({"zone_64"}))
        self.kind = profile.gb26875
        self.state = FireState(self.kind)
        self._columns = Columns(device)
        self._ids = [point.id for point in profile.points]
        if known:
            self.hear(system(1), heartbeat())
            self.state.end_reading(True, NOW)

    def hear(self, *data: bytes) -> list[Happening]:
        return [
            found for one in data for report in read(one, self.kind).objects for found in self.state.apply(report, NOW)
        ]

    def __getitem__(self, point: str) -> float | str | None:
        """A value, a text, or None where it is bad."""
        frame = self._columns.frame(self.state, NOW)
        at = self._ids.index(point)
        if at in (frame.texts or {}):
            return (frame.texts or {})[at]
        value = float(frame.values[at])
        assert math.isnan(value) == bool(frame.quality[at])
        return None if frame.quality[at] else value


def test_one_detector_is_unconfirmed_and_a_second_in_the_zone_confirms() -> None:
    seen = Seen()
    seen.hear(components(component(3, 1, FIRE)))
    assert (seen["zone_3"], seen["fire_state"], seen["fire"], seen["fire_count"]) == (6, 1, 1, 1)
    assert seen["latest_fire"] == "走道 点型光电感烟探测器"
    seen.hear(components(component(4, 1, FIRE)))
    assert (seen["zone_3"], seen["zone_4"], seen["fire_state"], seen["fire_count"]) == (6, 6, 1, 2)
    seen.hear(components(component(3, 2, FIRE)))
    assert (seen["zone_3"], seen["zone_4"], seen["fire_state"]) == (7, 6, 2)


@pytest.mark.parametrize("button", [23, 24])
def test_a_button_confirms_by_itself(button: int) -> None:
    seen = Seen()
    seen.hear(components(component(3, 6, FIRE, type_=button, text="")))
    assert (seen["zone_3"], seen["fire_state"]) == (7, 2)
    assert str(seen["latest_fire"]).startswith("3 区 6 号")


def test_an_isolated_detector_starts_no_fire() -> None:
    seen = Seen()
    seen.hear(components(component(3, 1, FIRE | ISOLATED)))
    assert (seen["zone_3"], seen["fire_state"], seen["fire_count"], seen["isolated_count"]) == (1, 0, 0, 1)
    assert seen["fire"] == 0
    assert seen["latest_fire"] == ""


def test_the_gravest_state_is_the_zones() -> None:
    seen = Seen()
    for bit, state in ((ISOLATED, 1), (FAULT, 2), (1 << 8, 2), (SUPERVISORY, 3), (1 << 6, 4), (1 << 5, 5), (FIRE, 6)):
        seen.hear(components(component(5, state, bit)))
        assert seen["zone_5"] == state
    assert seen["fault_count"] == 1


def test_what_returns_returns() -> None:
    seen = Seen()
    seen.hear(components(component(3, 1, FIRE)), system(FIRE))
    seen.hear(components(component(3, 1, 1)))
    assert seen["zone_3"] == 0
    assert (seen["fire"], seen["zone_other"], seen["fire_state"]) == (1, 6, 1)  # the panel itself still says fire
    seen.hear(system(1))
    assert (seen["fire"], seen["zone_other"], seen["fire_state"]) == (0, 0, 0)


def test_a_reset_clears_all_but_what_is_isolated() -> None:
    for reset in (system(1 | 1 << 13), operation(1, type_=4)):
        seen = Seen()
        seen.hear(components(component(3, 1, FIRE), component(3, 6, FIRE, type_=BUTTON), component(7, 1, ISOLATED)))
        seen.hear(system(FIRE | 1 << 8), reset)
        assert (seen["zone_3"], seen["zone_7"], seen["fire_state"], seen["fire"]) == (0, 1, 0, 0)


def test_a_fire_without_a_place() -> None:
    seen = Seen()
    seen.hear(components(component(400, 1, FIRE)))
    assert (seen["zone_other"], seen["fire_state"]) == (6, 1)
    seen = Seen()
    seen.hear(operation(1 << 2))
    assert (seen["zone_other"], seen["fire_state"], seen["latest_fire"]) == (7, 2, "传输装置手动报警")
    seen.hear(operation(1 << 3))
    assert seen["fire_state"] == 0


def test_the_panel_and_its_transmitter() -> None:
    seen = Seen()
    seen.hear(system(1 << 8 | 1 << 10 | 1 << 11), heartbeat(1 << 4 | 1 << 6))
    assert [seen[bit] for bit in ("mains_fault", "battery_fault", "bus_fault", "manual_mode")] == [1, 0, 1, 1]
    assert (seen["panel_line_fault"], seen["transmitter_mains_fault"], seen["transmitter_battery_fault"]) == (1, 0, 1)


def test_a_point_that_is_not_fitted_is_bad() -> None:
    assert Seen()["zone_64"] is None


def test_before_it_is_read_only_a_fire_is_known() -> None:
    seen = Seen(known=False)
    assert [seen[point] for point in ("zone_3", "fire_state", "fire", "mains_fault", "fire_count")] == [None] * 5
    seen.hear(system(1), components(component(3, 1, FIRE), component(5, 1, FAULT)))
    assert (seen["zone_3"], seen["zone_5"], seen["zone_4"], seen["fire_state"]) == (6, None, None, 1)
    assert (seen["mains_fault"], seen["duty_check"]) == (0, 0)


def test_after_a_cut_what_the_panel_does_not_name_has_ended() -> None:
    seen = Seen()
    seen.hear(components(component(3, 1, FIRE), component(5, 1, FAULT)))
    seen.state.lost()
    assert (seen["zone_3"], seen["zone_5"], seen["zone_4"]) == (6, None, None)
    seen.state.begin_reading()
    assert seen.hear(system(FIRE), components(component(3, 1, FIRE))) != []
    (ended,) = seen.state.end_reading(True, NOW)
    assert (ended.body["zone"], ended.body["ended"]) == (5, ["fault"])
    assert (seen["zone_3"], seen["zone_5"]) == (6, 0)


def test_a_panel_that_does_not_answer_stays_unknown_unless_it_says_that_all_is_well() -> None:
    seen = Seen(known=False)
    seen.state.end_reading(False, NOW)
    assert seen["zone_3"] is None
    seen.hear(system(FAULT))
    seen.state.end_reading(False, NOW)
    assert seen["zone_3"] is None
    seen.hear(system(1))
    seen.state.end_reading(False, NOW)
    assert seen["zone_3"] == 0


def test_a_kind_that_answers_no_reading_is_known_at_once() -> None:
    profile = PROFILE.model_copy(update={"gb26875": Gb26875Kind(reads=False)})
    seen = Seen(profile, known=False)
    assert [seen[point] for point in ("zone_3", "fire_state", "fire", "mains_fault", "panel_line_fault")] == [0] * 5


def test_each_change_is_told_once() -> None:
    seen = Seen()
    burning = components(component(3, 1, FIRE))
    (began,) = seen.hear(burning)
    assert began.time == TIME_S
    assert began.body == {
        "report": "component", "zone": 3, "number": 1, "component": 42, "name": "点型光电感烟探测器", "place": "走道",
        "began": ["fire"], "ended": [],
    }  # fmt: skip
    assert seen.hear(burning) == []
    (ended,) = seen.hear(components(component(3, 1, 1)))
    assert ended.body["ended"] == ["fire"]
    assert seen.hear(components(component(3, 1, 1))) == []
    assert [one.body["began"] for one in seen.hear(system(1 << 8), system(1 << 8))] == [["mains_fault"]]


def test_a_clock_that_runs_ahead_is_not_believed() -> None:
    seen = Seen()
    (told,) = seen.hear(components(component(3, 1, FIRE, time=bytes((0, 0, 0, 1, 1, 90)))))
    assert told.time == NOW
