"""Alarms as the database has them: the long list, and single ones that are no longer in memory."""

from collections.abc import Sequence

from gateway.alarms import store
from gateway.alarms.model import Alarm
from gateway.errors import Invalid, NotFound
from gateway.store.pool import Database

DEFAULT_LISTED, MOST_LISTED = 100, 1000


class Archive:
    """Every call may end in Unavailable."""

    def __init__(self, *, site: str, database: Database) -> None:
        self._site = site
        self._database = database

    async def get(self, alarm: str) -> Alarm:
        """NotFound where there is none of this id."""
        async with self._database.connection() as conn:
            found = await store.get(conn, self._site, alarm)
        if found is None:
            raise NotFound(f"there is no alarm '{alarm}'")
        return found

    async def open(self) -> Sequence[Alarm]:
        """Those that are open, the oldest first."""
        async with self._database.connection() as conn:
            return await store.get_open(conn, self._site)

    async def list(
        self,
        *,
        state: str = "open",
        device: str | None = None,
        priority: int | None = None,
        cause: str | None = None,
        since: float | None = None,
        until: float | None = None,
        after: str | None = None,
        limit: int = DEFAULT_LISTED,
    ) -> Sequence[Alarm]:
        """Newest first. `state`: active, open, all; `after`: the last id of the page before; times in seconds UTC."""
        if state not in store.STATES:
            raise Invalid(f"'{state}' is none of {', '.join(store.STATES)}", field="state")
        filters = {
            "device": device, "priority": priority, "cause": cause, "since": since, "until": until, "after": after,
        }  # fmt: skip
        async with self._database.connection() as conn:
            return await store.get_many(conn, self._site, state, filters, max(1, min(limit, MOST_LISTED)))


def newest_of(stored: Sequence[Alarm], known: Sequence[Alarm], limit: int) -> Sequence[Alarm]:
    """The newest first, of what the database has and of what is known without it; the latter counts where both are."""
    both = {alarm.id: alarm for alarm in stored} | {alarm.id: alarm for alarm in known}
    return sorted(both.values(), key=lambda alarm: (alarm.raised_at, alarm.id), reverse=True)[:limit]
