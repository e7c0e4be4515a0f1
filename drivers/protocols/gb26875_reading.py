"""When a panel is read as a whole, and when it has told everything. Pure; times are monotonic seconds."""

import math
from collections.abc import Sequence

AGAIN_S = 60.0


class Reading:
    """One reading at a time. `answer_s` after the question, and after each part of an answer, nothing more comes."""

    def __init__(self, answer_s: float, allowed: bool) -> None:
        self.answer_s = answer_s
        self._allowed = allowed
        self._due = math.inf
        self._over = math.inf
        self._serials: list[int] = []
        self._answers: set[int] = set()

    def due(self, elapsed: float) -> None:
        """Read at this time; where reading is of no use, never."""
        self._due = elapsed if self._allowed else math.inf

    def again(self, elapsed: float) -> None:
        """Nothing was said: try once more, later."""
        self.due(elapsed + AGAIN_S)

    def is_due(self, elapsed: float) -> bool:
        return elapsed >= self._due

    def is_over(self, elapsed: float) -> bool:
        return elapsed >= self._over

    def began(self, serials: Sequence[int], elapsed: float) -> None:
        """The questions are out, one a fire system."""
        self._due, self._over = math.inf, elapsed + self.answer_s
        self._serials = list(serials)
        self._answers.clear()

    def answered(self, serial: int, elapsed: float) -> None:
        """A part of the answer to the question of this serial."""
        if self._over < math.inf:
            self._answers.add(serial)
            self._over = elapsed + self.answer_s

    def end(self) -> list[bool]:
        """For each question whether it was answered. Of a single one also under another serial."""
        self._over = math.inf
        if len(self._serials) == 1:
            return [bool(self._answers)]
        return [serial in self._answers for serial in self._serials]
