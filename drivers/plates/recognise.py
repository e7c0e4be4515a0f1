"""A picture → its plates: found, straightened, read, decoded under the grammar, and told only where it is sure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from drivers.plates.colour import colour_of, mixed
from drivers.plates.grammar import Heads, View
from drivers.plates.kinds import PlateKind, kind_of
from drivers.plates.locate import Found, Locator
from drivers.plates.looks import Look, same_province, weighted
from drivers.plates.province import ProvinceReader
from drivers.plates.read import SECOND_STRIP, STRIP, Reader, Said, SecondOpinion
from drivers.plates.rectify import Corners, Picture, straighten
from drivers.plates.sureness import TELL
from drivers.plates.wheel import Wheel

MARGINS = (0.04, 0.14)  # around the plate, in plate heights: the first look, and the second where that is not clear
OUR_WEIGHT, LAYER_WEIGHT, WHEEL_WEIGHT = 0.3, 0.7, 0.3  # of our net, our layer over the wheel's features, and the wheel
HEAD_WEIGHT = 1.5  # of the first character seen alone, beside all of these
FIRST_HEAD_WEIGHT = 3.0  # the same beside our net alone, which knows provinces less well
SURE = 0.9  # is enough where the province alone was open, and was looked at
CUT_OUT_ASPECT = (2.2, 6.0)  # a picture of such a shape may be a plate that was cut out
CUT_OUT_WIDTH_PX = 400
WHOLE_SCORE = 0.5  # the finder's score of a picture that is taken for a plate as a whole
BETTER = 1.0  # by so much (logarithm) must a reading with wider corners be better to be taken
CLOSER = 2  # places of a picture that get a closer look, the likeliest first, until one can be told
OTHER_LEAST = 0.9  # every character of a text that fits no pattern is at least so sure
OTHER_CHARACTERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A plate that was read.

    text        what it says; "" where that is not sure enough to act on
    seen        the most probable text in any case
    colour      blue, yellow, green, white or black; "" where none stands out
    confidence  how often a plate read like this is right, 0 to 1
    margin      how much more probable than the runner-up, as a logarithm
    uncertain   the places whose character could as well be another
    corners     4 x 2 pixels of the picture: top left, top right, bottom right, bottom left
    """

    text: str
    seen: str
    colour: str
    kind: PlateKind
    confidence: float
    margin: float
    uncertain: tuple[int, ...]
    corners: Corners


