"""What was seen at one place of a picture, decoded when somebody asks, and how clear it is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from drivers.plates.alphabet import CLASS_OF, PROVINCES
from drivers.plates.colour import colour_prior
from drivers.plates.grammar import Decoded, Heads, View, clear_text, decode
from drivers.plates.kinds import PATTERNS
from drivers.plates.ranking import Found
from drivers.plates.read import Said
from drivers.plates.sureness import CLEAR_MARGIN, CLEAR_SCORE, TELL, confidence
from drivers.plates.viterbi import Told, Way, clear_way, leads

LEAST_SEEN = 4  # characters that the first look must see for a second one to be worth its time
LEAST_DECODED = 3  # and for the grammar to have anything to say
SLACK = 1.0  # a margin is no larger than a character's lead over the next one in its own frame, and this
SIDED_SCORE = -6.0  # is clear where the first character was looked at alone: our net may have taken it for another
_PROVINCES = [CLASS_OF[province] for province in PROVINCES]


@dataclass(frozen=True)
class Look:
    """A place, the colours seen there, what the nets told of its characters, and of the first one alone."""

    found: Found
    said: Said
    views: tuple[View, ...]
    heads: Heads | None = None

    @cached_property
    def decoded(self) -> Decoded | None:
        """None where there is too little for the grammar, or no pattern has a way through."""
        if len(self.seen) < LEAST_DECODED:
            return None
        return decode(self.views, partial(colour_prior, self.said.colours), heads=self.heads)

    @property
    def seen(self) -> str:
        """What our net alone says with no grammar at all."""
        return self.clear_text[0]

    @cached_property
    def clear_text(self) -> tuple[str, float]:
        """The same, and the smallest probability among its characters."""
        return clear_text(self.said.told)

    @property
    def text(self) -> str:
        return self.decoded.best.text if self.decoded else ""

    @property
    def score(self) -> float:
        return self.decoded.best.score if self.decoded else -math.inf

    @cached_property
    def way(self) -> Way | None:
        """What our net alone says, where that could be a plate as it stands: then no end of it was cut off."""
        return clear_way(self.said.told, PATTERNS)

    @cached_property
    def clear(self) -> bool:
        """So clear that nothing else needs to be asked. Most that are not are told from without decoding."""
        if len(self.views) == 1 and (not self.others_lead or (self.heads is None and self.head_open)):
            return False
        decoded = self.decoded
        least = CLEAR_SCORE if self.heads is None else SIDED_SCORE
        return decoded is not None and bool(decoded.margin >= CLEAR_MARGIN and decoded.best.score >= least)

    @cached_property
    def others_lead(self) -> bool:
        """Whether every character but the first leads by so much that it can be clear."""
        return bool(self._leads) and min(self._leads[1:]) >= CLEAR_MARGIN - SLACK

    @cached_property
    def head_open(self) -> bool:
        """Whether the first character leads by too little, or there is no telling."""
        return not self._leads or self._leads[0] < CLEAR_MARGIN - SLACK

    @cached_property
    def _leads(self) -> list[float]:
        return leads(self.said.told, self.way) if self.way else []

    @property
    def confidence(self) -> float:
        return confidence(self.decoded.margin, self.decoded.best.score) if self.decoded else 0.0

    @property
    def can_be_told(self) -> bool:
        return self.confidence >= TELL

    @property
    def worth_more(self) -> bool:
        """Whether there is something to read that is not clear."""
        return len(self.seen) >= LEAST_SEEN and not self.clear


def weighted(heads: Heads, weight: float) -> Heads:
    """So much does what was said of the first character count."""
    return {head: weight * share for head, share in heads.items()}


def same_province(tolds: Sequence[Told]) -> bool:
    """Whether all of them hold the same province for the likeliest."""
    return len({int(told[:, _PROVINCES].max(axis=0).argmax()) for told in tolds}) == 1
