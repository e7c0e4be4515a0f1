"""What the points of a device were at one moment of the past."""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from psycopg import AsyncConnection

from gateway.clock import to_datetime

LONGEST_S = 300.0  # readings are told again at least every minute: an older one says nothing about the moment
_AT: LiteralString = """
    SELECT DISTINCT ON (point.point) point.point, reading.value, reading.quality
    FROM point JOIN reading ON reading.point = point.number
    WHERE point.site = %s AND point.device = %s AND point.point = ANY(%s)
      AND reading.time <= %s AND reading.time > %s
    ORDER BY point.point, reading.time DESC
"""


async def values_at(
    conn: AsyncConnection[Any], site: str, device: str, points: Sequence[str], time: float
) -> Mapping[str, float]:
    """The last good value of each point at `time` (seconds UTC); a point that had none is left out."""
    values = (site, device, list(points), to_datetime(time), to_datetime(time - LONGEST_S))
    rows = await (await conn.execute(_AT, values)).fetchall()
    return {point: float(value) for point, value, quality in rows if quality == 0 and value == value}