class PlateReader:
    """Holds the nets; `read` may be called from one thread at a time. Raises ModelMissing where a net is not there."""

    def __init__(self, threads: int = 1) -> None:
        wheel = Wheel(threads)
        self._locator = Locator(threads)
        self._reader = Reader(threads)
        self._second = SecondOpinion(wheel, threads)
        self._province = ProvinceReader(wheel, threads)

    def read(self, picture: Picture) -> list[Plate]:
        """The plates of a picture (H x W x 3, BGR), those that can be told first."""
        found = self._locator.find(picture)
        looks = [self._look(picture, found[0] if found else None)] if _may_be_cut_out(picture) else []
        looks += self._looks(picture, found[len(looks) :])
        plates = [plate for look in looks if (plate := _plate(look))]
        return sorted(plates, key=lambda plate: not plate.text)

    def read_found(self, picture: Picture, found: Found) -> Plate | None:
        """One plate whose corners are known; None where nothing there can be taken for characters."""
        return _plate(self._careful(picture, self._first(picture, found)))

    def _looks(self, picture: Picture, found: Sequence[Found]) -> list[Look]:
        """Every place once; then the likeliest that is not clear more closely, and while nothing is sure the next."""
        looks = [self._first(picture, each) for each in found]
        unclear = [at for at, look in enumerate(looks) if look.worth_more]
        left = CLOSER - any(look.clear for look in looks)
        for at in unclear[:left]:
            looks[at] = self._careful(picture, looks[at])
            if looks[at].can_be_told:
                break
        return looks

    def _look(self, picture: Picture, found: Found | None) -> Look:
        """A picture that may be one plate from edge to edge: read as that too, the better reading counts."""
        whole = self._first(picture, _whole(picture))
        if found is None:
            return self._careful(picture, whole)
        inner = self._first(picture, found)
        better, other = sorted((inner, whole), key=lambda look: (not look.clear, -look.score))
        if better.clear and (not other.clear or better.text == other.text):
            return better
        closer = self._closer(picture, better)
        if closer.can_be_told:
            return closer
        return max(closer, self._closer(picture, other), key=lambda look: look.score)

    def _first(self, picture: Picture, found: Found) -> Look:
        """Our net alone: enough for most plates."""
        said = self._said(picture, found, MARGINS[0])
        return Look(found=found, said=said, views=(View(told=said.told),))

    def _careful(self, picture: Picture, look: Look) -> Look:
        """As it is where it is clear, or where there is nothing to read; else looked at once more."""
        if not look.worth_more:
            return look
        if look.way is None:
            wider = self._first(picture, self._locator.wider(picture, look.found))
            if wider.way is not None or len(wider.seen) > len(look.seen):
                look = wider
        if look.others_lead and look.head_open:
            look = replace(look, heads=weighted(self._heads(picture, look.found), FIRST_HEAD_WEIGHT))
            if look.confidence >= SURE:
                return look
        return look if look.clear else self._closer(picture, look)

    def _closer(self, picture: Picture, first: Look) -> Look:
        """All that we have: our net twice, our layer over the wheel, the wheel itself, the first character alone."""
        found = first.found
        again = self._said(picture, found, MARGINS[1])
        said = Said(told=first.said.told, colours=mixed([first.said.colours, again.colours]))
        ours = (View(told=first.said.told, weight=OUR_WEIGHT / 2), View(told=again.told, weight=OUR_WEIGHT / 2))
        strip = straighten(picture, found.corners, found.rows, size=SECOND_STRIP, margin=MARGINS[0])
        layer, printed = self._second.read(strip)
        seconds = (View(told=layer, weight=LAYER_WEIGHT), View(told=printed, weight=WHEEL_WEIGHT))
        heads = first.heads and weighted(first.heads, HEAD_WEIGHT / FIRST_HEAD_WEIGHT)
        if heads is None and not same_province((layer, printed)):
            heads = weighted(self._heads(picture, found), HEAD_WEIGHT)
        return Look(found=found, said=said, views=ours + seconds, heads=heads)

    def _heads(self, picture: Picture, found: Found) -> Heads:
        return self._province.read(picture, found.corners, found.rows)

    def _said(self, picture: Picture, found: Found, margin: float) -> Said:
        return self._reader.read(straighten(picture, found.corners, found.rows, size=STRIP, margin=margin))


def _may_be_cut_out(picture: Picture) -> bool:
    high, wide = picture.shape[:2]
    least, most = CUT_OUT_ASPECT
    return bool(least <= wide / max(high, 1) <= most and wide <= CUT_OUT_WIDTH_PX)


def _whole(picture: Picture) -> Found:
    """The picture's own edges as a plate's."""
    high, wide = picture.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    return Found(corners=corners, rows=1, score=WHOLE_SCORE)


def _plate(look: Look) -> Plate | None:
    """What may be told of a reading."""
    decoded, found = look.decoded, look.found
    other, least = look.clear_text
    sure = look.confidence
    if decoded is None or (sure < TELL and least >= OTHER_LEAST and kind_of(other, "") is PlateKind.OTHER):
        return _other(other, least, look) if len(other) >= OTHER_CHARACTERS else None
    text = decoded.best.text
    colour = colour_of(look.said.colours, decoded.best.pattern.colours)
    return Plate(
        text=text if sure >= TELL else "",
        seen=text,
        colour=colour,
        kind=kind_of(text, colour),
        confidence=sure,
        margin=decoded.margin,
        uncertain=decoded.unsure,
        corners=found.corners,
    )


def _other(text: str, least: float, look: Look) -> Plate:
    """A text that fits no pattern: kept as it was seen, never acted on."""
    return Plate(
        text="", seen=text, colour=colour_of(look.said.colours, ()), kind=PlateKind.OTHER, confidence=least / 2,
        margin=0.0, uncertain=(), corners=look.found.corners,
    )  # fmt: skip
