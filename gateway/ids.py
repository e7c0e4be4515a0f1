"""Ids whose order is the order in which things happened.

26 characters of Crockford's base 32 (no I, L, O, U): ten for the milliseconds since 1970, sixteen at random. Sorted
as text they stand in the order in which this process made them, even within a millisecond or when the clock steps back.
"""

import secrets
import threading

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
RANDOM_BITS = 80
_HEADROOM_BITS = 79  # the first id of a millisecond leaves the top bit free, so that counting up has room


class IdMaker:
    """Makes ids; may be asked by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def make(self, now: float) -> str:
        """An id for something that happens at `now` (seconds UTC): greater than every id made before."""
        fresh = int(now * 1000) << RANDOM_BITS | secrets.randbits(_HEADROOM_BITS)
        with self._lock:
            same_millisecond = fresh >> RANDOM_BITS <= self._last >> RANDOM_BITS
            self._last = self._last + 1 + secrets.randbits(32) if same_millisecond else fresh
            return _text(self._last)


def is_id(text: str) -> bool:
    """Whether it could be one of ours."""
    return len(text) == LENGTH and all(character in ALPHABET for character in text)


def time_of(made: str) -> float:
    """When an id was made, seconds UTC, to the millisecond; ValueError for what is no id."""
    if not is_id(made):
        raise ValueError(f"'{made}' is no id")
    number = 0
    for character in made:
        number = number << 5 | ALPHABET.index(character)
    return (number >> RANDOM_BITS) / 1000


def _text(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


new_id = IdMaker().make
