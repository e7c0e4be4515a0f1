"""The recogniser of the `rapidocr` wheel, opened at its last hidden layer.

Its last layer tells 18,709 characters as they are printed: those of plates are taken from it. One layer before stands
what it has seen of a strip: from that our own small layer (`models/second.onnx`) reads the characters as they are
pressed on plates. Nothing of the wheel is copied: its file is read where it is installed.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from drivers.plates.alphabet import CHARACTERS
from drivers.plates.nets import ModelMissing, bytes_of, session
from drivers.plates.rectify import Picture
from drivers.plates.viterbi import Told

MODEL = "models/PP-OCRv6_rec_small.onnx"
HIDDEN = "p2o.pd_op.transpose.8.0"  # frames x FEATURES, a frame for every 8 pixels of width
FEATURES = 120
SIZE = (160, 48)

_GRAPH, _OUTPUT, _NAME = 7, 12, 1  # numbers of the fields in ONNX's messages


# What the wheel's recogniser may write for a character of a plate, beside the character itself and its small letter.
_ALSO = {"0": "O", "1": "I|"}
_SILENT = "·.-•・:'"  # the dot behind the second character
_LOWEST = 1e-12


class Wheel:
    """A strip of 160 x 48 in about 20 ms: what is printed there, and the features behind it (20 frames)."""

    def __init__(self, threads: int = 1, path: Path | None = None) -> None:
        self._net = session(opened(bytes_of(path or wheel_model())), threads)
        self._input = self._net.get_inputs()[0].name
        self._printed = self._net.get_outputs()[0].name
        columns = _columns(self._net.get_modelmeta().custom_metadata_map["character"].split("\n"))
        self._columns = np.concatenate(columns)
        self._begins = np.cumsum([0, *map(len, columns[:-1])])

    def read(self, strip: Picture) -> tuple[Told, NDArray[np.float32]]:
        """48 x 160 x 3 → frames x CLASSES logarithms of what the wheel itself reads, frames x FEATURES."""
        printed, hidden = self._net.run([self._printed, HIDDEN], {self._input: _scaled(strip[None])})
        told = np.add.reduceat(printed[0][:, self._columns], self._begins, axis=1)
        return np.asarray(np.log(told + _LOWEST), np.float32), np.asarray(hidden[0], np.float32)

    def features(self, strips: NDArray[np.uint8]) -> NDArray[np.float32]:
        """N x 48 x 160 x 3 → N x 20 x FEATURES."""
        return np.asarray(self._net.run([HIDDEN], {self._input: _scaled(strips)})[0], np.float32)


def _scaled(strips: NDArray[np.uint8]) -> NDArray[np.float32]:
    """N x H x W x 3, 0 to 255 → N x 3 x H x W, -1 to 1."""
    return np.ascontiguousarray(strips.astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1.0, np.float32)


def _columns(names: list[str]) -> list[NDArray[np.intp]]:
    """For each class of ours the wheel's that stand for it, one at least (0 is blank, name n is class n + 1)."""
    at = {name: number + 1 for number, name in enumerate(names)}
    columns = [[0, *(at[c] for c in _SILENT if c in at)]]
    for character in CHARACTERS:
        also = character + character.lower() + _ALSO.get(character, "")
        columns.append(sorted({at[c] for c in also + also.lower() if c in at}))
    return [np.array(each, np.intp) for each in columns]


def wheel_model() -> Path:
    """Where the wheel's file lies. Raises ModelMissing."""
    found = find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise ModelMissing("the package rapidocr is not installed")
    return Path(next(iter(found.submodule_search_locations)), MODEL)


def opened(model: bytes) -> bytes:
    """The model with HIDDEN among its outputs: messages of one field that follow each other are read as one."""
    return model + _field(_GRAPH, _field(_OUTPUT, _field(_NAME, HIDDEN.encode())))


def _field(number: int, content: bytes) -> bytes:
    """A field of protobuf with a length; numbers below 16 and lengths below 128 take a byte each."""
    return bytes((number << 3 | 2, len(content))) + content
