"""The kinds of plates: size, places of the characters, colours (GA 36; millimetres, colours B, G, R)."""

from dataclasses import dataclass
from enum import StrEnum

Colour = tuple[int, int, int]
Cell = tuple[float, float, float, float]
"""Left, top, width, height."""

BLACK_INK: Colour = (25, 22, 22)
WHITE_INK: Colour = (240, 240, 240)
RED_INK: Colour = (40, 30, 190)
BLUE: Colour = (165, 62, 18)
YELLOW: Colour = (20, 175, 240)
WHITE: Colour = (228, 230, 230)
BLACK: Colour = (32, 30, 30)
GREEN: Colour = (95, 178, 62)
GREEN_PALE: Colour = (222, 238, 222)


class Style(StrEnum):
    """How a plate is laid out."""

    BLUE = "blue"
    GREEN_SMALL = "green_small"
    GREEN_LARGE = "green_large"
    YELLOW = "yellow"
    YELLOW_TWO_ROW = "yellow_two_row"
    TRAILER = "trailer"
    TRAINER = "trainer"
    WHITE_POLICE = "white_police"
    WHITE_MILITARY = "white_military"
    WHITE_TWO_ROW = "white_two_row"
    WHITE_WJ = "white_wj"
    BLACK_CONSULATE = "black_consulate"
    BLACK_EMBASSY = "black_embassy"
    BLACK_BORDER = "black_border"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One style: `red` are the positions in red, `dot` the middle of the round dot and its width."""

    colour: str
    paper: Colour
    ink: Colour
    size: tuple[float, float] = (440.0, 140.0)
    cells: tuple[Cell, ...]
    dot: tuple[float, float, float] | None
    red: tuple[int, ...] = ()
    rows: int = 1


def _row(left: float, top: float, size: tuple[float, float], gaps: tuple[float, ...]) -> tuple[Cell, ...]:
    """Cells side by side: one more than there are gaps."""
    cells = [(left, top, *size)]
    for gap in gaps:
        cells.append((cells[-1][0] + size[0] + gap, top, *size))
    return tuple(cells)


_SEVEN = _row(15.5, 25, (45, 90), (12, 34, 12, 12, 12, 12))
_SEVEN_DOT = (134.5, 70.0, 10.0)
_EIGHT = ((15.5, 25.0, 45.0, 90.0), *_row(69.5, 25, (43, 90), (49, 9, 9, 9, 9, 9)))
_EMBASSY = _row(15.5, 25, (45, 90), (12, 12, 34, 12, 12, 12))
_EMBASSY_DOT = (191.5, 70.0, 10.0)
_TWO_ROWS = (*_row(110, 15, (80, 60), (60,)), *_row(27.5, 90, (65, 110), (15, 15, 15, 15)))
_TWO_ROWS_DOT = (220.0, 45.0, 12.0)
_TWO = (440.0, 220.0)

LAYOUTS: dict[Style, Layout] = {
    Style.BLUE: Layout(colour="blue", paper=BLUE, ink=WHITE_INK, cells=_SEVEN, dot=_SEVEN_DOT),
    Style.YELLOW: Layout(colour="yellow", paper=YELLOW, ink=BLACK_INK, cells=_SEVEN, dot=_SEVEN_DOT),
    Style.TRAINER: Layout(colour="yellow", paper=YELLOW, ink=BLACK_INK, cells=_SEVEN, dot=_SEVEN_DOT),
    Style.YELLOW_TWO_ROW: Layout(
        colour="yellow", paper=YELLOW, ink=BLACK_INK, size=_TWO, cells=_TWO_ROWS, dot=_TWO_ROWS_DOT, rows=2
    ),
    Style.TRAILER: Layout(
        colour="yellow", paper=YELLOW, ink=BLACK_INK, size=_TWO, cells=_TWO_ROWS, dot=_TWO_ROWS_DOT, rows=2
    ),
    Style.GREEN_SMALL: Layout(colour="green", paper=GREEN, ink=BLACK_INK, size=(480.0, 140.0), cells=_EIGHT, dot=None),
    Style.GREEN_LARGE: Layout(colour="green", paper=GREEN, ink=BLACK_INK, size=(480.0, 140.0), cells=_EIGHT, dot=None),
    Style.WHITE_POLICE: Layout(colour="white", paper=WHITE, ink=BLACK_INK, cells=_SEVEN, dot=_SEVEN_DOT, red=(6,)),
    Style.WHITE_MILITARY: Layout(colour="white", paper=WHITE, ink=BLACK_INK, cells=_SEVEN, dot=_SEVEN_DOT, red=(0, 1)),
    Style.WHITE_TWO_ROW: Layout(
        colour="white", paper=WHITE, ink=BLACK_INK, size=_TWO, cells=_TWO_ROWS, dot=_TWO_ROWS_DOT, red=(0, 1), rows=2
    ),
    Style.WHITE_WJ: Layout(
        colour="white",
        paper=WHITE,
        ink=BLACK_INK,
        cells=(
            *_row(15.5, 25, (45, 90), (6,)),
            *_row(123.5, 25, (45, 90), (14,)),
            *_row(239.5, 25, (42, 90), (5, 5, 5)),
        ),
        dot=(175.5, 70.0, 8.0),
        red=(0, 1, 2),
    ),
    Style.BLACK_CONSULATE: Layout(colour="black", paper=BLACK, ink=WHITE_INK, cells=_SEVEN, dot=_SEVEN_DOT, red=(6,)),
    Style.BLACK_EMBASSY: Layout(colour="black", paper=BLACK, ink=WHITE_INK, cells=_EMBASSY, dot=_EMBASSY_DOT, red=(6,)),
    Style.BLACK_BORDER: Layout(colour="black", paper=BLACK, ink=WHITE_INK, cells=_SEVEN, dot=_SEVEN_DOT),
}
