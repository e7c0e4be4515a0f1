"""Chinese characters from the fonts of this machine: other hands than ours, so that the reader learns the character.

Needs Pillow and the Debian packages fonts-noto-cjk, fonts-wqy-zenhei (more is better); used for training only.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.uint8]

FONTS: tuple[tuple[str, int], ...] = (
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
)
_LARGE = 256


def chinese(font: int) -> Callable[[str, tuple[int, int]], Mask]:
    """What `draw.flat` takes for `chinese`, from the font of this number among those installed."""
    path, index = installed()[font % len(installed())]
    return lambda character, size: _mask(character, size, path, index)


@cache
def installed() -> tuple[tuple[str, int], ...]:
    """The fonts that this machine has."""
    return tuple((path, index) for path, index in FONTS if Path(path).exists())


@lru_cache(maxsize=512)
def _large(character: str, path: str, index: int) -> Mask:
    """The character cut out close, as it is in the font."""
    font = ImageFont.truetype(path, _LARGE, index=index)
    image = Image.new("L", (_LARGE * 2, _LARGE * 2))
    ImageDraw.Draw(image).text((_LARGE // 2, _LARGE // 2), character, fill=255, font=font)
    pixels = np.asarray(image)
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


@lru_cache(maxsize=8192)
def _mask(character: str, size: tuple[int, int], path: str, index: int) -> Mask:
    return np.asarray(cv2.resize(_large(character, path, index), size, interpolation=cv2.INTER_AREA), np.uint8)
