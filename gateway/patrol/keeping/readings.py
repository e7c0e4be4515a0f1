"""What a device shows while somebody stands before it."""

from collections.abc import Mapping

import numpy as np

from drivers.frame import Quality
from gateway.errors import NotFound
from gateway.points.table import PointTable

MOST_POINTS = 24
FRESH_S = 30.0  # a scan that is heard of so soon saw what the table says now


class Readings:
    """By device, from the point table."""

    def __init__(self, table: PointTable) -> None:
        self._table = table

    def points_of(self, device: str) -> tuple[str, ...]:
        """What its screen shows first, then its other points in their order."""
        try:
            piece = self._table.slice_of(device)
        except NotFound:
            return ()
        screen = piece.device.profile.screen
        named = [screen.headline, *screen.trends, *piece.points[:-1]]
        fitted = dict(zip(piece.points, piece.fitted, strict=True))
        return tuple(point for point in dict.fromkeys(named) if point and fitted.get(point))[:MOST_POINTS]

    def now_of(self, device: str, now: float) -> Mapping[str, float | str]:
        """Point → its value, or its text where it has one; what is not good at `now` is left out."""
        points = self.points_of(device)
        if not points:
            return {}
        piece, found = self._table.slice_of(device), {}
        for point in points:
            row = piece.start + piece.points.index(point)
            heard = min(self._table.source_time[row], self._table.received_time[row])
            is_stale = now - heard > 2.0 * self._table.expected_s[row]
            if self._table.quality[row] != Quality.GOOD or is_stale:
                continue
            text, value = self._table.text(row), float(self._table.value[row])
            if text is not None or np.isfinite(value):
                found[point] = value if text is None else text
        return found
