"""A plate's first character alone, seen larger and broader than on the strip: which province does it stand for?

A province has many strokes on few pixels, and on a plate it is narrow. Stretched to the shape in which it is printed,
the wheel's recogniser sees more of it; from its features a small layer of our own tells the province.
"""

from pathlib import Path

import numpy as np

from drivers.plates.alphabet import PROVINCES
from drivers.plates.nets import MODELS, bytes_of, session
from drivers.plates.rectify import UPPER, Corners, Picture, part
from drivers.plates.wheel import Wheel

SIZE = (104, 48)
FRAMES = 13
HEAD = (-0.03, 0.12, 0.30, 0.88)
"""Where the first character of a plate of one row is sought, in shares of its width and height."""
CLASSES = PROVINCES + "?"
"""The last: no province."""


class ProvinceReader:
    """A plate's first character in about 12 ms."""

    def __init__(self, wheel: Wheel, threads: int = 1, path: Path = MODELS / "province.onnx") -> None:
        self._wheel = wheel
        self._net = session(bytes_of(path), threads)

    def read(self, picture: Picture, corners: Corners, rows: int) -> dict[str, float]:
        """The logarithm of each province's probability, and under "" that of its being none."""
        features = self._wheel.features(head(picture, corners, rows)[None])
        said = np.asarray(self._net.run(None, {"features": features})[0], np.float32)
        return dict(zip((*PROVINCES, ""), said[0].tolist(), strict=True))


def head(picture: Picture, corners: Corners, rows: int) -> Picture:
    """The part of a plate where its first character is, 48 x 104 x 3; of a plate of two rows the upper row."""
    return part(picture, corners, HEAD if rows == 1 else UPPER, SIZE)
