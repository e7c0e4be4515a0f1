"""Which readings are written: literals for the filter, and one long run that counts heartbeats."""

import numpy as np

from drivers.frame import Frame, Quality
from drivers.profile import Point, Profile
from gateway.history.changes import HEARTBEAT_S, Changes, beats
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from yamlfile import Text

NAME = Text(zh="名", en="name")
NAN = float("nan")
PROFILE = Profile(
    kind="pump",
    name=NAME,
    protocol="mqtt",
    points=(Point(id="a", name=NAME, deadband=0.5), Point(id="b", name=NAME), Point(id="c", name=NAME)),
)


class Bench:
    """A table with one device, and what the filter picks of its readings."""

    def __init__(self, *, expected_s: float = 1.0, without: tuple[str, ...] = ()) -> None:
        device = TableDevice(id="d", profile=PROFILE, expected_s=expected_s, without=without)
        self.table = PointTable([device])
        self.changes = Changes(self.table)

    def read(self, time: float, *values: float, bad: tuple[int, ...] = ()) -> list[int]:
        quality = np.zeros(3, np.uint8)
        quality[list(bad)] = Quality.BAD
        self.table.apply(Frame(device="d", time=time, values=np.array(values), quality=quality), time)
        self.table.set_online("d", True, time)
        return self.changes.pick(slice(0, 4), time).tolist()


def test_the_first_reading_is_written_whole_and_an_unchanged_one_not() -> None:
    bench = Bench()
    assert bench.read(100.0, 1.0, 2.0, 3.0) == [0, 1, 2, 3]
    assert bench.read(101.0, 1.0, 2.0, 3.0) == []


def test_a_change_counts_from_the_last_written_value_and_beyond_the_deadband_only() -> None:
    bench = Bench()
    bench.read(100.0, 1.0, 2.0, 3.0)
    assert bench.read(101.0, 1.3, 2.0, 3.0) == []
    assert bench.read(102.0, 1.5, 2.0, 3.0) == []
    assert bench.read(103.0, 1.6, 2.0, 3.001) == [0, 2]
    assert bench.read(104.0, 1.3, 2.0, 3.001) == []


def test_a_change_of_quality_is_written_both_ways() -> None:
    bench = Bench()
    bench.read(100.0, 1.0, 2.0, 3.0)
    assert bench.read(101.0, NAN, 2.0, 3.0, bad=(0,)) == [0]
    assert bench.read(102.0, NAN, 2.0, 3.0, bad=(0,)) == []
    assert bench.read(103.0, 1.0, 2.0, 3.0) == [0]


def test_the_same_moment_is_written_once_and_an_earlier_one_always() -> None:
    bench = Bench()
    bench.read(100.0, 1.0, 2.0, 3.0)
    assert bench.read(100.0, 9.0, 9.0, 9.0) == []
    assert bench.read(90.0, 1.0, 2.0, 3.0) == [0, 1, 2, 3]


def test_a_point_that_is_not_fitted_is_never_written() -> None:
    assert Bench(without=("b",)).read(100.0, 1.0, 2.0, 3.0) == [0, 2, 3]


def test_a_point_that_holds_still_is_written_at_least_once_a_minute() -> None:
    bench = Bench()
    written: dict[int, list[float]] = {row: [] for row in range(4)}
    for second in range(600):
        for row in bench.read(1000.0 + second, 1.0, 2.0, 3.0):
            written[row].append(second)
    for seconds in written.values():
        gaps = np.diff([*seconds, 600])
        assert gaps.max() <= HEARTBEAT_S
        assert len(seconds) <= 14


def test_heartbeats_of_many_points_drift_apart() -> None:
    beat_s = beats(np.full(1000, 1.0))
    assert beat_s.max() <= HEARTBEAT_S - 1.5
    assert beat_s.min() >= 0.75 * HEARTBEAT_S
    in_one_second = np.bincount(beat_s.astype(int))
    assert in_one_second.max() < 120


def test_a_slow_speaker_is_written_whenever_it_speaks() -> None:
    bench = Bench(expected_s=60.0)
    bench.read(100.0, 1.0, 2.0, 3.0)
    assert bench.read(160.0, 1.0, 2.0, 3.0)[:3] == [0, 1, 2]
