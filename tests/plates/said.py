"""What a reading net might say of a strip."""

import numpy as np

from drivers.plates.alphabet import BLANK, CLASS_OF, CLASSES
from drivers.plates.viterbi import Told

RARE = 1e-9


def told(*frames: dict[str, float]) -> Told:
    """Frames from the probabilities of characters; the rest is blank's."""
    said = np.full((len(frames), CLASSES), RARE)
    for number, frame in enumerate(frames):
        said[number, BLANK] = max(RARE, 1 - sum(frame.values()))
        for character, share in frame.items():
            said[number, CLASS_OF[character]] = share
    return np.asarray(np.log(said), np.float32)


def spelled(text: str, share: float = 0.98) -> list[dict[str, float]]:
    """A frame for each character and a blank one behind it."""
    return [frame for character in text for frame in ({character: share}, {})]
