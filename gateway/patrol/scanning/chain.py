"""The chain of a phone's records: each is hashed with the one before, so that none is changed or left out unseen.

    digest = SHA-256 of: previous, a line feed, and the record as JSON text; hex digits

`previous` of a phone's first record is the phone's own id.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.patrol.scanning.told import Told
from gateway.patrol.visits import Flag

MOST_OFF_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A record of a phone that has come: its digest, and what both its clocks said (`wall_s` put right)."""

    digest: str
    wall_s: float
    monotonic_ms: float | None = None


def digest_of(previous: str, chained: str) -> str:
    return hashlib.sha256(f"{previous}\n{chained}".encode()).hexdigest()


def broken(told: Told, links: Mapping[int, Link]) -> bool:
    """Whether a record does not follow from what has come of its phone. `links` by their count."""
    if told.seq < 1:
        return False
    if not told.digest or told.digest != digest_of(told.previous, told.chained):
        return True
    same, before = links.get(told.seq), links.get(told.seq - 1)
    if same is not None and same.digest != told.digest:
        return True
    if told.seq == 1:
        return told.previous != told.phone
    return before is not None and before.digest != told.previous


def chain_flags(told: Told, links: Mapping[int, Link]) -> set[Flag]:
    """Of a record, where those that came with it are among `links`. A gap may close: what lacks may still come."""
    flags = {Flag.CHAIN_BROKEN} if broken(told, links) else set()
    if told.seq > 1 and told.seq - 1 not in links:
        flags.add(Flag.CHAIN_GAP)
    return flags


def turned_back(told: Told, wall_s: float, links: Mapping[int, Link]) -> bool:
    """Whether the phone's clock was turned back since the record before.

    Its other clock never steps, but it stands while the phone sleeps and begins again with the page: so it can show
    that too little time has passed by the wall's, not that too much has.
    """
    before = links.get(told.seq - 1)
    if before is None or before.monotonic_ms is None or told.monotonic_ms is None:
        return False
    passed_s = (told.monotonic_ms - before.monotonic_ms) / 1000
    return passed_s > 0 and passed_s - (wall_s - before.wall_s) > MOST_OFF_S
