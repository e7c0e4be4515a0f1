"""Times that nobody can foresee, and that come out the same whenever they are asked for.

The only source of chance is HMAC-SHA256 (RFC 2104) under the site's secret. All admissible placements in whole minutes
are counted, and the draw picks one of them by its number, so that each is as likely as any other.
"""

import hashlib
import hmac
import math
from collections.abc import Collection, Iterator
from itertools import count as counted

STEP_S = 60
"""Times are whole minutes after the beginning of the window."""

Ways = list[list[int]]


def drawn(
    secret: bytes, name: str, count: int, window_s: float, spacing_s: float, taken: Collection[float] = ()
) -> list[float]:
    """`count` times in [0, window_s), ascending, never nearer to each other than `spacing_s`; seconds.

    name    what is drawn: another name gives another draw
    taken   times to keep away from as well, by the spacing, or by as much as leaves room for all

    Where the window is too short for so many, as many as fit.
    """
    slots, gap = int(window_s // STEP_S), max(1, math.ceil(spacing_s / STEP_S))
    count = min(count, -(-slots // gap))
    if count <= 0:
        return []
    for away in _distances(gap, taken):
        ways = _ways(count, _free(slots, taken, away), gap)
        if ways[count][0]:
            break
    number = _below(ways[count][0], secret, name)
    return [float(slot * STEP_S) for slot in _placed(number, ways, count, gap)]


def _distances(gap: int, taken: Collection[float]) -> Iterator[int]:
    """How far to keep from what is taken: the spacing, and half of it as often as need be. 0 always leaves room."""
    while taken and gap:
        yield gap
        gap //= 2
    yield 0


def _free(slots: int, taken: Collection[float], away: int) -> list[bool]:
    """Which minutes of the window are `away` minutes or more from everything that is taken."""
    free = [True] * slots
    for time_s in taken:
        first = math.floor(time_s / STEP_S) - away + 1
        last = math.ceil(time_s / STEP_S) + away - 1
        for slot in range(max(0, first), min(slots - 1, last) + 1):
            free[slot] = False
    return free


def _ways(count: int, free: list[bool], gap: int) -> Ways:
    """`ways[k][i]`: in how many ways k times go into the minutes from i on."""
    slots = len(free)
    ways = [[1] * (slots + gap)]
    for number in range(1, count + 1):
        fewer, row = ways[number - 1], [0] * (slots + gap)
        for slot in reversed(range(slots)):
            row[slot] = row[slot + 1] + (fewer[slot + gap] if free[slot] else 0)
        ways.append(row)
    return ways


def _placed(number: int, ways: Ways, count: int, gap: int) -> Iterator[int]:
    """The placement of that number, of all in the order of their minutes: its minutes."""
    slot = 0
    while count:
        later = ways[count][slot + 1]
        here = ways[count][slot] - later
        if number < here:
            yield slot
            count, slot = count - 1, slot + gap
        else:
            number, slot = number - here, slot + 1


def _below(limit: int, secret: bytes, name: str) -> int:
    """A number from 0 to `limit` - 1. What is too great is thrown away, so that none is more likely."""
    bits = limit.bit_length()
    for attempt in counted():
        blocks = -(-bits // 256)
        text = b"".join(_block(secret, f"{name}/{attempt}/{block}") for block in range(blocks))
        number = int.from_bytes(text, "big") >> (blocks * 256 - bits)
        if number < limit:
            return number
    raise AssertionError("counting does not end")


def _block(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode(), hashlib.sha256)
