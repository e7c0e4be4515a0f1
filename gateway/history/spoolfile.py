"""One file of the spool. It begins with a block that names its points, then holds blocks of rows.

A block is a header (what it is, how many rows, how many bytes, their CRC-32) and its bytes. A block that was torn,
by a crash or a full disk, ends the file.
"""

import os
import struct
import zlib
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import orjson

from gateway.history.rows import ROW, Rows

HEADER = struct.Struct(">4sIII")
POINTS, READINGS = b"GHp1", b"GHr1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows in a file: where their bytes begin."""

    position: int
    rows: int
    crc: int


@dataclass(slots=True, kw_only=True)
class SpoolFile:
    """What is known of a file without reading its rows; `blocks` are those that nobody has taken out yet."""

    path: Path
    points: tuple[str, ...]
    blocks: deque[Block] = field(default_factory=deque)
    size: int = 0

    @property
    def rows(self) -> int:
        return sum(block.rows for block in self.blocks)

    def write(self, stream: BinaryIO, rows: Rows) -> None:
        """Append a block and wait for the disk; OSError, and a file as it was before, where that fails."""
        body = rows.tobytes()
        try:
            write_all(stream, _framed(READINGS, len(rows), body))
        except OSError:
            os.ftruncate(stream.fileno(), self.size)
            stream.seek(self.size)
            raise
        self.blocks.append(Block(position=self.size + HEADER.size, rows=len(rows), crc=zlib.crc32(body)))
        self.size += HEADER.size + len(body)

    def read(self) -> Rows | None:
        """The rows of the first block; None where they are damaged."""
        block = self.blocks[0]
        with self.path.open("rb") as stream:
            stream.seek(block.position)
            body = stream.read(block.rows * ROW.itemsize)
        if len(body) != block.rows * ROW.itemsize or zlib.crc32(body) != block.crc:
            return None
        return np.frombuffer(body, ROW)


def create(path: Path, points: tuple[str, ...]) -> tuple[SpoolFile, BinaryIO]:
    """A new file and the stream to write it by; OSError, and no file, where that fails."""
    head = _framed(POINTS, 0, orjson.dumps(points))
    stream = path.open("xb", buffering=0)
    try:
        write_all(stream, head)
    except OSError:
        stream.close()
        path.unlink(missing_ok=True)
        raise
    return SpoolFile(path=path, points=points, size=len(head)), stream


def scan(path: Path) -> SpoolFile:
    """What a file of an earlier run holds, up to the first torn block."""
    size = path.stat().st_size
    found = SpoolFile(path=path, points=(), size=size)
    with path.open("rb") as stream:
        position = 0
        while position + HEADER.size <= size:
            stream.seek(position)
            kind, rows, length, crc = HEADER.unpack(stream.read(HEADER.size))
            start, position = position + HEADER.size, position + HEADER.size + length
            if kind == POINTS and position <= size:
                found.points = _points(stream.read(length), crc)
            elif kind == READINGS and position <= size and length == rows * ROW.itemsize and found.points:
                found.blocks.append(Block(position=start, rows=rows, crc=crc))
            else:
                break
    return found


def write_all(stream: BinaryIO, data: bytes) -> None:
    """A full disk may take the first part of a write: the rest then says so."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]
    os.fdatasync(stream.fileno())


def _framed(kind: bytes, rows: int, body: bytes) -> bytes:
    return HEADER.pack(kind, rows, len(body), zlib.crc32(body)) + body


def _points(body: bytes, crc: int) -> tuple[str, ...]:
    return tuple(orjson.loads(body)) if zlib.crc32(body) == crc else ()
