"""The columns: a frame is a slice assignment, and age makes values stale."""

import numpy as np
import pytest

from drivers.frame import Frame, Quality
from drivers.profile import Point, Profile
from gateway.errors import NotFound
from gateway.points.layout import TableDevice
from gateway.points.table import Counts, DeviceState, PointTable
from yamlfile import Text

GOOD, BAD, STALE = Quality.GOOD, Quality.BAD, Quality.STALE


def text(word: str) -> Text:
    return Text(zh=f"中{word}", en=word)


PROFILE = Profile(
    kind="pump",
    name=text("pump"),
    protocol="mqtt",
    points=(
        Point(id="pressure", name=text("pressure"), unit="MPa"),
        Point(id="state", name=text("state"), texts={1: text("running")}),
        Point(id="label", name=text("label")),
    ),
)


def table(**second: object) -> PointTable:
    return PointTable(
        [
            TableDevice(id="p-1", profile=PROFILE, expected_s=1.0),
            TableDevice(id="p-2", profile=PROFILE, expected_s=60.0, **second),  # type: ignore[arg-type]
        ]
    )


def frame(device: str, time: float, values: list[float], at: list[int] | None = None, **more: object) -> Frame:
    column = np.array(values)
    quality = np.where(np.isnan(column), np.uint8(BAD), np.uint8(GOOD)).astype(np.uint8)
    where = None if at is None else np.array(at, np.intp)
    return Frame(device=device, time=time, values=column, quality=quality, at=where, **more)  # type: ignore[arg-type]


def test_devices_of_our_own_are_judged_but_neither_shown_nor_counted() -> None:
    site = TableDevice(id="p-1", profile=PROFILE, expected_s=1.0)
    columns = PointTable([site], own=[TableDevice(id="own:1", profile=PROFILE, expected_s=np.inf)])
    columns.value[:], columns.quality[:] = 1.0, GOOD
    assert [piece.id for piece in columns.slices] == ["p-1"]
    assert columns.own_slice_of("own:1").start == 4
    assert columns.fitted.tolist() == [True] * 4 + [False] * 4
    assert columns.counts(0.0) == Counts(good=4, bad=0, stale=0, online=1, offline=0)
    with pytest.raises(NotFound):
        columns.slice_of("own:1")


def test_a_frame_fills_its_device_and_nothing_else() -> None:
    columns = table()
    columns.apply(frame("p-2", 100.0, [0.45, 1.0, 7.0]), 101.0)
    np.testing.assert_equal(columns.value, [np.nan] * 4 + [0.45, 1.0, 7.0, np.nan])
    np.testing.assert_equal(columns.quality, [BAD] * 4 + [GOOD] * 3 + [BAD])
    np.testing.assert_equal(columns.source_time[4:7], [100.0] * 3)
    np.testing.assert_equal(columns.received_time[4:7], [101.0] * 3)
    assert columns.last_seen("p-2") == 101.0
    assert columns.last_seen("p-1") is None


def test_a_partial_frame_leaves_the_other_points_as_they_are() -> None:
    columns = table()
    columns.apply(frame("p-1", 100.0, [0.45, 1.0, 7.0]), 100.0)
    columns.apply(frame("p-1", 105.0, [0.5], at=[0]), 105.0)
    np.testing.assert_equal(columns.value[:3], [0.5, 1.0, 7.0])
    np.testing.assert_equal(columns.source_time[:3], [105.0, 100.0, 100.0])


def test_a_good_value_is_stale_after_twice_its_interval() -> None:
    columns = table()
    columns.apply(frame("p-1", 100.0, [0.45, float("nan"), 7.0]), 100.0)
    np.testing.assert_equal(columns.quality_at(102.0)[:3], [GOOD, BAD, GOOD])
    np.testing.assert_equal(columns.quality_at(102.01)[:3], [STALE, BAD, STALE])
    np.testing.assert_equal(columns.quality[:3], [GOOD, BAD, GOOD])


