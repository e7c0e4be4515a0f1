"""A state that must last before it counts, and be over for a while before it is over."""


class Hold:
    """`on_s` and `off_s` are seconds; times are given from outside and only their differences count."""

    def __init__(self, on_s: float, off_s: float) -> None:
        self._on_s = on_s
        self._off_s = off_s
        self._since: float | None = None  # since when the condition differs from the state
        self.is_on = False

    @property
    def is_pending(self) -> bool:
        """Whether the condition has begun to differ from what is told."""
        return self._since is not None

    def see(self, holds: bool, time: float) -> bool:
        """What is told from now on."""
        if holds == self.is_on:
            self._since = None
            return self.is_on
        if self._since is None:
            self._since = time
        if time - self._since >= (self._on_s if holds else self._off_s):
            self.is_on, self._since = holds, None
        return self.is_on
