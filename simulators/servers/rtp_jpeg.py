"""A JPEG as the packets in which cameras send it (RTP, RFC 3550, with the payload of RFC 2435): pure.

Only the bare picture travels: its size and tables stand in a short header, and whoever receives it puts the JPEG
together again with the usual Huffman tables. OpenCV writes such JPEGs: baseline, colour at half the resolution.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

PAYLOAD_TYPE = 26
CLOCK_HZ = 90_000
LONGEST_PART = 1400
_HALF_COLOUR, _OWN_TABLES = 1, 255
_QUANTISATION, _FRAME, _SCAN, _RESTART, _END = 0xDB, 0xC0, 0xDA, 0xDD, b"\xff\xd9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """What of a JPEG travels. Sizes in pixels; tables: the two quantisation tables, 64 bytes each."""

    width: int
    height: int
    tables: bytes
    scan: bytes


def packets(jpeg: bytes, *, first: int, ticks: int, source: int) -> Iterator[bytes]:
    """The packets of one picture, numbered from `first`; `ticks` of CLOCK_HZ is its time. ValueError as in `bare`."""
    picture = bare(jpeg)
    tables = struct.pack("!BBH", 0, 0, len(picture.tables)) + picture.tables
    for part, at in enumerate(range(0, len(picture.scan), LONGEST_PART)):
        scan = picture.scan[at : at + LONGEST_PART]
        is_last = at + LONGEST_PART >= len(picture.scan)
        marked = PAYLOAD_TYPE | (0x80 if is_last else 0)
        rtp = struct.pack("!BBHII", 0x80, marked, (first + part) & 0xFFFF, ticks & 0xFFFFFFFF, source)
        where = struct.pack("!IBBBB", at, _HALF_COLOUR, _OWN_TABLES, picture.width // 8, picture.height // 8)
        yield rtp + where + (tables if at == 0 else b"") + scan


def bare(jpeg: bytes) -> Bare:
    """ValueError for what can't travel so: not baseline, colour at another resolution, sides of other multiples."""
    at, tables, width, height = 2, b"", 0, 0
    while at + 4 <= len(jpeg):
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        body = jpeg[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == _QUANTISATION:
            tables += b"".join(body[one + 1 : one + 65] for one in range(0, len(body), 65))
        elif marker == _RESTART:
            raise ValueError("a JPEG with restart markers is not sent")
        elif 0xC0 <= marker <= 0xC2:
            height, width = struct.unpack("!HH", body[1:5])
            if marker != _FRAME or body[5] != 3 or body[7] != 0x22:
                raise ValueError("only baseline JPEGs with colour at half the resolution are sent")
        elif marker == _SCAN:
            break
    if len(tables) != 128 or not 0 < max(width, height) <= 2040 or width % 8 or height % 8:
        raise ValueError(f"a JPEG of {width} x {height} with {len(tables) // 64} tables is not sent")
    return Bare(width=width, height=height, tables=tables, scan=jpeg[at:].removesuffix(_END))
