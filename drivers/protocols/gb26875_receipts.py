"""Which frames are confirmed, and when: as soon as every event that they made is safe."""

from collections import deque
from collections.abc import Callable

from drivers.driver import Sink
from drivers.protocols.gb26875_state import Happening

# Frames whose events are not safe yet, and frames that were confirmed and may come again.
MOST_UNSETTLED, CONFIRMED_KEPT = 256, 64

Key = tuple[int, bytes]
Told = list[tuple[str, Happening]]


class Receipts:
    """Frames of one transmitter, by serial and data. Beyond MOST_UNSETTLED the oldest is forgotten: its sender sends
    it again.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._unsettled: dict[Key, Told] = {}
        self._confirmed: deque[Key] = deque(maxlen=CONFIRMED_KEPT)

    def is_confirmed(self, key: Key) -> bool:
        """Whether it was confirmed a short while ago; the confirmation was lost."""
        return key in self._confirmed

    def unsettled(self, key: Key) -> Told | None:
        """The events that the same frame made when it came before, if they are not safe yet."""
        return self._unsettled.get(key)

    def keep(self, key: Key, told: Told, confirm: Callable[[], None]) -> None:
        """Hand the events over, and confirm when all of them are safe; at once where there are none."""
        if not told:
            confirm()
            return
        open_ = len(told)

        def settled() -> None:
            nonlocal open_
            open_ -= 1
            if open_ == 0:
                self._unsettled.pop(key, None)
                self._confirmed.append(key)
                confirm()

        if len(self._unsettled) >= MOST_UNSETTLED and key not in self._unsettled:
            del self._unsettled[next(iter(self._unsettled))]
        self._unsettled[key] = told
        for device, happening in told:
            self._sink.event(device, happening.time, happening.body, settled)
