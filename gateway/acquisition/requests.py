"""What people ask of a device between two polls: a bounded row, done by the task that owns the connection."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog

from drivers.errors import ConnectionFailed, DriverError
from gateway.errors import Unavailable

log = structlog.get_logger(__name__)

MOST_REQUESTS = 32
REQUEST_TIMEOUT_S = 60.0

Work = Callable[[], Awaitable[Any]]


@dataclass(slots=True)
class _Request:
    work: Work
    done: "asyncio.Future[Any]"


class Requests:
    """The requests of one connection. One more than MOST_REQUESTS is refused."""

    def __init__(self, connection: str) -> None:
        self._connection = connection
        self._waiting: deque[_Request] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    async def ask(self, work: Work, on_added: Callable[[], None]) -> Any:
        """What `work` returns, or raises; Unavailable where the line does not come to it."""
        if len(self._waiting) >= MOST_REQUESTS:
            raise Unavailable(f"{MOST_REQUESTS} requests wait for the connection '{self._connection}'", code="device")
        request = _Request(work, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        on_added()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                return await request.done
        except TimeoutError as error:
            message = f"the connection '{self._connection}' did not come to it in time"
            raise Unavailable(message, code="device") from error

    async def do_all(self) -> None:
        """In order; ConnectionFailed, which its asker gets too, ends it."""
        while self._waiting:
            request = self._waiting.popleft()
            if request.done.done():
                continue  # whoever asked has given up: what comes too late may do harm
            try:
                async with asyncio.timeout(REQUEST_TIMEOUT_S):
                    answer = await request.work()
            except ConnectionFailed as error:
                _settle(request, error)
                raise
            except (DriverError, TimeoutError) as error:
                _settle(request, error)
            except Exception as error:
                log.exception("a request to a device failed", connection=self._connection)
                _settle(request, error)
            else:
                _settle(request, answer)

    def refuse_all(self) -> None:
        """The connection broke."""
        while self._waiting:
            message = f"the connection '{self._connection}' broke"
            _settle(self._waiting.popleft(), Unavailable(message, code="device"))


def _settle(request: _Request, answer: Any) -> None:
    if request.done.done():  # whoever asked has given up
        return
    if isinstance(answer, Exception):
        request.done.set_exception(answer)
    else:
        request.done.set_result(answer)
