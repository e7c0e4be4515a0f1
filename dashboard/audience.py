"""Those who get the same live messages: one encoding serves all of them, and none can hold up another."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from dashboard.identity import Who
from dashboard.permissions import Permission, may
from dashboard.wire import text_frame
from gateway.clock import rfc3339

PARTS = {
    "devices": Permission.SEE_SITE,
    "health": Permission.SEE_SITE,
    "points": Permission.SEE_POINTS,
    "alarms": Permission.SEE_ALARMS,
    "tickets": Permission.SEE_TICKETS,
    "passages": Permission.SEE_GATES,
    "patrol": Permission.SEE_PATROL,
}
TOO_SLOW = 1013
SESSION_OVER = 1008


def parts_of(role: str) -> frozenset[str]:
    """Which parts of a message the role may see."""
    return frozenset(part for part, permission in PARTS.items() if may(role, permission))


class Wire(Protocol):
    """Where a screen's messages go: False if it does not keep up. Never waits."""

    def write(self, frame: bytes) -> bool: ...


class Screen:
    """One client, and the code with which it is to be closed, once it must be.

    It is shut when it does not keep up, or when its session is over.
    """

    def __init__(self, who: Who, wire: Wire) -> None:
        self.who = who
        self.wants_snapshot = True
        self.shut: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._wire = wire

    def offer(self, frame: bytes) -> None:
        """Hand over a message; never waits."""
        if not self.shut.done() and not self._wire.write(frame):
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """End it with this WebSocket code, once."""
        if not self.shut.done():
            self.shut.set_result(code)


class Audience:
    """The screens that may see the same parts, and the number of the last message that they got."""

    def __init__(self, parts: frozenset[str]) -> None:
        self.parts = parts
        self.seq = 0
        self.screens: set[Screen] = set()

    @property
    def wants_snapshot(self) -> bool:
        """Whether any of them does."""
        return any(screen.wants_snapshot for screen in self.screens)

    def delta(self, changed: Mapping[str, bytes], now: float) -> None:
        """Tell what has changed, as far as this audience may see it; `changed` is JSON by part."""
        seen = {part: text for part, text in changed.items() if part in self.parts}
        if seen:
            self.seq += 1
            self._send(self._message("delta", now, seen))

    def heartbeat(self, now: float) -> None:
        """Tell that the link stands."""
        self._send(self._message("heartbeat", now, {}))

    def snapshot(self, everything: Mapping[str, bytes], now: float) -> None:
        """Send everything to the screens that want it; `everything` is JSON by field."""
        message = self._message("snapshot", now, everything)
        for screen in self.screens:
            if screen.wants_snapshot:
                screen.wants_snapshot = False
                screen.offer(message)

    def _message(self, kind: str, now: float, fields: Mapping[str, bytes]) -> bytes:
        head = f'{{"type":"{kind}","seq":{self.seq},"time":"{rfc3339(now)}"'
        parts = [head.encode(), *(b',"%b":%b' % (name.encode(), text) for name, text in fields.items()), b"}"]
        return text_frame(b"".join(parts))

    def _send(self, message: bytes) -> None:
        """To everybody who has had a snapshot: a delta means nothing before."""
        for screen in self.screens:
            if not screen.wants_snapshot:
                screen.offer(message)
