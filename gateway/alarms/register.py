"""The alarms that are open now, in memory: what the screens show, whether or not the database is there."""

from collections.abc import Iterable

from gateway.alarms.model import Alarm

CLOSED_KEPT_S = 600.0  # by then the database has them too


class Register:
    """Open alarms by id, the active one of each (device, rule), and for CLOSED_KEPT_S those that were closed."""

    def __init__(self) -> None:
        self._open: dict[str, Alarm] = {}
        self._active: dict[tuple[str, str], str] = {}
        self._closed: dict[str, Alarm] = {}

    def put(self, alarms: Iterable[Alarm], now: float) -> None:
        """Take in alarms as they are now."""
        for alarm in alarms:
            self._put(alarm)
        for alarm in [a for a in self._closed.values() if now - _closed_at(a) > CLOSED_KEPT_S]:
            del self._closed[alarm.id]

    def find(self, alarm: str) -> Alarm | None:
        """An open alarm, or one that was closed a moment ago."""
        return self._open.get(alarm) or self._closed.get(alarm)

    def active(self, key: tuple[str, str]) -> Alarm | None:
        """The alarm of (device, rule) whose condition holds."""
        found = self._active.get(key)
        return None if found is None else self._open[found]

    def tie(self, alarms: Iterable[Alarm]) -> None:
        """Take in alarms that have learnt of their tickets; nothing else about them has changed."""
        for alarm in alarms:
            (self._open if alarm.open else self._closed)[alarm.id] = alarm

    def open(self) -> list[Alarm]:
        """Newest first."""
        return sorted(self._open.values(), key=lambda alarm: (alarm.raised_at, alarm.id), reverse=True)

    def select(
        self,
        *,
        state: str,
        device: str | None = None,
        priority: int | None = None,
        cause: str | None = None,
        since: float | None = None,
        until: float | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> list[Alarm]:
        """The same choice as the database makes, of what is known here: newest first, `after` an id."""
        among = [*self._open.values(), *(self._closed.values() if state == "all" else ())]

        def wanted(alarm: Alarm) -> bool:
            return (
                (state != "active" or alarm.active)
                and device in (None, alarm.device)
                and priority in (None, int(alarm.priority))
                and cause in (None, alarm.cause)
                and (since is None or alarm.raised_at >= since)
                and (until is None or alarm.raised_at < until)
                and (after is None or alarm.id < after)
            )

        newest_first = sorted(among, key=lambda alarm: alarm.id, reverse=True)
        return [alarm for alarm in newest_first if wanted(alarm)][:limit]

    def actives(self) -> list[Alarm]:
        """Every alarm whose condition holds."""
        return [self._open[alarm] for alarm in self._active.values()]

    def active_keys(self) -> list[tuple[str, str]]:
        return list(self._active)

    def _put(self, alarm: Alarm) -> None:
        self._open.pop(alarm.id, None)
        self._closed.pop(alarm.id, None)
        (self._open if alarm.open else self._closed)[alarm.id] = alarm
        if alarm.active:
            self._active[alarm.key] = alarm.id
        elif self._active.get(alarm.key) == alarm.id:
            del self._active[alarm.key]


def _closed_at(alarm: Alarm) -> float:
    return max(alarm.returned_at or 0.0, alarm.acknowledged_at or 0.0, alarm.reset_at or 0.0)
