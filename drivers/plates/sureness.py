"""How sure a reading is: from the margin over the runner-up and from how well the best text explains the frames."""

import math

CLEAR_MARGIN = 5.0  # beyond these two the first look is enough
CLEAR_SCORE = -1.0
TELL = 0.7  # a plate less sure than this is not told

# A logistic curve, fitted on made scenes.
_BIAS, _MARGIN, _SCORE = 5.0, 1.3, 0.7
_MOST_MARGIN, _LEAST_SCORE = 6.0, -30.0


def confidence(margin: float, score: float) -> float:
    """How often a reading like this one is right, 0 to 1.

    margin: logarithm of how much more probable the best text is than the second; score: that of its own probability.
    """
    value = _BIAS + _MARGIN * min(margin, _MOST_MARGIN) + _SCORE * max(score, _LEAST_SCORE)
    return 1.0 / (1.0 + math.exp(-value))
