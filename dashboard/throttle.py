"""How long somebody who gave a wrong password must wait before the next try."""

from collections import OrderedDict

from gateway.clock import Clock

FREE_TRIES = 4
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
FORGET_S = 15 * 60.0
MOST_KEPT = 10_000


class Throttle:
    """Failures by key. After `free` of them each further one doubles the wait, from 1 s up to 60 s.

    MOST_KEPT keys are remembered, the latest; a key is forgotten 15 min after its last failure.
    """

    def __init__(self, clock: Clock, *, free: int = FREE_TRIES) -> None:
        self._clock = clock
        self._free = free
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """How long from now until the key may try again; 0: now."""
        count, last = self._failures.get(key, (0, 0.0))
        if count <= self._free:
            return 0.0
        # The exponent is bounded: 2 to a large power is no float.
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(count - self._free - 1, 10))
        return max(0.0, last + wait - self._clock.elapsed())

    def failed(self, key: str) -> None:
        """Note one more failure."""
        now = self._clock.elapsed()
        count, last = self._failures.pop(key, (0, now))
        self._failures[key] = (1 if now - last > FORGET_S else count + 1, now)
        if len(self._failures) > MOST_KEPT:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the key's failures."""
        self._failures.pop(key, None)
