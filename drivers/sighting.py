"""A vehicle that a gate's camera has seen, once for every time it comes: what the frames agree on, and a picture."""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["in", "out", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One vehicle before one camera.

    id          the same when the same vehicle is told of again: it is taken once
    time        seconds UTC
    plate       what at least two frames agree on, with a margin; empty where they do not: unsure
    seen        the most probable reading in any case
    colour      blue, yellow, green, white, black; empty where it is not known
    kind        the class of plate (drivers.plates.kinds.PlateKind)
    confidence  of `seen`, 0 to 1
    margin      how far `seen` lies before the next best reading, 0 to 1
    frames      how many frames agree on it
    direction   towards the camera is `in`; empty where it can't be told
    candidates  other readings, the most probable first
    uncertain   positions in `seen` whose character is not sure
    picture     the whole frame as JPEG; empty where there is none
    crop        the plate, cut out and straightened, as JPEG
    """

    id: str
    device: str
    time: float
    plate: str
    seen: str
    colour: str = ""
    kind: str = ""
    confidence: float = 0.0
    margin: float = 0.0
    frames: int = 0
    direction: Direction = ""
    candidates: tuple[str, ...] = ()
    uncertain: tuple[int, ...] = ()
    picture: bytes = b""
    crop: bytes = b""
