"""How many in the last while: sums that slide along in sixtieths of their window."""

import numpy as np
from numpy.typing import NDArray

BUCKETS = 60


class Windows:
    """One sliding sum a leaf. Times are the engine's own elapsed seconds, which only grow."""

    def __init__(self, window_s: NDArray[np.float64]) -> None:
        size = len(window_s)
        self._window_s = window_s
        self._bucket_s = window_s / BUCKETS
        self._counts = np.zeros((size, BUCKETS))
        self._bucket = np.zeros(size, np.int64)
        self._since = np.full(size, np.nan)
        self.total = np.zeros(size)

    def advance(self, elapsed: float) -> None:
        """Forget what has left the windows."""
        bucket = (elapsed / self._bucket_s).astype(np.int64)
        moved = np.flatnonzero(bucket != self._bucket)
        if not moved.size:
            return
        gone = (bucket - self._bucket)[moved, None]
        ahead = (np.arange(BUCKETS)[None, :] - self._bucket[moved, None] - 1) % BUCKETS
        kept = np.where(ahead < gone, 0.0, self._counts[moved])
        self._counts[moved] = kept
        self.total[moved] = kept.sum(axis=1)
        self._bucket[moved] = bucket[moved]

    def watch(self, at: NDArray[np.intp], elapsed: float) -> None:
        """These are watched from now on, if they are not yet."""
        self._since[at] = np.where(np.isnan(self._since[at]), elapsed, self._since[at])

    def add(self, at: NDArray[np.intp], amounts: NDArray[np.float64]) -> None:
        """Count more for the leaves `at` (each at most once)."""
        self._counts[at, self._bucket[at] % BUCKETS] += amounts
        self.total[at] += amounts

    def settled(self, elapsed: float, above: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sums; NaN while one is not above its limit and its window has not been watched for its whole length."""
        watched = elapsed - self._since >= self._window_s
        return np.where(watched | (self.total > above), self.total, np.nan)
