"""Numbers for made plates: every style under its own grammar, every character about equally often."""

import numpy as np

from .layouts import Style

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
ENERGY = "DFABCEGHJK"
"""The letters that mark a car with new energy: D and F first, the others come later."""

WEIGHTS: dict[Style, float] = {
    Style.BLUE: 0.52,
    Style.GREEN_SMALL: 0.13,
    Style.GREEN_LARGE: 0.04,
    Style.YELLOW: 0.08,
    Style.YELLOW_TWO_ROW: 0.07,
    Style.TRAILER: 0.03,
    Style.TRAINER: 0.03,
    Style.WHITE_POLICE: 0.03,
    Style.WHITE_MILITARY: 0.015,
    Style.WHITE_TWO_ROW: 0.005,
    Style.WHITE_WJ: 0.01,
    Style.BLACK_CONSULATE: 0.01,
    Style.BLACK_EMBASSY: 0.01,
    Style.BLACK_BORDER: 0.02,
}
FORMS: dict[Style, str] = {
    Style.BLUE: "plmmmmm",
    Style.GREEN_SMALL: "pleadddd",
    Style.GREEN_LARGE: "plddddde",
    Style.YELLOW: "plmmmmm",
    Style.YELLOW_TWO_ROW: "plmmmmm",
    Style.TRAILER: "plmmmm挂",
    Style.TRAINER: "plmmmm学",
    Style.WHITE_POLICE: "plmmmm警",
    Style.WHITE_MILITARY: "llddddd",
    Style.WHITE_TWO_ROW: "llddddd",
    Style.WHITE_WJ: "WJpdddds",
    Style.BLACK_CONSULATE: "pldddd领",
    Style.BLACK_EMBASSY: "dddddd使",
    Style.BLACK_BORDER: "粤Zmmmmb",
}
"""How a number is built: p province, l letter, d digit, m letters and digits mixed, a any of both, e new energy,
s the last of an armed police number, b 港 or 澳; anything else stands for itself."""

_SIGNS = {"p": PROVINCES, "l": LETTERS, "d": DIGITS, "a": LETTERS + DIGITS, "s": DIGITS + "XBTSHJD", "b": "港澳"}
_STYLES = tuple(WEIGHTS)
_EDGES = np.cumsum(list(WEIGHTS.values())) / sum(WEIGHTS.values())


def random_plate(rng: np.random.Generator) -> tuple[str, Style]:
    """A number and the style it is written in."""
    style = _STYLES[int(np.searchsorted(_EDGES, rng.random(), side="right"))]
    return number(style, rng), style


def number(style: Style, rng: np.random.Generator) -> str:
    """A number that the style allows."""
    few = rng.random() < 0.5
    share = 0.3 if few else 0.7
    return "".join(_character(sign, rng, share) for sign in FORMS[style])


def _character(sign: str, rng: np.random.Generator, share: float) -> str:
    """What a sign of a form stands for; share is how often a letter stands where letters and digits may."""
    if sign == "m":
        sign = "l" if rng.random() < share else "d"
    if sign == "e":
        return _one(rng, "DF" if rng.random() < 0.7 else ENERGY)
    return _one(rng, _SIGNS.get(sign, sign))


def _one(rng: np.random.Generator, among: str) -> str:
    return among[int(rng.integers(len(among)))]
