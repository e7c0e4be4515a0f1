"""A small site's history, run for a test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from drivers.frame import Frame, Quality
from drivers.profile import Point, Profile
from gateway.history.link import DatabaseLink
from gateway.history.spool import Spool
from gateway.history.writer import HistoryWriter
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from tests.gateway.eventually import until
from yamlfile import Text

NAME = Text(zh="名", en="name")
START = 1_790_000_000.0
PROFILE = Profile(
    kind="meter",
    name=NAME,
    protocol="mqtt",
    points=tuple(Point(id=f"p{number}", name=NAME, unit="A") for number in range(10)),
)
SELECT = """
    SELECT point.device || '/' || point.point, extract(epoch FROM time)::float8, value, quality
    FROM reading JOIN point ON number = reading.point ORDER BY 2, 1
"""


class History:
    """A point table with two devices of ten points, and the writer that keeps what they read."""

    def __init__(self, url: str, data: Path, **options: Any) -> None:
        self.table = PointTable([TableDevice(id=name, profile=PROFILE, expected_s=1.0) for name in ("d1", "d2")])
        self.spool = Spool(data / "spool", self.table.ids)
        self.writer = HistoryWriter(
            self.table, DatabaseLink(url, "here", self.table.ids), self.spool, **{"flush_s": 0.05, **options}
        )

    def read(
        self, device: str, time: float, *values: float, at: list[int] | None = None,
        settled: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """A frame of this device arrives; one value is for all points."""
        column = np.array(values if len(values) > 1 or at else values * 10)
        quality = np.where(np.isnan(column), Quality.BAD, Quality.GOOD).astype(np.uint8)
        where = None if at is None else np.array(at, np.intp)
        piece = self.table.apply(Frame(device=device, time=time, values=column, quality=quality, at=where), time)
        self.table.set_online(device, True, time)
        self.writer.record(piece, time, where, settled)


@asynccontextmanager
async def running(url: str, data: Path, **options: Any) -> AsyncIterator[History]:
    """The writer at work; at the end it has put away everything."""
    history = History(url, data, **options)
    task = asyncio.create_task(history.writer.run())
    try:
        await until(lambda: history.writer.health.is_up or history.writer._link._complained)
        yield history
    finally:
        task.cancel()
        await asyncio.wait([task])


def stored(url: str) -> list[tuple[str, float, float, int]]:
    """Every reading of the database: point, time, value, quality."""
    with psycopg.connect(url) as connection:
        return connection.execute(SELECT).fetchall()
