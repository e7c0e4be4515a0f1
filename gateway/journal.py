"""The local journal: what must not be lost is on this machine's disk before anybody hears of it.

One SQLite file (WAL, full sync) in the data directory, written by one thread of its own. Whatever waits for the
disk at the same moment is committed together, so that a storm of alarms costs few syncs and the event loop none.

    JournalError (an Unavailable)    the file can't be read or written: disk full, read-only, damaged
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog

from gateway.errors import Unavailable

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, time REAL NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS open_alarm (id TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS applied (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL);
INSERT OR IGNORE INTO applied VALUES (1, 0);
"""
MOST_WAITING = 10_000
MOST_IN_A_COMMIT = 500
APPLIED_KEPT = 20_000  # so that an entry sent again long after is still recognised
DISK_TIMEOUT_S = 15.0


class JournalError(Unavailable):
    """The journal could not do it; what was asked may be asked again."""

    default_code = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened. `body` is JSON; `time` is in seconds UTC; the journal gives `seq`, from 1."""

    id: str
    kind: str
    time: float
    body: bytes
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHealth:
    """What the health page shows: why the last write failed (None: it didn't), and how much the database lacks."""

    error: str | None
    unapplied: int


@dataclass(slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    done: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class Journal:
    """Entries in the order in which they were appended, and a snapshot of the open alarms beside them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._jobs: queue.Queue[_Job | None] = queue.Queue(maxsize=MOST_WAITING)
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._health = JournalHealth(error=None, unapplied=0)

    async def start(self) -> None:
        """Open or create the file; JournalError where that fails."""
        self._thread.start()
        await self._ask(lambda connection: None)

    async def stop(self) -> None:
        """Write what waits, then close."""
        if self._thread.is_alive():
            await asyncio.to_thread(self._jobs.put, None)
            await asyncio.to_thread(self._thread.join)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def health(self) -> JournalHealth:
        return self._health

    async def append(self, entries: Sequence[Entry], *, alarms: Mapping[str, bytes | None] | None = None) -> None:
        """Returns when the entries are on the disk. An id that the journal has already is left as it is.

        alarms   changes to the snapshot of open alarms, in the same transaction: None takes an alarm out of it
        """
        rows = [(entry.id, entry.kind, entry.time, entry.body) for entry in entries]
        changes = dict(alarms or {})

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR IGNORE INTO entry (id, kind, time, body) VALUES (?, ?, ?, ?)", rows)
            for alarm, body in changes.items():
                if body is None:
                    connection.execute("DELETE FROM open_alarm WHERE id = ?", (alarm,))
                else:
                    connection.execute("INSERT OR REPLACE INTO open_alarm VALUES (?, ?)", (alarm, body))

        await self._ask(write)

    async def unapplied(self, limit: int = 500) -> list[Entry]:
        """The oldest entries that the database does not have yet, in order."""
        sql = """SELECT seq, id, kind, time, body FROM entry
                 WHERE seq > (SELECT seq FROM applied) ORDER BY seq LIMIT ?"""
        rows = await self._ask(lambda connection: connection.execute(sql, (limit,)).fetchall())
        return [Entry(seq=seq, id=id_, kind=kind, time=time, body=body) for seq, id_, kind, time, body in rows]

    async def newest(self, kind: str, limit: int) -> list[Entry]:
        """The newest entries of a kind, whether or not the database has them, the oldest of them first."""
        sql = "SELECT seq, id, kind, time, body FROM entry WHERE kind = ? ORDER BY seq DESC LIMIT ?"
        rows = await self._ask(lambda connection: connection.execute(sql, (kind, limit)).fetchall())
        return [Entry(seq=seq, id=id_, kind=kind, time=time, body=body) for seq, id_, kind, time, body in rows[::-1]]

    async def oldest(self) -> Entry | None:
        """The oldest entry that is still here, of any kind; its `seq` is 1 where nothing was pruned."""
        sql = "SELECT seq, id, kind, time, body FROM entry ORDER BY seq LIMIT 1"
        row = await self._ask(lambda connection: connection.execute(sql).fetchone())
        return None if row is None else Entry(seq=row[0], id=row[1], kind=row[2], time=row[3], body=row[4])

    async def mark_applied(self, last_seq: int) -> None:
        """The database has everything up to this entry; what is long applied is pruned."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE applied SET seq = max(seq, ?)", (last_seq,))
            connection.execute("DELETE FROM entry WHERE seq <= ?", (last_seq - APPLIED_KEPT,))

        await self._ask(write)

    async def open_alarms(self) -> dict[str, bytes]:
        """The snapshot of the open alarms: what a start after a crash goes on with."""
        return dict(await self._ask(lambda connection: connection.execute("SELECT * FROM open_alarm").fetchall()))

    async def _ask(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        loop = asyncio.get_running_loop()
        job = _Job(work=work, done=loop.create_future(), loop=loop)
        if not self._thread.is_alive():
            raise JournalError("the journal is not open")
        try:
            self._jobs.put_nowait(job)
            async with asyncio.timeout(DISK_TIMEOUT_S):
                answer: Answer = await job.done
        except queue.Full as error:
            raise JournalError(f"{MOST_WAITING} writes wait for the disk already") from error
        except TimeoutError as error:
            raise JournalError(f"the disk did not answer for {DISK_TIMEOUT_S:.0f} s") from error
        return answer

    def _work(self) -> None:
        """The thread: everything that waits goes into one transaction."""
        connection: sqlite3.Connection | None = None
        running = True
        while running:
            jobs = [self._jobs.get()]
            while len(jobs) < MOST_IN_A_COMMIT and not self._jobs.empty():
                jobs.append(self._jobs.get())
            running = None not in jobs
            batch = [job for job in jobs if job is not None]
            try:
                connection = connection or _open(self._path)
                answers = _commit(connection, batch)
                self._note(None, _unapplied(connection))
            except (sqlite3.Error, OSError) as error:
                self._note(str(error), self._health.unapplied)
                failure = JournalError(f"{self._path}: {error}")
                failure.__cause__ = error
                _settle(batch, [failure] * len(batch))
            else:
                _settle(batch, answers)
        if connection is not None:
            connection.close()

    def _note(self, error: str | None, unapplied: int) -> None:
        before, self._health = self._health, JournalHealth(error=error, unapplied=unapplied)
        if error and not before.error:
            log.error("the journal can't be written", path=str(self._path), error=error)
        elif before.error and not error:
            log.info("the journal is written again", path=str(self._path))


def _open(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _commit(connection: sqlite3.Connection, jobs: Sequence[_Job]) -> list[Any]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        answers = [job.work(connection) for job in jobs]
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return answers


def _unapplied(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(entry.seq), 0) - max(applied.seq) FROM applied, entry").fetchone()
    return max(0, int(row[0] or 0))


def _settle(jobs: Sequence[_Job], answers: Sequence[Any]) -> None:
    for job, answer in zip(jobs, answers, strict=True):
        try:
            job.loop.call_soon_threadsafe(_finish, job.done, answer)
        except RuntimeError:  # the loop that asked has ended
            continue


def _finish(done: "asyncio.Future[Any]", answer: Any) -> None:
    if done.done():  # whoever asked has given up waiting
        return
    if isinstance(answer, BaseException):
        done.set_exception(answer)
    else:
        done.set_result(answer)
