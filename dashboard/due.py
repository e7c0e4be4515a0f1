"""What is done every so often, by the event loop's clock."""

import asyncio


class Due:
    """Remembers when each thing is to be done next; the first time it is due at once."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    def now(self, what: str, every_s: float) -> bool:
        """Whether it is time again; if so, the next time is `every_s` from now."""
        now = asyncio.get_running_loop().time()
        if now < self._next.get(what, float("-inf")):
            return False
        self._next[what] = now + every_s
        return True
