"""Which table answers a trend, and where a trend has gaps. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gateway.history.changes import HEARTBEAT_S

Sample = tuple[float, float | None, float | None, float | None]
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0


class Source(StrEnum):
    """Readings as they came, or rolled up to minutes or hours."""

    RAW = "reading"
    MINUTES = "reading_1m"
    HOURS = "reading_1h"


STEP_S = {Source.RAW: 0.0, Source.MINUTES: MINUTE_S, Source.HOURS: HOUR_S}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How long each table keeps its rows; hours are kept for ever."""

    readings_days: float
    minutes_days: float


def choose(since: float, until: float, max_points: int, now: float, kept: Kept) -> Source:
    """The finest table that still holds `since` and of which a sample joins no more than a few rows.

    Times in seconds UTC. So many samples as `max_points` over the range make one a `width`.
    """
    width_s = (until - since) / max_points
    age_days = (now - since) / DAY_S
    if width_s < MINUTE_S and age_days <= kept.readings_days:
        return Source.RAW
    if width_s < HOUR_S and age_days <= kept.minutes_days:
        return Source.MINUTES
    return Source.HOURS


def longest_gap_s(source: Source, width_s: float, expected_s: float) -> float:
    """How far two samples may lie apart without a gap between them.

    Readings are written when they change, and once a minute otherwise: one missed heartbeat is no gap yet.
    """
    silence_s = max(2.5 * HEARTBEAT_S, 3 * expected_s)
    return max(silence_s, 2.5 * max(STEP_S[source], width_s))


def with_gaps(samples: Iterable[Sample], longest_s: float) -> list[Sample]:
    """The samples in order, with a row of nulls wherever two are further apart; never two rows of nulls in a row."""
    joined: list[Sample] = []
    for sample in samples:
        if joined and joined[-1][1] is not None and sample[0] - joined[-1][0] > longest_s:
            joined.append((joined[-1][0] + longest_s / 2, None, None, None))
        if sample[1] is None and joined and joined[-1][1] is None:
            continue
        joined.append(sample)
    return joined


def thinned(samples: Sequence[Sample], most: int) -> Sequence[Sample]:
    """At most `most` samples: neighbours joined, keeping the least and the greatest; gaps may swallow neighbours."""
    if len(samples) <= most:
        return samples
    size = -(-len(samples) // most)
    return [_joined(samples[start : start + size]) for start in range(0, len(samples), size)]


def _joined(samples: Sequence[Sample]) -> Sample:
    there = [(low, mean, high) for _, low, mean, high in samples if low is not None and mean is not None]
    if not there:
        return samples[0]
    lows, means, highs = zip(*there, strict=True)
    return (samples[0][0], min(lows), sum(means) / len(means), max(high for high in highs if high is not None))
