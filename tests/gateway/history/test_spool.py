"""The spool on a real disk: what was kept comes back, in order, and what is lost is counted."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from gateway.history.rows import ROW, Rows, blank
from gateway.history.spool import Spool

POINTS = ("d/a", "d/b")


def rows(*values: float) -> Rows:
    some = blank(len(values))
    some["value"] = values
    return some


Opened = Callable[..., Spool]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens spools, and closes them at the end of the test; one that is left open until then is like a killed run's."""
    spools: list[Spool] = []

    def _open(folder: Path, **more: int) -> Spool:
        spool = Spool(folder, POINTS, **more)
        spool.start()
        spools.append(spool)
        return spool

    yield _open
    for spool in spools:
        spool.stop()


def drained(spool: Spool) -> list[float]:
    values: list[float] = []
    while (spooled := spool.oldest()) is not None:
        assert spooled.points == POINTS
        values += spooled.rows["value"].tolist()
        spool.forget_oldest()
    return values


@contextmanager
def disk_full_at(size: int) -> Iterator[None]:
    """No file may grow past `size`: the kernel refuses as it does on a full disk, after a part of the write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_what_was_kept_comes_back_in_order_and_the_files_go(tmp_path: Path, opened: Opened) -> None:
    spool = opened(tmp_path)
    assert spool.append(rows(1, 2))
    assert spool.append(rows(3))
    assert spool.append(rows())
    assert (spool.health.rows, spool.health.dropped) == (3, 0)
    assert spool.health.bytes == sum(path.stat().st_size for path in tmp_path.iterdir())
    assert drained(spool) == [1, 2, 3]
    assert list(tmp_path.iterdir()) == []
    assert (spool.health.rows, spool.health.bytes) == (0, 0)


def test_rows_are_given_again_until_they_are_forgotten(tmp_path: Path, opened: Opened) -> None:
    spool = opened(tmp_path)
    spool.append(rows(1))
    first, second = spool.oldest(), spool.oldest()
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.rows, second.rows)


def test_a_new_run_finds_what_the_last_one_left_and_adds_behind_it(tmp_path: Path, opened: Opened) -> None:
    opened(tmp_path).append(rows(1, 2))
    later = opened(tmp_path)
    assert later.health.rows == 2
    later.append(rows(3))
    assert drained(later) == [1, 2, 3]


def test_over_the_bound_the_oldest_go_and_are_counted(tmp_path: Path, opened: Opened) -> None:
    block = 100 * ROW.itemsize
    spool = opened(tmp_path, most_bytes=10 * block)
    for number in range(40):
        assert spool.append(rows(*[number] * 100))
        assert spool.health.bytes <= 10 * block
    kept = drained(spool)
    assert kept == sorted(kept)
    assert kept[-1] == 39
    assert len(kept) >= 500
    assert spool.health.dropped == 4000 - len(kept)


@pytest.mark.parametrize("lost_bytes", [1, 30, 79, 90])
def test_a_torn_end_costs_only_the_torn_block(tmp_path: Path, opened: Opened, lost_bytes: int) -> None:
    spool = opened(tmp_path)
    spool.append(rows(1, 2))
    spool.append(rows(3, 4))
    spool.stop()
    (path,) = tmp_path.iterdir()
    os.truncate(path, path.stat().st_size - lost_bytes)
    later = opened(tmp_path)
    later.append(rows(5))
    assert drained(later) == [1, 2, 5]


def test_a_damaged_block_is_left_out_and_counted(tmp_path: Path, opened: Opened) -> None:
    spool = opened(tmp_path)
    spool.append(rows(1, 2))
    spool.append(rows(3))
    (path,) = tmp_path.iterdir()
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF  # inside the first block of rows
    path.write_bytes(content)
    later = opened(tmp_path)
    assert drained(later) == [3]
    assert later.health.dropped == 2


def test_a_file_of_something_else_is_passed_over(tmp_path: Path, opened: Opened) -> None:
    (tmp_path / "readings-0000000001.spool").write_bytes(b"garbage" * 100)
    spool = opened(tmp_path)
    spool.append(rows(1))
    assert drained(spool) == [1]


def test_on_a_full_disk_rows_are_lost_and_counted_and_later_ones_are_kept(tmp_path: Path, opened: Opened) -> None:
    spool = opened(tmp_path)
    spool.append(rows(1))
    with disk_full_at(100_000):
        assert not spool.append(rows(*[2.0] * 5000))
    assert spool.health.dropped == 5000
    assert "large" in (spool.health.error or "")
    assert spool.append(rows(3))
    assert spool.health.error is None
    assert drained(spool) == [1, 3]


def test_on_a_full_disk_an_old_file_makes_room(tmp_path: Path, opened: Opened) -> None:
    spool = opened(tmp_path, most_bytes=400_000)
    for number in range(4):
        spool.append(rows(*[number] * 2000))
    before = spool.health.rows
    with disk_full_at(50_000):
        spool.append(rows(*[9.0] * 5000))
    assert spool.health.rows < before
    assert spool.health.dropped == 5000 + before - spool.health.rows
    assert drained(spool)[-1] == 3


WRITE_UNTIL_KILLED = """
import itertools, pathlib, sys
from gateway.history.rows import blank
from gateway.history.spool import Spool
spool = Spool(pathlib.Path(sys.argv[1]), ("d/a", "d/b"))
spool.start()
for number in itertools.count(1):
    rows = blank(500)
    rows["value"] = number
    spool.append(rows)
    print(number, flush=True)
"""


def test_what_was_kept_survives_a_kill(tmp_path: Path, opened: Opened) -> None:
    command = [sys.executable, "-c", WRITE_UNTIL_KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 30:
                break
        os.kill(child.pid, signal.SIGKILL)
        kept = int((child.stdout.read().split() or [line])[-1])
    values = drained(opened(tmp_path))
    assert len(values) % 500 == 0
    assert values == [number for number in range(1, len(values) // 500 + 1) for _ in range(500)]
    assert len(values) >= 500 * kept
