"""Figures are sums over the rounds themselves, and every way of looking at them gives the same sum."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.patrol.reports.figures import Period, Tally, figures, period_of
from gateway.patrol.visits import HARMLESS, Flag, Progress, StopProgress, StopState
from tests.gateway.patrol.reports.walked import DAY_S, FLAGGED, HARMLESS_ONLY, NIGHT, SHANGHAI, stop, walk

COLUMNS = ("done", "late", "missed", "excused", "pending", "flagged")
NAMES = st.sampled_from(["gate", "pump-door", "roof", "garage"])
PEOPLE = st.sampled_from(["wang", "li", "zhao"])
FLAGS = st.frozensets(st.sampled_from(list(Flag)), max_size=2)


@st.composite
def rounds(draw: st.DrawFn) -> list[Progress]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        starts_at = NIGHT + draw(st.integers(0, 40)) * DAY_S + number
        stops = [
            stop(name, draw(st.sampled_from(list(StopState))), starts_at, who=draw(PEOPLE), flags=draw(FLAGS))
            for name in draw(st.lists(NAMES, min_size=1, unique=True))
        ]
        guard = draw(st.one_of(st.just(""), PEOPLE))
        made.append(walk(draw(st.sampled_from(["night", "machines"])), starts_at, *stops, guard=guard))
    return made


@given(rounds(), st.sampled_from(list(Period)))
def test_every_list_adds_up_to_the_total(walked: list[Progress], by: Period) -> None:
    told = figures(walked, by, SHANGHAI)
    for rows in (told.periods, told.routes, told.guards, told.checkpoints):
        for column in COLUMNS:
            assert sum(getattr(row, column) for row in rows) == getattr(told.total, column)
        assert len({row.key for row in rows}) == len(rows)


@given(rounds())
def test_the_total_is_what_the_raw_rows_say(walked: list[Progress]) -> None:
    told = figures(walked, Period.DAY, SHANGHAI)
    raw = Counter(each.state for progress in walked for each in progress.stops)
    assert (told.total.done, told.total.late) == (raw[StopState.DONE], raw[StopState.LATE])
    assert (told.total.missed, told.total.excused) == (raw[StopState.MISSED], raw[StopState.EXCUSED])
    assert told.total.planned + told.total.pending == raw.total()
    visits = [each.visit for progress in walked for each in progress.stops if each.visit]
    assert told.total.visited == len(visits)
    assert told.total.flagged == sum(bool(visit.flags - HARMLESS) for visit in visits)


@given(rounds())
def test_a_row_is_what_the_raw_rows_of_its_key_say(walked: list[Progress]) -> None:
    told = figures(walked, Period.DAY, SHANGHAI)
    compare(told.checkpoints, walked, lambda _, each: each.stop.checkpoint)
    compare(told.routes, walked, lambda progress, _: progress.round.route)
    day = lambda progress, _: f"{datetime.fromtimestamp(progress.round.starts_at, SHANGHAI):%Y-%m-%d}"  # noqa: E731
    compare(told.periods, walked, day)


def compare(rows: Sequence[Tally], walked: Sequence[Progress], key: Callable[[Progress, StopProgress], str]) -> None:
    raw = Counter((key(progress, each), each.state) for progress in walked for each in progress.stops)
    assert {row.key for row in rows} == {name for name, _ in raw}
    for row in rows:
        assert (row.done, row.missed) == (raw[row.key, StopState.DONE], raw[row.key, StopState.MISSED])


def test_rates() -> None:
    told = figures(
        [
            walk(
                "night",
                NIGHT,
                stop("gate", StopState.DONE, NIGHT, flags=FLAGGED),
                stop("roof", StopState.LATE, NIGHT, flags=HARMLESS_ONLY),
                stop("garage", StopState.MISSED, NIGHT),
                stop("pump-door", StopState.EXCUSED, NIGHT),
                stop("hall", StopState.DUE, NIGHT),
            )
        ],
        Period.MONTH,
        SHANGHAI,
    )
    total = told.total
    assert (total.planned, total.visited, total.pending, total.flagged) == (4, 2, 1, 1)
    assert (total.completion, total.punctuality) == (66.7, 50.0)
    assert (told.rounds, told.rounds_done, told.rounds_missed) == (1, 0, 1)
    assert [row.key for row in told.periods] == ["2026-01"]


def test_nothing_planned_has_no_rate() -> None:
    told = figures([], Period.DAY, SHANGHAI)
    assert (told.total.completion, told.total.punctuality, told.periods) == (None, None, ())


def test_a_miss_is_that_of_whose_round_it_is_or_of_the_only_one_on_it() -> None:
    told = figures(
        [
            walk("night", NIGHT, stop("gate", StopState.MISSED, NIGHT), guard="wang"),
            walk(
                "night", NIGHT + 1, stop("gate", StopState.DONE, NIGHT, who="li"), stop("roof", StopState.MISSED, NIGHT)
            ),
            walk("night", NIGHT + 2, stop("gate", StopState.MISSED, NIGHT)),
            walk("night", NIGHT + 3, stop("gate", StopState.MISSED, NIGHT), who=("li", "zhao")),
        ],
        Period.DAY,
        SHANGHAI,
    )
    assert {row.key: (row.done, row.missed) for row in told.guards} == {"wang": (0, 1), "li": (1, 1), "": (0, 2)}


@pytest.mark.parametrize(
    ("moment", "day", "week", "month"),
    [
        ("2026-01-31T00:00:00+08:00", "2026-01-31", "2026-W05", "2026-01"),
        ("2026-01-31T23:59:59+08:00", "2026-01-31", "2026-W05", "2026-01"),
        ("2027-01-03T12:00:00+08:00", "2027-01-03", "2026-W53", "2027-01"),
        ("2026-12-31T17:00:00Z", "2027-01-01", "2026-W53", "2027-01"),
    ],
)
def test_a_period_is_that_of_the_sites_calendar(moment: str, day: str, week: str, month: str) -> None:
    seconds = datetime.fromisoformat(moment).timestamp()
    assert [period_of(seconds, by, SHANGHAI) for by in Period] == [day, week, month]
