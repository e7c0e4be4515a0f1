"""What only the cameras of gates need: the nets that read plates, one set for the whole process."""

from collections.abc import Sequence
from functools import cache

from drivers.pictures.shot import Picture
from drivers.pictures.vehicles import Vehicles
from drivers.plates.recognise import Plate, PlateReader


def vehicles_of(device: str) -> Vehicles:
    """Who tells of the vehicles before a camera; nothing is loaded yet."""
    return Vehicles(device, _read)


@cache
def _reader() -> PlateReader:
    """Loaded when the first vehicle comes."""
    return PlateReader()


def _read(picture: Picture) -> Sequence[Plate]:
    """In the reading thread only, one picture after the other."""
    return _reader().read(picture)
