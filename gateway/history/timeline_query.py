"""The timeline of a device as the database has it: all the SQL of it."""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from psycopg import AsyncConnection

from gateway.clock import Clock
from gateway.history.timeline import DAY_US, SECOND_US, Entry, Place, Sort, day_of, newest, to_moment
from gateway.store.pool import Database

# A state that changes more often in a day (the door of a lift) is movement, and belongs on a trend.
MOST_A_DAY = 50
# Changes of state are found among readings, so no further back than this, or than the site keeps readings.
STATES_DAYS = 30
# Younger hours may not have been rolled up yet.
ROLLED_AFTER_US = 3 * 3600 * SECOND_US

Connection = AsyncConnection[Any]

# Each gives: time, key, action, who, about. They are alike so that one way reads them all.
LOGS: Mapping[Sort, LiteralString] = {
    Sort.ALARM: """
        SELECT (extract(epoch FROM e.time) * 1000000)::bigint, e.id, e.action, e.who, jsonb_build_object(
            'alarm', a.id, 'message', a.message, 'priority', a.priority, 'point', a.point, 'ticket', a.ticket)
        FROM alarm_event AS e JOIN alarm AS a ON a.id = e.alarm
        WHERE a.site = %(site)s AND a.device = %(device)s AND e.time <= %(moment)s
            AND (e.time, ('alarm.' || e.id) COLLATE "C") < (%(moment)s, %(key)s)
        ORDER BY e.time DESC, e.id COLLATE "C" DESC LIMIT %(limit)s
    """,
    Sort.TICKET: """
        SELECT (extract(epoch FROM e.time) * 1000000)::bigint, e.id, e.action, e.who, jsonb_build_object(
            'ticket', t.id, 'number', t.number, 'title', t.title, 'message', t.message, 'detail', e.detail)
        FROM ticket_event AS e JOIN ticket AS t ON t.id = e.ticket
        WHERE t.site = %(site)s AND t.device = %(device)s AND e.time <= %(moment)s
            AND (e.time, ('ticket.' || e.id) COLLATE "C") < (%(moment)s, %(key)s)
        ORDER BY e.time DESC, e.id COLLATE "C" DESC LIMIT %(limit)s
    """,
    Sort.EVENT: """
        SELECT (extract(epoch FROM time) * 1000000)::bigint, id, 'reported', NULL, jsonb_build_object('detail', body)
        FROM device_event
        WHERE site = %(site)s AND device = %(device)s AND time <= %(moment)s
            AND (time, ('event.' || id) COLLATE "C") < (%(moment)s, %(key)s)
        ORDER BY time DESC, id COLLATE "C" DESC LIMIT %(limit)s
    """,
}
NUMBERS: LiteralString = """
    SELECT number, point FROM point WHERE site = %(site)s AND device = %(device)s AND point = ANY(%(points)s)
"""
# On which days a point had more than one value: most have one for weeks, and need not be looked through.
RESTLESS: LiteralString = """
    SELECT DISTINCT point, (extract(epoch FROM date_trunc('day', bucket)) * 1000000)::bigint FROM (
        SELECT point, bucket, min, max, lag(max) OVER (PARTITION BY point ORDER BY bucket) AS before
        FROM reading_1h WHERE point = ANY(%(numbers)s) AND bucket >= %(since)s AND bucket < %(until)s
    ) AS hours WHERE min <> max OR min <> before
"""
# A day's changes. A little before it is looked at too, for the value with which the day began.
CHANGES: LiteralString = """
    SELECT (extract(epoch FROM time) * 1000000)::bigint, point, before, value FROM (
        SELECT *, count(*) OVER (PARTITION BY point) AS often FROM (
            SELECT time, point, value, lag(value) OVER (PARTITION BY point ORDER BY time) AS before
            FROM reading WHERE point = ANY(%(numbers)s) AND quality = 0 AND value <> 'NaN'
                AND time >= %(since)s - INTERVAL '3 minutes' AND time < %(until)s
        ) AS good WHERE value <> before AND time >= %(since)s
    ) AS changed WHERE often <= %(most)s
"""
TIMES_OFFLINE: LiteralString = """
    SELECT count(*) FROM (
        SELECT value, lag(value) OVER (ORDER BY time) AS before FROM reading
        WHERE quality = 0 AND time >= %(since)s AND point = (
            SELECT number FROM point WHERE site = %(site)s AND device = %(device)s AND point = 'online')
    ) AS told WHERE value = 0 AND before = 1
"""


