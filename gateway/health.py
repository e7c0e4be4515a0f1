"""How Gatehouse itself is: gathered from its parts, from what they remember; nothing is asked of disk or network."""

from typing import Any

from drivers import registry
from gateway.acquisition.line import ConnectionState
from gateway.acquisition.service import Acquisition
from gateway.acquisition.sink import AcquisitionSink
from gateway.alarms.service import AlarmService
from gateway.clock import Clock, rfc3339
from gateway.config.site import Site
from gateway.gates.lanes.service import GateService
from gateway.history.writer import HistoryWriter
from gateway.journal import Journal
from gateway.notify.service import Notifier
from gateway.patrol.readers import Readers
from gateway.points.table import PointTable
from gateway.store.pool import Database

LATE_S = 0.1  # a poll that begins later than this is counted as late


class Health:
    """`report` is the answer of GET /health for somebody who is signed in."""

    def __init__(
        self,
        *,
        version: str,
        site: Site,
        clock: Clock,
        table: PointTable,
        acquisition: Acquisition,
        sink: AcquisitionSink,
        history: HistoryWriter,
        journal: Journal,
        database: Database,
        notifier: Notifier,
        alarms: AlarmService,
        gates: GateService,
        cards: Readers,
    ) -> None:
        self._version = version
        self._clock = clock
        self._table = table
        self._acquisition = acquisition
        self._sink = sink
        self._history = history
        self._journal = journal
        self._database = database
        self._notifier = notifier
        self._alarms = alarms
        self._gates = gates
        self._cards = cards
        self._started_at = clock.now()
        self._brokers = {
            name for name, url in site.connections.items() if url is None or registry.protocol_of(url) == "mqtt"
        }

    def report(self) -> dict[str, Any]:
        """Fields as in the HTTP answer. Never raises, never waits."""
        counts = self._table.counts(self._clock.now())
        history = self._history.health
        database = self._database.is_up and history.is_up
        broker = self._broker()
        journal = self._journal.health
        notifications = self._notifier.counts
        lost = self._alarms.refused + self._alarms.lost + self._gates.lost
        trouble = (
            not database, broker == "away", history.dropped, journal.error, notifications["failed"], lost,
            self._gates.refused, self._gates.pictures_fail, self._cards.refused,
        )  # fmt: skip
        return {
            "status": "degraded" if any(trouble) else "ok",
            "version": self._version,
            "database": "ok" if database else "away",
            "broker": broker,
            "devices": {"online": counts.online, "offline": counts.offline},
            "points": {"good": counts.good, "bad": counts.bad, "stale": counts.stale},
            "spool": {"rows": history.spool.rows, "bytes": history.spool.bytes, "dropped": history.dropped},
            "detail": {
                "started_at": rfc3339(self._started_at),
                "connections": self._connections(),
                "lateness": self._lateness(),
                "journal": {"waiting": journal.unapplied, "ok": journal.error is None, "dropped": lost},
                "notifications": dict(notifications),
                "unreadable": self._unreadable(),
                "gates": {
                    "waiting": self._gates.waiting,
                    "refused": self._gates.refused,
                    "pictures_failed": self._gates.pictures_failed,
                },
                "cards": {"waiting": self._cards.waiting, "refused": self._cards.refused},
            },
        }

    def _broker(self) -> str:
        states = [line.state for line in self._acquisition.health() if line.name in self._brokers]
        if not states:
            return "unused"
        return "ok" if all(state is ConnectionState.UP for state in states) else "away"

    def _connections(self) -> list[dict[str, Any]]:
        return [
            {"id": line.name, "state": line.state.value, "devices": line.devices, "error": line.error}
            for line in self._acquisition.health()
        ]

    def _lateness(self) -> dict[str, Any]:
        lateness = self._acquisition.lateness()
        skipped = sum(line.skipped for line in self._acquisition.health())
        return {
            "polls": lateness.polls,
            "late": lateness.later_than(LATE_S) + skipped,
            "worst_s": round(lateness.worst_s, 3),
        }

    def _unreadable(self) -> dict[str, Any]:
        last = self._sink.last_unreadable
        return {
            "count": self._sink.unreadable_count,
            "source": last.source if last else None,
            "time": rfc3339(last.time) if last else None,
            "reason": last.reason if last else None,
            "payload": last.payload if last else None,
        }
