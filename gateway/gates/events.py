"""What others learn of the gates."""

from dataclasses import dataclass

from gateway.gates.model import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageChanged:
    """On the bus: the passage as it is now."""

    passage: Passage