class TimelineQuery:
    """Every call may end in Unavailable."""

    def __init__(self, database: Database, site: str, clock: Clock, *, readings_days: int) -> None:
        self._database = database
        self._site = site
        self._clock = clock
        self.states_days = min(STATES_DAYS, readings_days)

    async def entries(
        self, device: str, states: Sequence[str], *, sorts: frozenset[Sort], after: str | None, limit: int
    ) -> list[Entry]:
        """The newest first. `states`: the points whose changes are told; `after`: the last id of the page before.

        Invalid for an `after` that is no entry's id.
        """
        before = Place.of(after)
        found: list[Entry] = []
        async with self._database.connection() as connection:
            for sort in LOGS.keys() & sorts:
                found += await self._log(connection, sort, device, before, limit)
            if Sort.STATE in sorts and states:
                found += await self._changes(connection, device, states, before, limit)
        return newest(found, before, limit)

    async def times_offline(self, device: str) -> int:
        """How often the device went offline within `states_days`."""
        asked = {"site": self._site, "device": device, "since": to_moment(self._oldest_us())}
        async with self._database.connection() as connection:
            found = await (await connection.execute(TIMES_OFFLINE, asked)).fetchone()
        return int(found[0]) if found else 0

    async def _log(self, connection: Connection, sort: Sort, device: str, before: Place, limit: int) -> list[Entry]:
        asked = {
            "site": self._site, "device": device, "moment": before.moment, "key": before.key, "limit": limit,
        }  # fmt: skip
        rows = await (await connection.execute(LOGS[sort], asked)).fetchall()
        return [
            Entry(time_us=time, sort=sort, key=key, action=action, who=who, about=about)
            for time, key, action, who, about in rows
        ]

    async def _changes(
        self, connection: Connection, device: str, states: Sequence[str], before: Place, limit: int
    ) -> list[Entry]:
        """Day by day into the past, until there are enough."""
        now_us = int(self._clock.now() * SECOND_US)
        day, oldest = day_of(min(before.time_us, now_us)), self._oldest_us()
        asked = {"site": self._site, "device": device, "points": list(states)}
        names = dict(await (await connection.execute(NUMBERS, asked)).fetchall())
        rolled = day_of(now_us - ROLLED_AFTER_US)
        restless = await _restless(connection, list(names), oldest, rolled)
        found: list[Entry] = []
        while day >= oldest and len(found) < limit:
            some = restless.get(day, []) if day < rolled else list(names)
            found += newest(await _day(connection, some, names, day), before, limit)
            day -= DAY_US
        return found

    def _oldest_us(self) -> int:
        return day_of(int(self._clock.now() * SECOND_US)) - self.states_days * DAY_US


async def _restless(connection: Connection, numbers: list[int], since_us: int, until_us: int) -> dict[int, list[int]]:
    """The points by the day, as far as there are any."""
    asked = {"numbers": numbers, "since": to_moment(since_us), "until": to_moment(until_us)}
    by_day: dict[int, list[int]] = {}
    for number, day in await (await connection.execute(RESTLESS, asked)).fetchall():
        by_day.setdefault(day, []).append(number)
    return by_day


async def _day(connection: Connection, numbers: list[int], names: Mapping[int, str], day_us: int) -> list[Entry]:
    if not numbers:
        return []
    asked = {
        "numbers": numbers, "since": to_moment(day_us), "until": to_moment(day_us + DAY_US), "most": MOST_A_DAY,
    }  # fmt: skip
    rows = await (await connection.execute(CHANGES, asked)).fetchall()
    return [
        Entry(
            time_us=time, sort=Sort.STATE, key=names[number], action="changed", who=None,
            about={"point": names[number], "before": before, "value": value},
        )
        for time, number, before, value in rows
    ]  # fmt: skip
