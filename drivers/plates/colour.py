"""The colour of a plate: what the net saw, and what the text allows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from drivers.plates.alphabet import COLOURS
from drivers.plates.kinds import Pattern

SHARE = 0.5  # a colour less probable than this is not told
MISSEEN = 0.02  # so often at least is any colour taken for any other: a lamp's light, a camera's white balance
WEIGHT = 0.7  # of the colour beside the characters


def colour_prior(colours: NDArray[np.float32], pattern: Pattern) -> float:
    """What the colours seen (logarithms, in the order of COLOURS) add to the score of a pattern; 0 or less."""
    seen = float(sum(np.exp(colours[COLOURS.index(colour)]) for colour in pattern.colours))
    return WEIGHT * float(np.log(min(1.0, seen * (1 - MISSEEN) + MISSEEN)))


def colour_of(colours: NDArray[np.float32], allowed: Sequence[str]) -> str:
    """The most probable of the colours that the text allows (all, if it fits no pattern); "" where none stands out."""
    among = [COLOURS.index(colour) for colour in (allowed or COLOURS)]
    shares = np.exp(colours[among])
    best = int(shares.argmax())
    sure = shares[best] >= SHARE * max(float(shares.sum()), 1e-9)
    return COLOURS[among[best]] if sure else ""


def mixed(views: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The colours of one plate seen several times: the mean of their logarithms, brought back to a sum of 1."""
    mean = np.mean(np.stack(views), axis=0)
    return np.asarray(mean - np.log(np.exp(mean).sum()), np.float32)
