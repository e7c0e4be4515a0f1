"""How far a scan proves that somebody was there, and what is odd about where and how fast. Pure.

The grades are ours: a tag's own number, a reader or a code that changes can't be carried home; a printed code can be
photographed, so it needs the phone's position beside it.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import accumulate, combinations

from gateway.patrol.model import Checkpoint, Route
from gateway.patrol.scanning.codes import Reading, Sort
from gateway.patrol.visits import Method, Trust

EARTH_M = 6_371_000.0
NEAR_M = 80.0
ROUGHEST_M = 200.0  # a position that is less certain proves nothing
FASTEST_SHARE = 0.4  # of the time that the route gives for the way: faster than a run
TWO_PHONES_S = 10.0
DUPLICATE_S = 120.0

Position = tuple[float, float, float]


def graded(method: Method, reading: Reading | None, *, right_tag: bool, is_near: bool, is_good: bool) -> Trust:
    """is_good: the code, where there is one, is of our newest key and was not seen before."""
    if method is Method.READER or (right_tag and is_good):
        return Trust.HIGH
    if reading is None or not is_good:
        return Trust.LOW
    if reading.sort is Sort.SHOWN:
        return Trust.HIGH
    return Trust.MEDIUM if method is Method.QR and is_near else Trust.LOW


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two places in degrees, over a round earth (haversine)."""
    north, south = math.radians(one[0]), math.radians(other[0])
    turn = math.radians(other[1] - one[1])
    share = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(turn / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, share)))


def is_near(position: Position | None, checkpoint: Checkpoint | None) -> bool:
    """Whether a position speaks for the checkpoint."""
    away_m = _away_m(position, checkpoint)
    return position is not None and away_m is not None and position[2] <= ROUGHEST_M and away_m <= NEAR_M + position[2]


def is_elsewhere(position: Position | None, checkpoint: Checkpoint | None) -> bool:
    """Whether a position speaks against it."""
    away_m = _away_m(position, checkpoint)
    return position is not None and away_m is not None and away_m > NEAR_M + position[2]


def _away_m(position: Position | None, checkpoint: Checkpoint | None) -> float | None:
    if position is None or checkpoint is None or checkpoint.position is None:
        return None
    return distance_m(position[:2], checkpoint.position)


Ways = Mapping[frozenset[str], float]


def ways(routes: Iterable[Route]) -> Ways:
    """How long one walks between two checkpoints, in seconds, by the route that knows the shortest way of both."""
    shortest: dict[frozenset[str], float] = {}
    for route in routes:
        reached = list(accumulate(leg.travel_s for leg in route.legs))
        for first, last in combinations(range(len(route.legs)), 2):
            pair = frozenset((route.legs[first].checkpoint, route.legs[last].checkpoint))
            walk_s = reached[last] - reached[first]
            if len(pair) == 2:
                shortest[pair] = min(walk_s, shortest.get(pair, math.inf))
    return shortest


def is_too_fast(known: Ways, here: str, there: str, apart_s: float, *, two_phones: bool) -> bool:
    """Whether nobody gets from one to the other in that time. Where no route knows both, only two phones tell."""
    if here == there:
        return False
    walk_s = known.get(frozenset((here, there)))
    if walk_s is not None and apart_s < FASTEST_SHARE * walk_s:
        return True
    return two_phones and apart_s < TWO_PHONES_S
