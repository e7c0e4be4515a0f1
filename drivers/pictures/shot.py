"""One frame of a camera, decoded only as far as somebody looks at it.

A picture is uint8, H x W x 3, in OpenCV's order (BGR); a grey one uint8, H x W.
"""

from functools import cached_property
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Grey = NDArray[np.uint8]

GREY_WIDTH = 480  # what is looked at all the time is about so wide
LARGEST_JPEG = 200_000
REDUCED = {1: cv2.IMREAD_GRAYSCALE, 2: cv2.IMREAD_REDUCED_GRAYSCALE_2, 4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
           8: cv2.IMREAD_REDUCED_GRAYSCALE_8}  # fmt: skip


class Unreadable(ValueError):
    """A frame that is no picture."""


class Shot(Protocol):
    """A frame and its time of arrival (seconds UTC). Raises Unreadable where it can't be decoded."""

    @property
    def time(self) -> float: ...
    def grey(self) -> Grey: ...
    def picture(self) -> Picture: ...
    def jpeg(self) -> bytes: ...


class JpegShot:
    """A frame that came as a JPEG: a small grey one costs a third of the whole."""

    def __init__(self, data: bytes, time: float) -> None:
        self._data = data
        self.time = time

    def grey(self) -> Grey:
        """Between GREY_WIDTH and twice that wide, or as wide as it came."""
        shrink = 1
        while shrink < 8 and jpeg_width(self._data) // (shrink * 2) >= GREY_WIDTH:
            shrink *= 2
        return _decoded(self._data, REDUCED[shrink])

    def picture(self) -> Picture:
        return self._picture

    @cached_property
    def _picture(self) -> Picture:
        return _decoded(self._data, cv2.IMREAD_COLOR)

    def jpeg(self) -> bytes:
        """As it came."""
        return self._data


class PictureShot:
    """A frame that came decoded."""

    def __init__(self, picture: Picture, time: float) -> None:
        self._picture = picture
        self.time = time

    def grey(self) -> Grey:
        """GREY_WIDTH wide at most."""
        small = self._picture
        if small.shape[1] > GREY_WIDTH:
            size = (GREY_WIDTH, max(1, round(small.shape[0] * GREY_WIDTH / small.shape[1])))
            small = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_AREA), np.uint8)
        return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)

    def picture(self) -> Picture:
        return self._picture

    def jpeg(self) -> bytes:
        return encoded(self._picture, LARGEST_JPEG)


def encoded(picture: Picture, largest: int = LARGEST_JPEG) -> bytes:
    """As a JPEG of at most `largest` bytes: first with less quality, then smaller."""
    while True:
        for quality in (85, 70, 55):
            done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if done and data.size <= largest:
                return data.tobytes()
        high, wide = picture.shape[:2]
        if min(high, wide) < 16:
            raise Unreadable("a picture that makes no JPEG")
        picture = np.asarray(cv2.resize(picture, (wide // 2, high // 2), interpolation=cv2.INTER_AREA), np.uint8)


def jpeg_width(data: bytes) -> int:
    """From its frame header (ITU-T T.81, B.2.2); Unreadable where it has none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise Unreadable("a JPEG without a frame header")


def _decoded(data: bytes, how: int) -> Picture:
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), how)
    except cv2.error as error:
        raise Unreadable("a JPEG that can't be decoded") from error
    if picture is None:
        raise Unreadable("a JPEG that can't be decoded")
    return np.asarray(picture, np.uint8)
