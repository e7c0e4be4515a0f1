"""The kinds of plates, and what may stand at each place of them (GA 36-2018 and its later changes)."""

from dataclasses import dataclass
from enum import StrEnum

from drivers.plates.alphabet import DIGITS, LETTERS, PROVINCES

MIXED = LETTERS + DIGITS
ENERGY = "ABCDEFGHJK"  # of cars with new energy: D and F first, the others since those ran out


class PlateKind(StrEnum):
    """What a plate is for; OTHER is whatever can be read and fits no pattern."""

    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    TRAILER = "trailer"
    TRAINER = "trainer"
    POLICE = "police"
    MILITARY = "military"
    ARMED_POLICE = "armed_police"
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    HONGKONG = "hongkong"
    MACAO = "macao"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What may stand at each place, and the colours that such a plate has."""

    kind: PlateKind
    places: tuple[str, ...]
    colours: tuple[str, ...]


_HEAD = (PROVINCES, LETTERS)
_WHITE, _BLACK, _YELLOW = ("white",), ("black",), ("yellow",)


def _pattern(kind: PlateKind, colours: tuple[str, ...], *places: str) -> Pattern:
    return Pattern(kind=kind, places=places, colours=colours)


PATTERNS = (
    # Seven places without a suffix are blue, yellow or, on old plates, black: the colour says which.
    _pattern(PlateKind.BLUE, ("blue", "yellow", "black"), *_HEAD, *[MIXED] * 5),
    _pattern(PlateKind.GREEN, ("green",), *_HEAD, ENERGY, MIXED, *[DIGITS] * 4),
    _pattern(PlateKind.GREEN, ("green",), *_HEAD, *[DIGITS] * 5, ENERGY),
    _pattern(PlateKind.TRAILER, ("yellow", "green"), *_HEAD, *[MIXED] * 4, "挂"),
    _pattern(PlateKind.TRAINER, ("yellow", "green"), *_HEAD, *[MIXED] * 4, "学"),
    _pattern(PlateKind.POLICE, _WHITE, *_HEAD, *[MIXED] * 4, "警"),
    _pattern(PlateKind.MILITARY, _WHITE, LETTERS, LETTERS, *[DIGITS] * 5),
    _pattern(PlateKind.ARMED_POLICE, _WHITE, "W", "J", PROVINCES, *[DIGITS] * 4, MIXED),
    _pattern(PlateKind.EMBASSY, _BLACK, *[DIGITS] * 6, "使"),
    _pattern(PlateKind.EMBASSY, _BLACK, "使", *[DIGITS] * 6),
    _pattern(PlateKind.CONSULATE, _BLACK, *_HEAD, *[DIGITS] * 4, "领"),
    _pattern(PlateKind.HONGKONG, _BLACK, "粤", "Z", *[MIXED] * 4, "港"),
    _pattern(PlateKind.MACAO, _BLACK, "粤", "Z", *[MIXED] * 4, "澳"),
)  # fmt: skip


def kind_of(text: str, colour: str) -> PlateKind:
    """The kind of a plate that reads so and has this colour ("" where that is not known)."""
    for pattern in PATTERNS:
        if fits(text, pattern):
            if pattern.kind is PlateKind.BLUE and colour == "yellow":
                return PlateKind.YELLOW
            return pattern.kind
    return PlateKind.OTHER


def fits(text: str, pattern: Pattern) -> bool:
    """Whether every character may stand where it stands."""
    return len(text) == len(pattern.places) and all(c in place for c, place in zip(text, pattern.places, strict=True))
