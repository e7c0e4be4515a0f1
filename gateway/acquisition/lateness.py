"""How late polls begin: counted in steps, so that the health page and the metrics can show where a line stands."""

from bisect import bisect_left

STEPS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Lateness:
    """`counts[i]` polls began at most STEPS_S[i] late; the last count is of those that were later still."""

    def __init__(self) -> None:
        self.counts = [0] * (len(STEPS_S) + 1)
        self.polls = 0
        self.sum_s = 0.0
        self.worst_s = 0.0

    def add(self, late_s: float) -> None:
        late_s = max(late_s, 0.0)
        self.counts[bisect_left(STEPS_S, late_s)] += 1
        self.polls += 1
        self.sum_s += late_s
        self.worst_s = max(self.worst_s, late_s)

    def merge(self, other: "Lateness") -> None:
        """Take another's counts in."""
        self.counts = [mine + its for mine, its in zip(self.counts, other.counts, strict=True)]
        self.polls += other.polls
        self.sum_s += other.sum_s
        self.worst_s = max(self.worst_s, other.worst_s)

    def later_than(self, step_s: float) -> int:
        """How many polls began later than one of STEPS_S."""
        return sum(self.counts[STEPS_S.index(step_s) + 1 :])

    def quantile(self, share: float) -> float:
        """The step (in seconds) within which this share of the polls began; 0 before the first poll."""
        seen = 0
        for count, step_s in zip(self.counts, (*STEPS_S, self.worst_s), strict=True):
            seen += count
            if seen >= share * self.polls:
                return step_s if self.polls else 0.0
        return self.worst_s
