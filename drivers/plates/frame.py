"""A second, near look at each plate that was found: is it one, and where exactly are its corners."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.plates.nets import MODELS, bytes_of, session
from drivers.plates.views import halved

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]

MODEL = MODELS / "frame.onnx"
PART = (128, 56)
BORDER = 0.35
"""Round the plate, in shares of its height, for a plate of 440 x 140 mm."""
ASPECT = 440 / 140
_INNER = (BORDER / ASPECT / (1 + 2 * BORDER / ASPECT), BORDER / (1 + 2 * BORDER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """What the near look says: where the corners are, by how much (of the sides) they were off, rows, score 0 to 1."""

    corners: Corners
    moved: float
    rows: int
    score: float


class Framer:
    """Holds the net of the near look."""

    def __init__(self, threads: int = 1, model: Path = MODEL) -> None:
        self._net = session(bytes_of(model), threads)

    def look(self, picture: Picture, corners: Corners) -> Framed:
        """`corners` (4 x 2 pixels of the picture, nearly right) looked at once."""
        part = near(picture, corners)
        blob = cv2.dnn.blobFromImage(part, 1 / 64.0, mean=(127.5, 127.5, 127.5))
        said = self._net.run(None, {"part": blob})[0][0]
        score = float(1 / (1 + np.exp(-said[0])))
        off = said[1:9].reshape(4, 2)
        return Framed(
            corners=moved(corners, off), moved=float(np.abs(off).max()), rows=2 if said[9] > 0 else 1, score=score
        )


def near(picture: Picture, corners: Corners) -> Picture:
    """The plate between the corners, straight, with its border: 56 x 128 x 3."""
    to_part = cv2.getPerspectiveTransform(corners.astype(np.float32), _target())
    low = np.clip(np.floor(corners.min(axis=0) - np.ptp(corners, axis=0) * 0.6).astype(int), 0, None)
    high = np.ceil(corners.max(axis=0) + np.ptp(corners, axis=0) * 0.6).astype(int)
    high = np.minimum(np.maximum(high, low + 2), picture.shape[1::-1])
    low = np.minimum(low, high - 1)
    cut = picture[low[1] : high[1], low[0] : high[0]]
    scale = _shrink(corners)
    if scale < 1.0:
        size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
        small = cv2.resize(halved(cut, size), size, interpolation=cv2.INTER_AREA)
        grow = np.diag([cut.shape[1] / size[0], cut.shape[0] / size[1], 1.0])
    else:
        small, grow = cut, np.eye(3)
    # Corners count from the edge of the first pixel, OpenCV from its middle.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    place = np.array([[1, 0, low[0]], [0, 1, low[1]], [0, 0, 1.0]])
    matrix = np.linalg.inv(half) @ to_part @ place @ grow @ half
    return np.asarray(
        cv2.warpPerspective(small, matrix, PART, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def moved(corners: Corners, by: NDArray[np.float32]) -> Corners:
    """Corners moved by shares (4 x 2) of the plate's width and height, on the plate's own plane."""
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    to_picture = cv2.getPerspectiveTransform(unit, corners.astype(np.float32))
    return np.asarray(cv2.perspectiveTransform((unit + by.astype(np.float32))[None], to_picture)[0], np.float32)


def _target() -> Corners:
    """Where the corners come to lie in the part."""
    wide, high = PART
    left, top = _INNER[0] * wide, _INNER[1] * high
    return np.array([(left, top), (wide - left, top), (wide - left, high - top), (left, high - top)], np.float32)


def _shrink(corners: Corners) -> float:
    """By how much the picture may be made smaller first, so that no pixel is skipped; 1 at most."""
    wide = float(np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    return min(1.0, 1.3 * PART[0] * (1 - 2 * _INNER[0]) / max(wide, 1.0))
