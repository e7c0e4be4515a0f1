"""Trends: what a point was, over an hour or a year."""

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import AsyncConnection

from gateway.clock import Clock, to_datetime
from gateway.errors import Invalid
from gateway.history.columns import PointIndex
from gateway.history.trend import Kept, Sample, Source, choose, longest_gap_s, thinned, with_gaps
from gateway.store.pool import Database

MOST_POINTS = 10_000

NUMBER: LiteralString = "SELECT number FROM point WHERE site = %s AND device = %s AND point = %s"
# Reading by reading, while there are few: a bad one (null) is where a gap begins.
EACH: LiteralString = """
    SELECT extract(epoch FROM time)::float8, v, v, v
    FROM (SELECT time, CASE WHEN quality = 0 AND value <> 'NaN' THEN value END AS v
          FROM reading WHERE point = %(point)s AND time >= %(since)s AND time < %(until)s) AS good
    ORDER BY time LIMIT %(limit)s
"""
# `width` seconds a sample. The time is that of the first reading in it.
RAW: LiteralString = """
    SELECT extract(epoch FROM min(time))::float8, min(v), avg(v), max(v)
    FROM (SELECT time, CASE WHEN quality = 0 AND value <> 'NaN' THEN value END AS v
          FROM reading WHERE point = %(point)s AND time >= %(since)s AND time < %(until)s) AS good
    GROUP BY floor(extract(epoch FROM time - %(since)s) / %(width)s) ORDER BY 1
"""
ROLLED: dict[Source, LiteralString] = {
    Source.MINUTES: """
        SELECT extract(epoch FROM min(bucket))::float8, min(min), sum(mean * count) / sum(count), max(max)
        FROM reading_1m WHERE point = %(point)s AND bucket >= %(since)s AND bucket < %(until)s
        GROUP BY floor(extract(epoch FROM bucket - %(since)s) / %(width)s) ORDER BY 1
    """,
    Source.HOURS: """
        SELECT extract(epoch FROM min(bucket))::float8, min(min), sum(mean * count) / sum(count), max(max)
        FROM reading_1h WHERE point = %(point)s AND bucket >= %(since)s AND bucket < %(until)s
        GROUP BY floor(extract(epoch FROM bucket - %(since)s) / %(width)s) ORDER BY 1
    """,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """samples   (time in seconds UTC, least, mean, greatest); a row of None: from here on there is a gap"""

    unit: str
    samples: list[Sample]


class HistoryQuery:
    """Reads what the history writer has written, and the roll-ups made from it."""

    def __init__(self, database: Database, table: PointIndex, site: str, kept: Kept, clock: Clock) -> None:
        self._database = database
        self._table = table
        self._site = site
        self._kept = kept
        self._clock = clock

    async def samples(self, device: str, point: str, since: float, until: float, max_points: int = 1000) -> Trend:
        """A point's values from `since` (seconds UTC) to before `until`, in about `max_points` samples at most.

        NotFound for a point that there is not, Invalid for a range that makes no sense, Unavailable while the
        database is away.
        """
        row = self._table.row(device, point)
        if not since < until:
            raise Invalid("'from' must be before 'to'", field="from")
        if not 2 <= max_points <= MOST_POINTS:
            raise Invalid(f"'max_points' must be between 2 and {MOST_POINTS}", field="max_points")
        source = choose(since, until, max_points, self._clock.now(), self._kept)
        width_s = (until - since) / max_points
        async with self._database.connection() as connection:
            number = await self._number(connection, device, point)
            rows = [] if number is None else await _read(connection, source, number, since, until, max_points)
        longest_s = longest_gap_s(source, width_s, min(float(self._table.expected_s[row]), 1e6))
        samples = with_gaps(thinned(rows, max_points), longest_s)
        return Trend(unit=self._table.points[row].unit, samples=samples)

    async def _number(self, connection: AsyncConnection[Any], device: str, point: str) -> int | None:
        found = await (await connection.execute(NUMBER, (self._site, device, point))).fetchone()
        return None if found is None else int(found[0])


async def _read(
    connection: AsyncConnection[Any], source: Source, number: int, since: float, until: float, max_points: int
) -> list[Sample]:
    arguments = {
        "point": number, "since": to_datetime(since), "until": to_datetime(until),
        "width": (until - since) / max_points, "limit": 2 * max_points + 1,
    }  # fmt: skip
    if source is not Source.RAW:
        return await (await connection.execute(ROLLED[source], arguments)).fetchall()
    rows = await (await connection.execute(EACH, arguments)).fetchall()
    if len(rows) <= 2 * max_points:
        return rows
    return await (await connection.execute(RAW, arguments)).fetchall()
