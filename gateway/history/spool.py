"""Readings on this machine's disk while the database is away: a bounded row of files, oldest first back out."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import structlog

from gateway.history.rows import Rows
from gateway.history.spoolfile import SpoolFile, create, scan

log = structlog.get_logger(__name__)

MOST_BYTES = 512 * 1024 * 1024
FILE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolHealth:
    """dropped   rows that were lost since the start, for want of room or to a damaged disk"""

    rows: int
    bytes: int
    dropped: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spooled:
    """A block that came back: `points` are the ids (`device/point`) that the rows' `point` counts in."""

    points: tuple[str, ...]
    rows: Rows


class Spool:
    """Any thread may call it, and each call may wait for the disk (`health` does not).

    What goes wrong with the disk is counted and logged, never raised. Over `most_bytes` the oldest file is dropped;
    on a full disk too, so that what is new has room.
    """

    def __init__(self, folder: Path, points: Sequence[str], *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._points = tuple(points)
        self._most_bytes = most_bytes
        self._file_bytes = min(FILE_BYTES, max(1, most_bytes // 4))
        self._files: deque[SpoolFile] = deque()
        self._stream: BinaryIO | None = None  # of the last file
        self._lock = threading.Lock()
        self._next = 0
        self._dropped = 0
        self._error: str | None = None
        self._health = SpoolHealth(rows=0, bytes=0, dropped=0, error=None)

    def start(self) -> None:
        """Find what an earlier run has left."""
        with self._lock:
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                for path in sorted(self._folder.glob("readings-*.spool")):
                    self._next = int(path.stem.split("-")[1]) + 1
                    self._files.append(scan(path))
            except (OSError, ValueError) as error:
                self._failed(error)
            self._note()

    def stop(self) -> None:
        with self._lock:
            self._close()

    @property
    def health(self) -> SpoolHealth:
        """As of the last call that changed something."""
        return self._health

    def append(self, rows: Rows) -> bool:
        """Whether the rows are on the disk; False: they are lost, and counted."""
        if len(rows) == 0:
            return True
        with self._lock:
            kept = self._try_append(rows) or (self._drop_oldest() and self._try_append(rows))
            if not kept:
                self._dropped += len(rows)
            while self._bytes() > self._most_bytes and self._drop_oldest():
                pass
            self._note()
            return kept

    def oldest(self) -> Spooled | None:
        """The oldest rows; the same ones again until `forget_oldest`. None: there is nothing."""
        with self._lock:
            while self._files:
                file = self._files[0]
                rows = self._try_read(file) if file.blocks else None
                if rows is not None:
                    return Spooled(points=file.points, rows=rows)
                if file.blocks:
                    self._dropped += file.blocks.popleft().rows
                else:
                    self._remove(file)
                self._note()
            return None

    def forget_oldest(self) -> None:
        """What `oldest` gave is stored elsewhere now."""
        with self._lock:
            if self._files and self._files[0].blocks:
                file = self._files[0]
                file.blocks.popleft()
                if not file.blocks:
                    self._remove(file)
                self._note()

    def _try_append(self, rows: Rows) -> bool:
        try:
            if self._stream is None or self._files[-1].size >= self._file_bytes:
                self._close()
                path = self._folder / f"readings-{self._next:010}.spool"
                file, self._stream = create(path, self._points)
                self._next += 1
                self._files.append(file)
            self._files[-1].write(self._stream, rows)
        except OSError as error:
            self._close()
            self._failed(error)
            return False
        if self._error:
            log.info("the spool is written again")
            self._error = None
        return True

    def _try_read(self, file: SpoolFile) -> Rows | None:
        try:
            rows = file.read()
        except OSError as error:
            self._failed(error)
            return None
        if rows is None:
            log.error("a block of the spool is damaged and left out", file=file.path.name)
        return rows

    def _drop_oldest(self) -> bool:
        """Give up the oldest file; False where there is none but the one being written."""
        if len(self._files) < 2:
            return False
        file = self._files[0]
        self._dropped += file.rows
        log.warning("the spool is full, its oldest readings are dropped", rows=file.rows, file=file.path.name)
        self._remove(file)
        return True

    def _remove(self, file: SpoolFile) -> None:
        if file is self._files[-1]:
            self._close()
        self._files.remove(file)
        try:
            file.path.unlink(missing_ok=True)
        except OSError as error:
            self._failed(error)

    def _bytes(self) -> int:
        return sum(file.size for file in self._files)

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _failed(self, error: Exception) -> None:
        if self._error is None:
            log.error("the spool can't be written or read", folder=str(self._folder), error=str(error))
        self._error = str(error)

    def _note(self) -> None:
        rows = sum(file.rows for file in self._files)
        self._health = SpoolHealth(rows=rows, bytes=self._bytes(), dropped=self._dropped, error=self._error)
