"""A door lets people through by day and by night, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, after, living, model

SHOWN = ("open", "lock", "forced", "tamper", "lock_fault")


@pytest.mark.parametrize("seed", [1, 2])
def test_an_ordinary_day_of_a_door(seed: int) -> None:
    door = model("access_door", seed=seed)
    before = after(door, 0.0)["entries"]
    open_s, longest_s = 0, 0
    for values in living(door, DAY_S):
        assert values["open"] != values["lock"]
        assert values["forced"] == values["tamper"] == values["lock_fault"] == 0.0
        open_s = open_s + 1 if values["open"] else 0
        longest_s = max(longest_s, open_s)
    assert 200 < values["entries"] - before < 600
    assert longest_s < 45
    assert values["battery"] > 75.0


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ("forced", {"open": 1.0, "lock": 1.0, "forced": 1.0}),
        ("held_open", {"open": 1.0, "lock": 0.0}),
        ("lock_fault", {"lock": 0.0, "lock_fault": 1.0}),
        ("tamper", {"tamper": 1.0}),
    ],
)
def test_a_fault_shows_at_once_and_passes(fault: str, shown: dict[str, float]) -> None:
    door = model("access_door")
    door.faults.add(fault)
    during = after(door, 0.25)
    assert {name: during[name] for name in shown} == shown
    later = after(door, 400.0)
    assert {name: later[name] for name in shown} == shown
    door.faults.clear()
    passed = list(living(door, 60.0))[-1]
    assert [passed[name] for name in ("forced", "tamper", "lock_fault")] == [0.0] * 3
    assert passed["open"] != passed["lock"]


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="lock"):
        model("access_door").write("lock", 0.0)
