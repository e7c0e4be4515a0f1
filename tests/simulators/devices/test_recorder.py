"""A recorder records day after day, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, after, extremes, model


@pytest.mark.parametrize("seed", range(4))
def test_an_ordinary_week_touches_no_limit(seed: int) -> None:
    found = extremes(model("recorder", seed=seed), 7 * DAY_S, dt_s=60.0)
    assert found["channels_online"] == found["channels_total"] == (16.0, 16.0)
    assert found["recording"] == found["channel_1"] == found["disk_1_state"] == (1.0, 1.0)
    assert found["oldest_days"][0] > 32.0
    assert found["oldest_days"][1] - found["oldest_days"][0] == pytest.approx(1.0, abs=0.01)
    assert found["recording_gaps"][1] <= 1.0
    assert 90.0 < found["disk_used"][0] <= found["disk_used"][1] < 100.0
    assert 33.0 < found["temperature"][0] <= found["temperature"][1] < 50.0


def test_a_recorder_with_fewer_cameras_tells_of_those() -> None:
    values = after(model("recorder", without="channel_1"), 0.0)
    assert values["channels_total"] == values["channels_online"] == 8.0
    assert "channel_1" not in values
    assert "channel_12" not in values


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ("disk_failure", {"disk_2_state": 3.0, "disk_1_state": 1.0}),
        ("channel_loss", {"channel_3": 0.0, "channels_online": 15.0, "channel_4": 1.0}),
        ("recording_stopped", {"recording": 0.0}),
    ],
)
def test_a_fault_shows_at_once_and_passes(fault: str, shown: dict[str, float]) -> None:
    recorder = model("recorder")
    before = {name: after(recorder, 0.0)[name] for name in shown}
    recorder.faults.add(fault)
    during = after(recorder, 0.25)
    assert {name: during[name] for name in shown} == shown
    recorder.faults.clear()
    passed = after(recorder, 0.25)
    assert {name: passed[name] for name in shown} == before


def test_recordings_that_are_kept_too_short() -> None:
    recorder = model("recorder")
    recorder.faults.add("retention_short")
    assert 21.0 <= after(recorder, 1.0)["oldest_days"] <= 22.0
    recorder.faults.clear()
    assert after(recorder, 1.0)["oldest_days"] > 32.0


def test_overheating_takes_two_minutes_and_passes() -> None:
    recorder = model("recorder")
    recorder.faults.add("overheating")
    assert after(recorder, 120.0)["temperature"] > 65.0
    recorder.faults.clear()
    assert after(recorder, 120.0)["temperature"] < 50.0


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="recording"):
        model("recorder").write("recording", 1.0)
