"""What a guard could learn from a thousand nights: measures of how foreseeable drawn rounds are.

A night is a list of minutes after the beginning of its window. Where every placement is as likely as any other, the
minutes less the spacing of those before them are evenly spread, and independent of all other nights: that is what is
measured. The bounds are those of the normal or the chi-square distribution at about one in a million.
"""

import itertools
from collections.abc import Callable, Sequence
from math import sqrt
from statistics import fmean, pstdev

Nights = Sequence[Sequence[float]]
BINS = 16
CHI_SQUARE_AT_MOST = 58.0  # 15 degrees of freedom
SIGMAS = 4.9
LAGS = (*range(1, 15), 21, 28, 30, 31)


def patterns(nights: Nights, window_min: int, spacing_min: int) -> set[str]:
    """The names of the measures that show a pattern."""
    room = window_min - (len(nights[0]) - 1) * spacing_min
    loose = [[minute - place * spacing_min for place, minute in enumerate(night)] for night in nights]
    measures: dict[str, Callable[[], bool]] = {
        "too near": lambda: any(b - a < spacing_min for night in nights for a, b in itertools.pairwise(night)),
        "uneven": lambda: uneven([each for night in loose for each in night], room),
        "uneven first": lambda: uneven([_share_of_first(night, room) for night in loose], 1.0),
        "follows earlier nights": lambda: _follows(loose),
        "follows the weekday": lambda: _weekday(loose),
        "same gaps": lambda: _same_gaps(loose, room),
        "repeats": lambda: len({tuple(night) for night in nights}) < 0.99 * len(nights),
    }
    return {name for name, shows in measures.items() if shows()}


def uneven(values: Sequence[float], room: float) -> bool:
    counts = [0] * BINS
    for value in values:
        counts[min(BINS - 1, int(value / room * BINS))] += 1
    expected = len(values) / BINS
    return sum((count - expected) ** 2 / expected for count in counts) > CHI_SQUARE_AT_MOST


def _share_of_first(night: Sequence[float], room: float) -> float:
    """Even between 0 and 1 where the first of `n` is the least of `n` even ones."""
    return float(1.0 - (1.0 - (night[0] + 0.5) / (room + 1)) ** len(night))


def _follows(loose: Nights) -> bool:
    """Whether a night's first, last or mean can be told from an earlier night's."""
    series = ([night[0] for night in loose], [night[-1] for night in loose], [fmean(night) for night in loose])
    return any(
        abs(_correlation(values[lag:], values[:-lag])) > SIGMAS / sqrt(len(values) - lag)
        for values in series
        for lag in LAGS
    )


def _weekday(loose: Nights) -> bool:
    values = [fmean(night) for night in loose]
    mean, spread = fmean(values), pstdev(values) or 1e-9
    days = [values[day::7] for day in range(7)]
    return any(abs(fmean(day) - mean) > SIGMAS * spread / sqrt(len(day)) or pstdev(day) < spread / 2 for day in days)


def _same_gaps(loose: Nights, room: float) -> bool:
    """A gap is as wide as the least of `n` even ones is great, which none of a few fixed gaps is."""
    gaps = [b - a for night in loose for a, b in itertools.pairwise(night)]
    return bool(gaps) and (pstdev(gaps) < room / (2 * (len(loose[0]) + 2)) or len(set(gaps)) < room / 4)


def _correlation(xs: Sequence[float], ys: Sequence[float]) -> float:
    mean_x, mean_y = fmean(xs), fmean(ys)
    spread = sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))
    if spread == 0:
        return 1.0  # always the same: told from anything
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
