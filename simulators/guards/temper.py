"""What guards are like."""

from enum import StrEnum


class Temper(StrEnum):
    """How somebody walks a round."""

    PUNCTUAL = "punctual"
    LATE = "late"  # is at every stop after its time
    SKIPPING = "skipping"  # leaves a stop out now and then
    CHEATING = "cheating"  # has photographed the codes, and scans them in the gatehouse
    OFFLINE = "offline"  # has no network on a part of the way, and tells it later
    CLUMSY = "clumsy"  # scans twice
