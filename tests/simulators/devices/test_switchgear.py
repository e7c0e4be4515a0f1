"""A switchboard lives an ordinary week, its figures agree with each other, and its faults show and pass."""

import math
from collections.abc import Mapping

import pytest

from tests.simulators.specimens import DAY_S, NIGHT, after, extremes, living, model

PHASES = ("a", "b", "c")


def agree(values: Mapping[str, float]) -> None:
    """P² + Q² = S², the factor is P / S, and the feeders add up to the incomer."""
    apparent = values["apparent_power"]
    assert math.hypot(values["active_power"], values["reactive_power"]) == pytest.approx(apparent)
    assert values["power_factor"] * apparent == pytest.approx(values["active_power"])
    phases = sum(values[f"voltage_{phase}"] * values[f"current_{phase}"] for phase in PHASES) / 1000.0
    assert phases == pytest.approx(apparent, rel=0.02, abs=0.1)
    feeders = sum(values[f"feeder_{n}_current"] for n in (1, 2, 3, 4))
    assert feeders == pytest.approx(sum(values[f"current_{phase}"] for phase in PHASES) / 3.0)
    for one, other in ("ab", "bc", "ca"):
        a, b = values[f"voltage_{one}"], values[f"voltage_{other}"]
        assert values[f"voltage_{one}{other}"] == pytest.approx(math.sqrt(a * a + b * b + a * b))


@pytest.mark.parametrize(("seed", "seconds", "dt_s"), [(1, DAY_S, 5.0), (2, 7 * DAY_S, 30.0)])
def test_an_ordinary_week_touches_no_limit(seed: int, seconds: float, dt_s: float) -> None:
    found = extremes(model("switchgear", seed=seed), seconds, dt_s=dt_s)
    for phase in PHASES:
        assert found[f"voltage_{phase}"][0] > 210.0
        assert found[f"voltage_{phase}"][1] < 233.0
        assert found[f"current_{phase}"][1] < 600.0
        assert found[f"busbar_temperature_{phase}"][1] < 60.0
        assert found[f"cable_temperature_{phase}"][1] < 60.0
    for pair in ("ab", "bc", "ca"):
        assert found[f"voltage_{pair}"][0] > 360.0
        assert found[f"voltage_{pair}"][1] < 402.0
    assert found["frequency"][0] > 49.9
    assert found["frequency"][1] < 50.1
    assert found["voltage_unbalance"][1] < 1.0
    assert found["current_unbalance"][1] < 8.0
    assert found["power_factor"][0] > 0.92
    assert found["thd_voltage"][1] < 4.0
    assert found["thd_current"][1] < 15.0
    assert found["breaker"] == (1.0, 1.0)


def test_the_figures_agree() -> None:
    board = model("switchgear")
    for values in living(board, 600.0, dt_s=10.0):
        agree(values)


def test_energy_is_power_over_time() -> None:
    board = model("switchgear")
    start = board.values()["energy"]
    used = sum(values["active_power"] for values in living(board, 600.0)) / 3600.0
    assert board.values()["energy"] - start == pytest.approx(used)


def test_evening_carries_more_than_night() -> None:
    evening, night = model("switchgear").values(), model("switchgear", time=NIGHT).values()
    assert evening["active_power"] > 2 * night["active_power"]
    assert evening["voltage_a"] < night["voltage_a"]


def test_phase_loss() -> None:
    board = model("switchgear")
    before = dict(board.values())
    board.faults.add("phase_loss")
    during = after(board, 1.0)
    agree(during)
    assert during["voltage_b"] < 0.05 * before["voltage_b"]
    assert during["current_b"] < 0.05 * before["current_b"]
    assert during["current_a"] > before["current_a"]
    assert during["voltage_ab"] < 240.0
    assert during["voltage_bc"] < 240.0
    assert during["voltage_ca"] > 370.0
    assert during["voltage_unbalance"] > 30.0
    assert during["power_factor"] < 0.9
    assert during["active_power"] < 0.85 * before["active_power"]
    board.faults.clear()
    again = after(board, 1.0)
    assert again["voltage_b"] == pytest.approx(before["voltage_b"], abs=3.0)
    assert again["power_factor"] > 0.92


