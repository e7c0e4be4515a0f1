"""What a day looks like: a curve of 24 hourly values, read at a local time."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

DAY_S = 86_400.0


def hour_of_day(time: float, zone: ZoneInfo) -> float:
    """The local time of `time` (seconds since 1970 UTC) in hours, 0 to 24."""
    local = datetime.fromtimestamp(time, zone)
    return local.hour + local.minute / 60.0 + local.second / 3600.0


def at_hour(curve: Sequence[float], hour: float) -> float:
    """The value of a curve of 24 hourly values, linear between them and round midnight."""
    before = int(hour) % 24
    share = hour - int(hour)
    return curve[before] * (1.0 - share) + curve[(before + 1) % 24] * share
