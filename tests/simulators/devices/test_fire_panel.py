"""A fire panel is quiet by itself, and its faults show in the right zone and pass."""

import pytest

from tests.simulators.specimens import after, living, model


def test_a_quiet_day() -> None:
    for values in living(model("fire_panel"), 86_400, dt_s=600.0):
        assert all(value in (0.0, "") for value in values.values())


@pytest.mark.parametrize(
    ("fault", "zone", "state", "count"),
    [
        ("smoke", 3, 6, "fire_count"),
        ("call_point", 3, 7, "fire_count"),
        ("component_fault", 5, 2, "fault_count"),
        ("isolated", 7, 1, "isolated_count"),
        ("supervisory", 9, 3, "supervisory_count"),
    ],
)
def test_a_fault_of_a_component(fault: str, zone: int, state: int, count: str) -> None:
    panel = model("fire_panel")
    panel.faults.add(fault)
    values = after(panel, 0.25)
    assert values[f"zone_{zone}"] == state
    assert values[count] == 1
    assert sum(value != 0 for name, value in values.items() if name.startswith("zone_")) == 1
    panel.faults.clear()
    assert after(panel, 0.25)[f"zone_{zone}"] == 0


def test_smoke_and_then_the_call_point_of_the_same_zone() -> None:
    panel = model("fire_panel")
    panel.faults.add("smoke")
    assert (after(panel, 1)["fire_state"], panel.values()["latest_fire"]) == (1, "3区走道")
    panel.faults.add("call_point")
    assert (after(panel, 1)["fire_state"], panel.values()["fire_count"]) == (2, 2)


def test_the_panel_is_reset_when_the_fire_is_over() -> None:
    panel = model("fire_panel")
    panel.faults.add("smoke")
    after(panel, 1)
    panel.faults.clear()
    after(panel, 1)
    assert panel.resets == 1  # type: ignore[attr-defined]
    assert panel.system_bits == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fault", "point", "value"),
    [("mains_fault", "mains_fault", 1), ("bus_fault", "bus_fault", 1), ("duty_unanswered", "duty_check", 3)],
)
def test_a_fault_of_the_panel(fault: str, point: str, value: float) -> None:
    panel = model("fire_panel")
    panel.faults.add(fault)
    assert after(panel, 1)[point] == value


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="zone_1"):
        model("fire_panel").write("zone_1", 0.0)
