"""A JPEG in packets, and put together again by hand as RFC 2435 says."""

import struct

import cv2
import numpy as np
import pytest

from simulators.servers.rtp_jpeg import LONGEST_PART, bare, packets

SAMPLING_444 = 0x111111


def jpeg(width: int = 640, height: int = 360, *settings: int) -> bytes:
    picture = np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
    done, written = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80, *settings])
    assert done
    return written.tobytes()


def test_the_packets_hold_the_whole_scan_in_order_and_the_tables_once() -> None:
    picture = jpeg()
    told = list(packets(picture, first=65_534, ticks=2**32 + 5, source=7))
    scan, tables = b"", b""
    for number, packet in enumerate(told):
        flags, marked, sequence, ticks, source = struct.unpack("!BBHII", packet[:12])
        at, kind, quality, width, height = struct.unpack("!IBBBB", packet[12:20])
        assert (flags, marked & 0x7F, source, ticks) == (0x80, 26, 7, 5)
        assert sequence == (65_534 + number) % 65_536
        assert bool(marked & 0x80) == (packet is told[-1])
        assert (kind, quality, 8 * width, 8 * height) == (1, 255, 640, 360)
        assert at == len(scan)
        body = packet[20:]
        if number == 0:
            assert struct.unpack("!BBH", body[:4]) == (0, 0, 128)
            tables, body = body[4:132], body[132:]
        assert 0 < len(body) <= LONGEST_PART
        scan += body
    assert (tables, scan) == (bare(picture).tables, bare(picture).scan)
    assert picture.endswith(scan + b"\xff\xd9")
    assert tables[:64] in picture
    assert tables[64:] in picture


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (jpeg(640, 360, cv2.IMWRITE_JPEG_PROGRESSIVE, 1), "only baseline"),
        (jpeg(640, 360, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, SAMPLING_444), "colour at half"),
        (jpeg(640, 360, cv2.IMWRITE_JPEG_RST_INTERVAL, 4), "restart markers"),
        (jpeg(636, 360), "636 x 360"),
        (jpeg(2048, 64), "2048 x 64"),
        (b"\xff\xd8", "0 x 0"),
        (b"", "0 x 0"),
    ],
)
def test_what_can_not_travel_so_is_refused(picture: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        bare(picture)
