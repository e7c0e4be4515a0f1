"""A lighting panel follows its schedule, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, EVENING, after, extremes, living, model

NOON = EVENING - 8 * 3600.0


def test_a_day_follows_the_schedule() -> None:
    panel = model("lighting")
    lit_s = dict.fromkeys(range(1, 9), 0)
    for values in living(panel, DAY_S, dt_s=30.0):
        for n in lit_s:
            lit_s[n] += 30 * int(values[f"circuit_{n}"])
            assert (values[f"circuit_{n}_current"] > 0.0) == (values[f"circuit_{n}"] == 1.0)
    assert lit_s == {
        n: pytest.approx(hours * 3600, abs=60)
        for n, hours in {1: 13, 2: 13, 3: 12.5, 4: 12, 5: 24, 6: 17, 7: 4, 8: 3.5}.items()
    }


@pytest.mark.parametrize("seed", range(3))
def test_lamps_that_are_sound_draw_what_they_should(seed: int) -> None:
    panel = model("lighting", seed=seed)
    found = extremes(panel, 7200.0, dt_s=10.0)
    for n in range(1, 6):
        low, high = found[f"circuit_{n}_current"]
        rated = found[f"circuit_{n}_rated"][0]
        assert 0.9 * rated < low < high < 1.06 * rated
    assert found["lux"] == (0.0, 0.0)
    assert found["energy"][1] - found["energy"][0] == pytest.approx(2 * 14.5, rel=0.15)


def test_daylight_is_there_at_noon() -> None:
    assert model("lighting", time=NOON).values()["lux"] > 10_000.0


def test_most_lamps_of_a_circuit_go_out_and_come_back() -> None:
    panel = model("lighting")
    before = panel.values()["circuit_1_current"]
    panel.faults.add("lamp_failure")
    during = after(panel, 2.0)
    assert 0.3 * before < during["circuit_1_current"] < 0.5 * before
    assert during["circuit_2_current"] > 10.0
    panel.faults.clear()
    assert after(panel, 2.0)["circuit_1_current"] == pytest.approx(before, rel=0.03)


def test_a_tripped_circuit_is_on_and_draws_nothing() -> None:
    panel = model("lighting")
    panel.faults.add("circuit_trip")
    during = after(panel, 2.0)
    assert (during["circuit_3"], during["circuit_3_current"]) == (1.0, 0.0)


@pytest.mark.parametrize(("time", "on"), [(EVENING, 0.0), (NOON, 1.0)])
def test_a_mismatched_circuit_does_the_opposite(time: float, on: float) -> None:
    panel = model("lighting", time=time)
    panel.faults.add("schedule_mismatch")
    during = after(panel, 4.0, time=time)
    assert (during["circuit_2"], during["expected_2"]) == (on, 1.0 - on)
    panel.faults.clear()
    assert after(panel, 4.0, time=time)["circuit_2"] == 1.0 - on


def test_by_hand_the_schedule_moves_nothing() -> None:
    panel = model("lighting")
    panel.faults.add("manual_mode")
    later = after(panel, 4 * 3600.0, dt_s=60.0)
    assert (later["mode"], later["circuit_7"], later["expected_7"]) == (0.0, 1.0, 0.0)


def test_a_panel_with_fewer_circuits_tells_nothing_of_the_others() -> None:
    assert not [name for name in model("lighting", without="circuit_8").values() if "8" in name]


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="circuit_1"):
        model("lighting").write("circuit_1", 1.0)