def test_an_old_value_that_arrives_now_is_not_fresh() -> None:
    columns = table()
    columns.apply(frame("p-2", 100.0, [0.45, 1.0, 7.0]), 1000.0)
    np.testing.assert_equal(columns.quality_at(1000.0)[4:7], [STALE] * 3)


def test_a_source_with_its_clock_ahead_ages_from_the_arrival() -> None:
    columns = table()
    columns.apply(frame("p-1", 500.0, [0.45, 1.0, 7.0]), 100.0)
    np.testing.assert_equal(columns.quality_at(103.0)[:3], [STALE] * 3)


def test_going_offline_makes_every_point_bad_and_keeps_its_last_value_and_time() -> None:
    columns = table()
    columns.apply(frame("p-1", 100.0, [0.45, 1.0, 7.0]), 100.0)
    assert columns.set_online("p-1", True, 100.0)
    assert not columns.set_online("p-1", True, 101.0)
    assert columns.state("p-1") is DeviceState.ONLINE
    assert columns.set_online("p-1", False, 110.0)
    assert not columns.set_online("p-1", False, 111.0)
    np.testing.assert_equal(columns.quality[:4], [BAD, BAD, BAD, GOOD])
    np.testing.assert_equal(columns.value[:4], [0.45, 1.0, 7.0, 0.0])
    np.testing.assert_equal(columns.source_time[:4], [100.0, 100.0, 100.0, 110.0])
    assert columns.state("p-1") is DeviceState.OFFLINE


def test_online_is_unknown_until_the_device_was_heard_or_given_up_and_never_stale() -> None:
    columns = table()
    assert columns.quality[3] == BAD
    assert columns.set_online("p-1", False, 100.0)
    assert columns.quality_at(1e9)[3] == GOOD


def test_what_is_not_fitted_is_no_point_and_not_counted() -> None:
    columns = table(without=("la*", "on*"))
    assert columns.fitted.tolist() == [True] * 4 + [True, True, False, True]
    with pytest.raises(NotFound, match="no point 'label'"):
        columns.row("p-2", "label")
    assert columns.row("p-2", "online") == 7


def test_counts_are_of_fitted_points_of_devices_in_service() -> None:
    columns = table(without=("label",))
    columns.apply(frame("p-1", 100.0, [0.45, 1.0, float("nan")]), 100.0)
    columns.apply(frame("p-2", 100.0, [0.45, 1.0, 7.0]), 100.0)
    columns.set_online("p-1", True, 100.0)
    columns.set_online("p-2", True, 100.0)
    assert columns.counts(100.0) == Counts(good=6, bad=1, stale=0, online=2, offline=0)
    assert columns.counts(110.0) == Counts(good=4, bad=1, stale=2, online=2, offline=0)
    resting = table(out_of_service=True)
    assert resting.counts(0.0) == Counts(good=0, bad=4, stale=0, online=0, offline=1)
    assert resting.state("p-2") is DeviceState.OUT_OF_SERVICE


def test_texts_come_from_the_device_or_from_the_profile() -> None:
    columns = table()
    columns.apply(frame("p-1", 1.0, [0.4, 1.0, float("nan")], texts={2: "SN-1"}), 1.0)
    assert [columns.text(row) for row in range(4)] == [None, "中running", "SN-1", None]
    columns.set_online("p-1", True, 1.0)
    assert columns.text(3) == "在线"


def test_what_there_is_not_is_not_found() -> None:
    columns = table()
    with pytest.raises(NotFound, match="no device 'p-9'"):
        columns.state("p-9")
    with pytest.raises(NotFound, match="no point 'x'"):
        columns.row("p-1", "x")
    assert columns.ids[columns.row("p-2", "state")] == "p-2/state"


def test_a_site_without_devices_has_an_empty_table() -> None:
    assert PointTable([]).counts(0.0) == Counts(good=0, bad=0, stale=0, online=0, offline=0)
