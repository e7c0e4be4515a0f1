"""Two readers of a strip: our own net, and our own layer over what the recogniser of the `rapidocr` wheel has seen."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.plates.nets import MODELS, bytes_of, session
from drivers.plates.rectify import Picture
from drivers.plates.viterbi import Told
from drivers.plates.wheel import SIZE, Wheel

STRIP = (144, 40)
SECOND_STRIP = SIZE
STEADY = 4.0  # grey levels added to a strip's deviation, so that an empty one is not all noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What our net made of a strip: characters, frames x classes; colours, logarithms in the order of COLOURS."""

    told: Told
    colours: NDArray[np.float32]


class Reader:
    """Our own net: a strip of STRIP in about 2 ms."""

    def __init__(self, threads: int = 1, path: Path = MODELS / "reader.onnx") -> None:
        self._net = session(bytes_of(path), threads)

    def read(self, strip: Picture) -> Said:
        characters, colours = self._net.run(None, {"strip": normalised(strip)[None]})
        return Said(told=characters[0], colours=colours[0])


class SecondOpinion:
    """Our layer over the wheel's features, and the wheel itself: a strip of SECOND_STRIP in about 20 ms."""

    def __init__(self, wheel: Wheel, threads: int = 1, path: Path = MODELS / "second.onnx") -> None:
        self._wheel = wheel
        self._net = session(bytes_of(path), threads)

    def read(self, strip: Picture) -> tuple[Told, Told]:
        """What our layer reads, and what the wheel itself reads."""
        printed, features = self._wheel.read(strip)
        return np.asarray(self._net.run(None, {"features": features[None]})[0][0], np.float32), printed


def normalised(strip: Picture) -> NDArray[np.float32]:
    """H x W x 3 → 3 x H x W with mean 0 and deviation 1, as in training."""
    values = strip.astype(np.float32)
    mean, deviation = cv2.meanStdDev(values.reshape(-1, 1))
    return np.ascontiguousarray(((values - mean[0, 0]) / (deviation[0, 0] + STEADY)).transpose(2, 0, 1), np.float32)
