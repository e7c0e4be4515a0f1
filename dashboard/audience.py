"""Those who get the same live messages: one encoding serves all of them, and none can hold up another."""

import asyncio
import json
from collections.abc import Mapping

from dashboard.identity import Who
from dashboard.permissions import Permission, may
from gateway.clock import rfc3339

PARTS = {
    "devices": Permission.SEE_SITE,
    "health": Permission.SEE_SITE,
    "points": Permission.SEE_POINTS,
    "alarms": Permission.SEE_ALARMS,
    "tickets": Permission.SEE_TICKETS,
}
TOO_SLOW = 1013
SESSION_OVER = 1008
MOST_WAITING = 64  # messages; at four a second a screen may be some fifteen seconds behind


def parts_of(role: str) -> frozenset[str]:
    """Which parts of a message the role may see."""
    return frozenset(part for part, permission in PARTS.items() if may(role, permission))


class Screen:
    """One client: the messages that wait for it, and why it must go, once it must.

    It is shut when more than MOST_WAITING messages wait for it, or when its session is over.
    """

    def __init__(self, who: Who) -> None:
        self.who = who
        self.wants_snapshot = True
        self.waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self.shut: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def offer(self, message: str) -> None:
        """Hand over a message; never waits."""
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
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

    def delta(self, changed: Mapping[str, str], now: float) -> None:
        """Tell what has changed, as far as this audience may see it; `changed` is JSON by part."""
        seen = {part: text for part, text in changed.items() if part in self.parts}
        if seen:
            self.seq += 1
            self._send(self._message("delta", now, seen))

    def heartbeat(self, now: float) -> None:
        """Tell that the link stands."""
        self._send(self._message("heartbeat", now, {}))

    def snapshot(self, everything: Mapping[str, str], now: float) -> None:
        """Send everything to the screens that want it; `everything` is JSON by field."""
        message = self._message("snapshot", now, everything)
        for screen in self.screens:
            if screen.wants_snapshot:
                screen.wants_snapshot = False
                screen.offer(message)

    def _message(self, kind: str, now: float, fields: Mapping[str, str]) -> str:
        head = f'{{"type":{json.dumps(kind)},"seq":{self.seq},"time":"{rfc3339(now)}"'
        return head + "".join(f',"{name}":{text}' for name, text in fields.items()) + "}"

    def _send(self, message: str) -> None:
        """To everybody who has had a snapshot: a delta means nothing before."""
        for screen in self.screens:
            if not screen.wants_snapshot:
                screen.offer(message)
