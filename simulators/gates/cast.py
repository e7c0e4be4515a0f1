"""Who has vehicles at the demo site, as its file says, and how a plate of theirs is made."""

from functools import cache
from pathlib import Path
from typing import Literal

from simulators.plates.layouts import Style
from yamlfile import Strict, load

FILE = Path(__file__).parent / "demo_vehicles.yaml"
STYLES = {"blue": Style.BLUE, "green": Style.GREEN_SMALL, "yellow": Style.YELLOW, "white": Style.WHITE_POLICE}


class HolderEntry(Strict):
    """A household or a firm, and how many of its vehicles may be inside at once."""

    name: str
    spaces: int


class VehicleEntry(Strict):
    """A vehicle that is known."""

    plate: str
    list: Literal["fixed", "blocked", "emergency"]
    holder: str = ""
    note: str = ""
    colour: Literal["blue", "green", "yellow", "white"] = "blue"

    @property
    def style(self) -> Style:
        """How its plate is laid out."""
        return STYLES[self.colour]


class Cast(Strict):
    """The file."""

    holders: tuple[HolderEntry, ...]
    vehicles: tuple[VehicleEntry, ...]


@cache
def demo_cast() -> Cast:
    """The vehicles that come along."""
    return load(FILE, Cast)
