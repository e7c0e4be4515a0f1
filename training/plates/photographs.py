"""Photographs and textures for the background of training scenes, taken from installed or unpacked packages."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

FOLDER = Path(os.environ.get("GATEHOUSE_PHOTOGRAPHS", "build/photographs"))
"""Made by `fetch_photographs.sh`; training goes on without, with backgrounds of its own making only."""

LONGEST_PX = 700
SHORTEST_PX = 128


def photographs(folder: Path = FOLDER) -> list[Picture]:
    """Every distinct picture under `folder`, at most `LONGEST_PX` large, in a fixed order."""
    return list(_distinct(folder))


def _distinct(folder: Path) -> Iterator[Picture]:
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".jpg", ".jpeg", ".png", ".webp"}:
            continue
        picture = cv2.imread(str(path))
        if picture is None or min(picture.shape[:2]) < SHORTEST_PX or picture.std() < 12.0:
            continue
        mark = cv2.resize(picture, (16, 16), interpolation=cv2.INTER_AREA).tobytes()
        if mark not in seen:
            seen.add(mark)
            yield _fit(picture)


def _fit(picture: NDArray[np.generic]) -> Picture:
    share = LONGEST_PX / max(picture.shape[:2])
    if share < 1.0:
        return np.asarray(
            cv2.resize(np.asarray(picture), None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8
        )
    return np.asarray(picture, np.uint8)
