"""A guard's phone: it keeps every scan, and tells it in order when there is a network, again under the same id."""

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import structlog

from simulators.guards.chain import digest
from simulators.guards.line import Answer, Line, NoNetwork
from simulators.guards.programme import Json, seconds
from simulators.guards.walk import Step

log = structlog.get_logger()

BATCH = 50
KEPT_AT_MOST = 5000
"""A phone that is full takes no more scans, and says so; what it has it keeps."""


class Phone:
    """`now` is the right time; `behind_s`: how far its own clock is behind that. What it learns of that it tells."""

    def __init__(self, line: Line, *, behind_s: float = 0.0, now: Callable[[], float] = time.time) -> None:
        self.id = str(uuid4())
        self.line = line
        self.refused: list[Json] = []
        self.answers: dict[str, Json] = {}
        self._behind_s, self._now = behind_s, now
        self._known_offset_s: float | None = None
        self._queue: deque[Json] = deque()
        self._seq, self._previous = 0, self.id
        self._shift = ""
        self._is_cut_off = False

    @property
    def waiting(self) -> int:
        """Records that the gateway has not confirmed."""
        return len(self._queue)

    @property
    def is_on_shift(self) -> bool:
        return bool(self._shift)

    def keep(self, step: Step, *, code: str, uid: str = "", round_: str = "", **more: Any) -> str:
        """Write a scan down with its place in the chain; its id. `more`: checks, note, finding, signed, result.

        OverflowError where the phone is full.
        """
        if self.waiting >= KEPT_AT_MOST:
            raise OverflowError(f"the phone keeps {KEPT_AT_MOST} records and takes no more")
        self._seq += 1
        told = step.time - self._behind_s
        record: Json = {
            "id": str(uuid4()), "seq": self._seq, "checkpoint": step.place.id, "code": code, "uid": uid,
            "method": step.method, "time": rfc3339(told), "monotonic_ms": round(told * 1000.0),
        }  # fmt: skip
        record |= {"previous": self._previous, "digest": digest(self._previous, record), "phone": self.id} | more
        if round_:
            record["round"] = round_
        if self._known_offset_s is not None:
            record["offset_ms"] = round(self._known_offset_s * 1000.0)
        if step.position is not None:
            record["position"] = dict(zip(("lat", "lon", "accuracy_m"), step.position, strict=True))
        self._previous = record["digest"]
        self._queue.append(record)
        return str(record["id"])

    async def flush(self) -> bool:
        """Tell everything that waits, oldest first; whether nothing waits any more."""
        while self._queue:
            batch = [self._queue[n] for n in range(min(BATCH, len(self._queue)))]
            answer = await self._ask("POST", "/patrol/scans", batch)
            if answer is None or answer.status not in (200, 422):
                return False
            if answer.status == 422:
                self._set_aside(answer.body)
                continue
            self.answers |= {taken["id"]: taken for taken in answer.body}
            for _ in batch:
                self._queue.popleft()
        return True

    async def begin_shift(self) -> bool:
        """Whether the gateway knows now that this phone is on duty."""
        answer = await self._ask("POST", "/patrol/shifts", {"phone": self.id})
        if answer is None or answer.status != 200:
            return False
        self._shift = answer.body["id"]
        self._learn(answer.body["server_time"])
        return True

    async def end_shift(self) -> bool:
        """Whether the gateway knows now that the duty is over."""
        answer = await self._ask("POST", f"/patrol/shifts/{self._shift}/end")
        if answer is None or answer.status != 200:
            return False
        self._shift = ""
        return True

    async def sync(self) -> Json:
        """Say that the phone is there; what the gateway has for it, empty where it does not answer."""
        body = {"phone": self.id, "waiting": self.waiting} | ({"shift": self._shift} if self._shift else {})
        answer = await self._ask("POST", "/patrol/sync", body)
        if answer is None or answer.status != 200:
            return {}
        self._learn(answer.body["server_time"])
        return dict(answer.body)

    async def _ask(self, method: str, path: str, body: Any = None) -> Answer | None:
        """None where there is no network; that it is gone and back is logged once."""
        try:
            answer = await self.line.ask(method, path, body)
        except NoNetwork as error:
            if not self._is_cut_off:
                log.warning("gateway_not_reached", phone=self.id, reason=str(error))
            self._is_cut_off = True
            return None
        if self._is_cut_off:
            log.info("gateway_reached", phone=self.id)
        self._is_cut_off = False
        return answer

    def _learn(self, server_time: str) -> None:
        self._known_offset_s = seconds(server_time) - (self._now() - self._behind_s)

    def _set_aside(self, error: Any) -> None:
        """The gateway will never take one of the batch: `0.time` says that it is the first."""
        field = str(((error or {}).get("error") or {}).get("field") or "")
        at = int(field.partition(".")[0]) if field.partition(".")[0].isdigit() else 0
        self.refused.append(self._queue[at])
        log.warning("scan_refused", phone=self.id, field=field)
        del self._queue[at]


def rfc3339(moment: float) -> str:
    """`2026-01-31T08:00:00.000Z`."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
