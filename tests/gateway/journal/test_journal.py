"""The journal against a real disk: what was appended is there after a kill, once, in order."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.journal import APPLIED_KEPT, Entry, Journal, JournalError


def entry(number: int, body: bytes = b"{}") -> Entry:
    return Entry(id=f"e{number}", kind="alarm", time=float(number), body=body)


async def test_entries_come_back_in_order_with_what_they_held(data: Path) -> None:
    async with Journal(data / "journal.sqlite") as journal:
        await journal.append([entry(2, b'{"a":1}'), entry(1)])
        await journal.append([entry(3)])
        found = await journal.unapplied()
    assert [(e.id, e.kind, e.time, e.seq) for e in found] == [
        ("e2", "alarm", 2.0, 1), ("e1", "alarm", 1.0, 2), ("e3", "alarm", 3.0, 3),
    ]  # fmt: skip
    assert found[0].body == b'{"a":1}'


async def test_an_entry_sent_twice_is_kept_once(data: Path) -> None:
    async with Journal(data / "journal.sqlite") as journal:
        await journal.append([entry(1, b"first")])
        await journal.append([entry(1, b"second"), entry(2)])
        found = await journal.unapplied()
        assert [(e.id, e.body) for e in found] == [("e1", b"first"), ("e2", b"{}")]
        await journal.mark_applied(found[-1].seq)
        await journal.append([entry(1)])
        assert await journal.unapplied() == []


async def test_the_newest_of_a_kind_come_in_order_whether_applied_or_not(data: Path) -> None:
    async with Journal(data / "journal.sqlite") as journal:
        others = [Entry(id=f"p{number}", kind="passage", time=float(number), body=b"{}") for number in (1, 2, 3)]
        await journal.append([others[0], entry(1), others[1], entry(2), others[2]])
        await journal.mark_applied(4)
        assert [e.id for e in await journal.newest("passage", 2)] == ["p2", "p3"]
        assert [e.id for e in await journal.newest("alarm", 9)] == ["e1", "e2"]
        assert await journal.newest("device_event", 9) == []


async def test_applied_entries_do_not_come_again_and_are_pruned_in_the_end(data: Path) -> None:
    async with Journal(data / "journal.sqlite") as journal:
        await journal.append([entry(number) for number in range(1, APPLIED_KEPT + 11)])
        assert [e.seq for e in await journal.unapplied(2)] == [1, 2]
        await journal.mark_applied(5)
        assert [e.seq for e in await journal.unapplied(2)] == [6, 7]
        await journal.mark_applied(3)  # an older mark takes nothing back
        assert (await journal.unapplied(1))[0].seq == 6
        assert journal.health.unapplied == APPLIED_KEPT + 5
        await journal.mark_applied(APPLIED_KEPT + 10)
        assert journal.health.unapplied == 0
    with sqlite3.connect(data / "journal.sqlite") as connection:
        kept = connection.execute("SELECT min(seq), count(*) FROM entry").fetchone()
    connection.close()
    assert kept == (11, APPLIED_KEPT)


async def test_open_alarms_change_with_the_entries(data: Path) -> None:
    path = data / "journal.sqlite"
    async with Journal(path) as journal:
        await journal.append([entry(1)], alarms={"a": b"1", "b": b"2"})
        await journal.append([entry(2)], alarms={"a": None, "b": b"3", "never": None})
    async with Journal(path) as journal:
        assert await journal.open_alarms() == {"b": b"3"}


async def test_many_writers_at_once_all_find_their_entry_on_the_disk(data: Path) -> None:
    async with Journal(data / "journal.sqlite") as journal:
        await asyncio.gather(*(journal.append([entry(number)]) for number in range(300)))
        assert {e.id for e in await journal.unapplied(1000)} == {f"e{number}" for number in range(300)}


async def test_a_file_that_is_no_journal_is_refused_with_its_name(data: Path) -> None:
    path = data / "journal.sqlite"
    path.write_bytes(b"this is not a database, and long enough to be seen as none" * 20)
    journal = Journal(path)
    with pytest.raises(JournalError, match=r"journal\.sqlite.*not a database"):
        await journal.start()
    assert "not a database" in (journal.health.error or "")
    await journal.stop()


async def test_a_full_disk_is_told_and_overcome(data: Path) -> None:
    """SQLite's own limit on pages stands for the disk's: the error is the same."""
    journal = Journal(data / "journal.sqlite")
    await journal.start()
    await journal._ask(lambda connection: connection.execute("PRAGMA max_page_count = 12").fetchall())
    with pytest.raises(JournalError, match="full"):
        await journal.append([entry(1, bytes(200_000))])
    assert "full" in (journal.health.error or "")
    await journal.append([entry(2)])
    assert journal.health.error is None
    assert [e.id for e in await journal.unapplied()] == ["e2"]
    await journal.stop()


async def test_a_closed_journal_says_so(data: Path) -> None:
    with pytest.raises(JournalError, match="not open"):
        await Journal(data / "journal.sqlite").append([entry(1)])


WRITE_UNTIL_KILLED = """
import asyncio, itertools, pathlib, sys
from gateway.journal import Entry, Journal

async def main():
    async with Journal(pathlib.Path(sys.argv[1])) as journal:
        for number in itertools.count(1):
            entry = Entry(id=str(number), kind="x", time=0.0, body=b"")
            await journal.append([entry], alarms={"last": str(number).encode()})
            print(number, flush=True)

asyncio.run(main())
"""


def written_until_killed(path: Path) -> int:
    """How many entries a program saw confirmed before it was killed."""
    with subprocess.Popen([sys.executable, "-c", WRITE_UNTIL_KILLED, path], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 50:
                break
        os.kill(child.pid, signal.SIGKILL)
        return int((child.stdout.read().split() or [line])[-1])


async def test_what_was_confirmed_survives_a_kill(data: Path) -> None:
    path = data / "journal.sqlite"
    confirmed = await asyncio.to_thread(written_until_killed, path)
    async with Journal(path) as journal:
        found = [int(e.id) for e in await journal.unapplied(100_000)]
        assert found == list(range(1, len(found) + 1))
        assert len(found) >= confirmed
        assert await journal.open_alarms() == {"last": str(len(found)).encode()}
