"""A sump lives an ordinary day, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, EVENING, NIGHT, after, extremes, living, model

TIMES = pytest.mark.parametrize("time", [EVENING, NIGHT], ids=["evening", "night"])


@pytest.mark.parametrize("seed", range(3))
def test_an_ordinary_day_touches_no_limit(seed: int) -> None:
    sump = model("drainage", seed=seed)
    before = dict(sump.values())
    found = extremes(sump, DAY_S, dt_s=5.0)
    assert 0.3 < found["sump_level"][0] < 0.5
    assert 1.1 < found["sump_level"][1] < 1.3
    for contact in ("high", "super_high"):
        assert found[contact] == (0.0, 0.0)
    starts = [sump.values()[f"pump_{n}_starts"] - before[f"pump_{n}_starts"] for n in (1, 2)]
    assert min(starts) >= 8
    assert max(starts) <= min(starts) + 1
    assert max(starts) < 24
    for n in (1, 2):
        assert found[f"pump_{n}_state"] == (0.0, 1.0)
        assert found[f"pump_{n}_current"][1] < 7.0


def test_water_is_neither_made_nor_lost() -> None:
    sump = model("drainage")
    sump.faults.add("both_pumps_trip")
    levels = [values["sump_level"] for values in living(sump, 600.0)]
    # Evening: 5.6 m³/h, a tenth more or less by the specimen, some more by chance, on 4 m².
    assert (levels[-1] - levels[0]) * 4.0 * 6.0 == pytest.approx(5.6, rel=0.3)


@TIMES
def test_flooding_rises_past_both_floats_and_is_pumped_out(time: float) -> None:
    sump = model("drainage", time=time)
    sump.faults.add("flooding")
    seen = list(living(sump, 120.0, time=time))
    high = next(n for n, values in enumerate(seen) if values["high"])
    super_high = next(n for n, values in enumerate(seen) if values["super_high"])
    assert high < super_high
    assert (seen[-1]["pump_1_state"], seen[-1]["pump_2_state"]) == (1.0, 1.0)
    assert 2.0 < seen[-1]["sump_level"] < 2.6
    sump.faults.clear()
    calm = after(sump, 800.0, time=time, dt_s=1.0)
    assert (calm["high"], calm["super_high"]) == (0.0, 0.0)
    assert calm["sump_level"] < 1.2


def test_the_other_pump_takes_over() -> None:
    sump = model("drainage")
    sump.faults.add("pump_trip")
    lead = sump.values()["lead_pump"]
    other = 3.0 - lead
    seen = list(living(sump, 3 * 3600.0, dt_s=5.0))
    assert {values[f"pump_{lead:.0f}_state"] for values in seen} == {2.0}
    assert {values[f"pump_{other:.0f}_state"] for values in seen} == {0.0, 1.0}
    assert max(values["sump_level"] for values in seen) < 1.3
    sump.faults.clear()
    assert after(sump, 1.0)[f"pump_{lead:.0f}_state"] != 2.0


@pytest.mark.parametrize(
    ("fault", "states", "power"), [("both_pumps_trip", [2.0, 2.0], 1.0), ("power_loss", [0.0, 0.0], 0.0)]
)
def test_no_pump_pumps(fault: str, states: list[float], power: float) -> None:
    sump = model("drainage")
    sump.faults.add(fault)
    during = after(sump, 7200.0, dt_s=5.0)
    assert [during["pump_1_state"], during["pump_2_state"]] == states
    assert during["power_present"] == power
    assert during["sump_level"] > 1.8


def test_short_cycling_starts_each_pump_more_than_ten_times_an_hour() -> None:
    sump = model("drainage")
    sump.faults.add("short_cycling")
    after(sump, 1200.0, dt_s=1.0)
    before = dict(sump.values())
    during = after(sump, 3600.0, dt_s=1.0)
    for n in (1, 2):
        assert 12 < during[f"pump_{n}_starts"] - before[f"pump_{n}_starts"] < 60


def test_without_alternation_one_pump_makes_every_start() -> None:
    sump = model("drainage")
    sump.faults.add("no_alternation")
    before = dict(sump.values())
    during = after(sump, 6 * 3600.0, dt_s=5.0)
    lead = int(before["lead_pump"])
    assert during["lead_pump"] == lead
    assert during[f"pump_{lead}_starts"] - before[f"pump_{lead}_starts"] > 3
    assert during[f"pump_{3 - lead}_starts"] == before[f"pump_{3 - lead}_starts"]


def test_a_sump_with_one_pump_tells_nothing_of_another() -> None:
    sump = model("drainage", without="pump_2_")
    found = extremes(sump, 4 * 3600.0, dt_s=5.0)
    assert not [name for name in found if name.startswith("pump_2")]
    assert found["sump_level"][1] < 1.3


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="mode"):
        model("drainage").write("mode", 0.0)
