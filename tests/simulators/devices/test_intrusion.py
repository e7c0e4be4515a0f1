"""A burglar alarm is armed at night and minds nobody by day; its faults show and pass."""

import pytest

from simulators.devices.intrusion import ARMED_TO_H, DETECTORS, PEOPLE_PER_H
from simulators.physics.day import at_hour, hour_of_day
from tests.simulators.specimens import DAY_S, EVENING, NIGHT, ZONE, after, living, model


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_of_a_quiet_site(seed: int) -> None:
    panel = model("intrusion", seed=seed)
    seen = dict.fromkeys(DETECTORS, 0)
    for n, values in enumerate(living(panel, DAY_S, dt_s=4.0), 1):
        hour = hour_of_day(EVENING + 4.0 * n, ZONE)
        if hour >= 22.9 or hour < 6.1:
            assert values["armed"] == 1.0
        if values["armed"]:
            assert not any(values[name] for name in DETECTORS)
        assert values["siren"] == values["tamper"] == 0.0
        assert values["mains"] == 1.0
        assert 13.0 < values["battery"] < 14.0
        for name in DETECTORS:
            seen[name] += int(values[name])
    assert min(seen.values()) > 0


@pytest.mark.parametrize("hour", [22.0, 22.5, 23.9, 0.0, 3.0, 6.0, ARMED_TO_H])
def test_nobody_walks_about_while_the_panel_may_be_armed(hour: float) -> None:
    assert at_hour(PEOPLE_PER_H, hour) == 0.0


@pytest.mark.parametrize(("fault", "detector"), [("infrared", "infrared_2"), ("perimeter", "perimeter_3")])
def test_the_siren_sounds_only_while_the_panel_is_armed(fault: str, detector: str) -> None:
    for time, armed in ((NIGHT, 1.0), (EVENING, 0.0)):
        panel = model("intrusion", time=time)
        panel.faults.add(fault)
        during = after(panel, 1.0, time=time)
        assert (during[detector], during["armed"], during["siren"]) == (1.0, armed, armed)
        panel.faults.clear()
        assert after(panel, 1.0, time=time)[detector] == 0.0


def test_without_mains_the_battery_sinks_slowly() -> None:
    panel = model("intrusion")
    full = after(panel, 0.0)["battery"]
    panel.faults.add("mains_loss")
    during = after(panel, 3600.0, dt_s=1.0)
    assert during["mains"] == 0.0
    assert 12.0 < during["battery"] < full - 0.3
    panel.faults.clear()
    assert after(panel, 200.0)["battery"] == pytest.approx(full, abs=0.1)


def test_left_disarmed_and_opened() -> None:
    panel = model("intrusion", time=NIGHT)
    assert after(panel, 0.0)["armed"] == 1.0
    panel.faults |= {"not_armed", "tamper"}
    during = after(panel, 1.0, time=NIGHT)
    assert (during["armed"], during["tamper"]) == (0.0, 1.0)


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="armed"):
        model("intrusion").write("armed", 0.0)