def test_overvoltage() -> None:
    board = model("switchgear")
    board.faults.add("overvoltage")
    during = after(board, 1.0)
    agree(during)
    assert min(during[f"voltage_{phase}"] for phase in PHASES) > 235.4
    assert min(during[f"voltage_{pair}"] for pair in ("ab", "bc", "ca")) > 406.6
    assert during["voltage_unbalance"] < 1.0
    board.faults.clear()
    assert after(board, 1.0)["voltage_a"] < 235.0


@pytest.mark.parametrize("seed", range(6))
def test_unbalance_leaves_each_voltage_within_its_own_limits(seed: int) -> None:
    board = model("switchgear", seed=seed)
    board.faults.add("unbalance")
    during = after(board, 1.0)
    agree(during)
    assert 2.3 < during["voltage_unbalance"] < 3.8
    for phase in PHASES:
        assert 198.0 < during[f"voltage_{phase}"] < 235.4
    for pair in ("ab", "bc", "ca"):
        assert 353.4 < during[f"voltage_{pair}"] < 406.6
    board.faults.clear()
    assert after(board, 1.0)["voltage_unbalance"] < 1.0


def test_overheating_joint() -> None:
    board = model("switchgear")
    board.faults.add("overheating_joint")
    during = after(board, 120.0)
    assert during["busbar_temperature_b"] > 90.0
    assert during["busbar_temperature_b"] < 100.0
    assert during["busbar_temperature_a"] < 60.0
    assert during["cable_temperature_b"] < 60.0
    board.faults.clear()
    assert after(board, 120.0)["busbar_temperature_b"] < 60.0


def test_supply_loss() -> None:
    board = model("switchgear")
    board.faults.add("supply_loss")
    during = after(board, 1.0)
    agree(during)
    assert [during[f"voltage_{phase}"] for phase in PHASES] == [0.0, 0.0, 0.0]
    assert during["active_power"] == during["current_a"] == during["frequency"] == 0.0
    board.faults.clear()
    assert after(board, 1.0)["frequency"] == pytest.approx(50.0, abs=0.1)


def test_breaker_trip_leaves_the_voltage_and_ends_the_load() -> None:
    board = model("switchgear")
    board.faults.add("breaker_trip")
    during = after(board, 1.0)
    agree(during)
    assert during["breaker"] == 2.0
    assert during["voltage_a"] > 200.0
    assert during["current_a"] == during["active_power"] == during["feeder_1_current"] == 0.0
    energy = during["energy"]
    assert after(board, 10.0)["energy"] == energy
    board.faults.clear()
    assert after(board, 1.0)["breaker"] == 1.0


def test_feeder_trip_takes_one_feeder_and_its_share_of_the_load() -> None:
    board = model("switchgear")
    before = board.values()
    board.faults.add("feeder_trip")
    during = after(board, 1.0)
    agree(during)
    assert [during[f"feeder_{n}_breaker"] for n in (1, 2, 3, 4)] == [1.0, 2.0, 1.0, 1.0]
    assert during["feeder_2_current"] == 0.0
    assert during["breaker"] == 1.0
    gone = before["feeder_2_current"] / sum(before[f"feeder_{n}_current"] for n in (1, 2, 3, 4))
    assert during["current_a"] == pytest.approx(before["current_a"] * (1.0 - gone), rel=0.08)
    for feeder in (1, 3, 4):
        assert during[f"feeder_{feeder}_current"] == pytest.approx(before[f"feeder_{feeder}_current"], rel=0.1)
    board.faults.clear()
    assert after(board, 1.0)["feeder_2_current"] > 20.0


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="breaker"):
        model("switchgear").write("breaker", 0.0)
