"""What alarms have brought with them, counted; and how often that is told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from gateway.alarms.model import Alarm

# A cause whose consequences come by the hundred is told anew so often.
TELL_S = 0.25


class Tally:
    """Consequences that came to causes or went to other ones."""

    def __init__(self) -> None:
        self._gained: dict[str, list[str]] = defaultdict(list)  # devices, by cause
        self._lost: dict[str, list[str]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._gained or self._lost)

    @property
    def causes(self) -> frozenset[str]:
        """Those whose numbers change."""
        return frozenset(self._gained.keys() | self._lost.keys())

    def move(self, alarm: Alarm, before: str | None, after: str | None) -> None:
        """An alarm had one cause, and has another."""
        if before == after:
            return
        if before is not None:
            self._lost[before].append(alarm.device)
        if after is not None:
            self._gained[after].append(alarm.device)

    def counted(self, alarm: Alarm) -> Alarm:
        """The alarm with its new numbers. Of a cause that loses some to another, the database knows more exactly."""
        if alarm.id not in self.causes:
            return alarm
        gained, lost = self._gained.get(alarm.id, []), self._lost.get(alarm.id, [])
        gone = frozenset(lost)
        devices = dict.fromkeys([*(one for one in alarm.consequence_devices if one not in gone), *gained])
        count = max(0, alarm.consequence_alarms + len(gained) - len(lost))
        return replace(alarm, consequence_alarms=count, consequence_devices=tuple(devices))


class News:
    """Causes that are to be told, at most every TELL_S; what comes in between is told together."""

    def __init__(self) -> None:
        self._waiting: set[str] = set()
        self._told_at = float("-inf")

    def add(self, causes: Iterable[Alarm]) -> None:
        self._waiting |= {cause.id for cause in causes}

    @property
    def due(self) -> float | None:
        """When it is time to tell; None: there is nothing."""
        return self._told_at + TELL_S if self._waiting else None

    def take(self, elapsed: float) -> frozenset[str]:
        """What is to be told now."""
        if self.due is None or elapsed < self.due:
            return frozenset()
        told, self._waiting, self._told_at = frozenset(self._waiting), set(), elapsed
        return told
