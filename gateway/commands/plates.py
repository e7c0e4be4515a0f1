"""Number plates in picture files, a line for each plate."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import cv2
import numpy as np

from drivers.plates.nets import ModelMissing
from drivers.plates.recognise import Plate, PlateReader
from drivers.plates.rectify import Picture
from gateway.errors import GatehouseError


class Unreadable(Exception):
    """A file that is not there or is no picture; the text says which and why."""


def print_plates(images: Sequence[Path], out: TextIO, err: TextIO) -> bool:
    """FILE, PLATE, COLOUR and CONFIDENCE of every plate, best first; whether every file could be read.

    A picture without a plate gets one line, PLATE empty; so does a file that can't be read, with the reason on `err`.
    """
    try:
        reader = PlateReader()
    except ModelMissing as error:
        raise GatehouseError(str(error)) from error
    good = True
    for image in images:
        try:
            plates = reader.read(picture_of(image))
        except Unreadable as error:
            print(f"gatehouse: {error}", file=err)
            plates, good = [], False
        for line in lines(image, plates):
            print(line, file=out, flush=True)
    return good


def picture_of(image: Path) -> Picture:
    """The picture in a file, turned upright as the file says."""
    try:
        packed = np.frombuffer(image.read_bytes(), np.uint8)
    except OSError as error:
        raise Unreadable(f"{image}: {error.strerror or error}") from error
    picture = cv2.imdecode(packed, cv2.IMREAD_COLOR) if len(packed) else None
    if picture is None:
        raise Unreadable(f"{image}: not a picture")
    return np.asarray(picture, np.uint8)


def lines(image: Path, plates: Sequence[Plate]) -> Iterator[str]:
    if not plates:
        yield f"{image}\t\t\t0.00"
    for plate in plates:
        yield f"{image}\t{plate.text}\t{plate.colour}\t{plate.confidence:.2f}"
