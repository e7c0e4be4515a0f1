"""Passages of before: the newest from memory, whether or not the database is there, all others from the database."""

from collections.abc import Sequence

from gateway.errors import NotFound, Unavailable
from gateway.gates.lanes import passages
from gateway.gates.lanes.ledger import Ledger
from gateway.gates.lanes.passages import PassageFilter, fits
from gateway.gates.model import Passage
from gateway.ids import time_of
from gateway.store.pool import Database

MOST_LISTED = 1000


class Archive:
    """Memory is ahead of the database, and what it has counts."""

    def __init__(self, *, site: str, database: Database, ledger: Ledger) -> None:
        self._site = site
        self._database = database
        self._ledger = ledger

    async def get(self, passage: str) -> Passage:
        """NotFound where there is none of this id; Unavailable where only the database could know."""
        found = self._ledger.find(passage)
        if found is None:
            async with self._database.connection() as conn:
                found = await passages.get(conn, self._site, passage)
        if found is None:
            raise NotFound(f"there is no passage '{passage}'")
        return found

    async def many(self, wanted: PassageFilter, limit: int) -> Sequence[Passage]:
        """The newest first. While the database is away: what memory has of them, if that is all or the newest."""
        limit = max(1, min(limit, MOST_LISTED))
        newest = list(self._ledger.newest())
        found = [passage for passage in newest if fits(passage, wanted)]
        if len(found) >= limit or _holds_all(newest, wanted):
            return found[:limit]
        try:
            async with self._database.connection() as conn:
                stored = await passages.get_many(conn, self._site, wanted, limit + len(newest))
        except Unavailable:
            if wanted.plate is not None or wanted.since is not None or not found:
                raise  # "never" and "not known now" are different answers
            return found
        known = {passage.id: passage for passage in newest}
        merged = {passage.id: passage for passage in found}
        merged |= {one.id: one for one in stored if one.id not in known}
        return sorted(merged.values(), key=lambda passage: passage.id, reverse=True)[:limit]

    async def forget_pictures(self, before: float) -> None:
        """The pictures of passages before this time (seconds UTC) are gone."""
        async with self._database.connection() as conn:
            await passages.forget_pictures(conn, self._site, before)

    async def drop(self, before: float) -> None:
        """Drop passages before this time (seconds UTC)."""
        async with self._database.connection() as conn:
            await passages.drop(conn, self._site, before)


def _holds_all(newest: Sequence[Passage], wanted: PassageFilter) -> bool:
    """Whether what is wanted is no older than what memory holds. An id is never made before its vehicle came."""
    return bool(newest) and wanted.since is not None and time_of(newest[-1].id) <= wanted.since
