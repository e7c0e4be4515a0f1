"""Sends one message over one channel, by apprise, in a thread of its own.

SendError    the channel did not take it; the text says why, without the channel's address
"""

import asyncio
import logging
import re
import threading
from typing import Any

# apprise gives a server this long to answer, unless the channel's URL says otherwise.
ANSWER_S = 8.0
# A thread can't be stopped; past this nobody waits for it any more.
MOST_S = 40.0
_STATUS = re.compile(r"error=(\d{3})")


class SendError(Exception):
    """Not sent, as far as is known."""


async def send(url: str, subject: str, body: str) -> None:
    """Returns when the channel has taken the message; SendError otherwise."""
    try:
        async with asyncio.timeout(MOST_S):
            await asyncio.to_thread(_send, url, subject, body)
    except TimeoutError as error:
        raise SendError(f"the channel did not answer for {MOST_S:.0f} s") from error


def _send(url: str, subject: str, body: str) -> None:
    try:
        _send_by_apprise(url, subject, body)
    except SendError:
        raise
    except Exception as error:
        # A hundred channels of other people's making: whatever fails in one is a message not sent, and no more. What
        # the error says may hold the URL.
        raise SendError(f"the channel failed with {type(error).__name__}") from error


def _send_by_apprise(url: str, subject: str, body: str) -> None:
    import apprise  # here, because it is large and most sites have no channel

    asset = apprise.AppriseAsset(app_id="Gatehouse", app_desc="Gatehouse", async_mode=False)
    target: Any = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if target is None:
        raise SendError("the channel's URL is not one that apprise understands")
    if "rto=" not in url:
        target.socket_read_timeout = ANSWER_S
    with _Overheard() as overheard:
        sent = target.notify(title=subject, body=body)
    if not sent:
        raise SendError(overheard.reason)


class _Overheard(logging.Handler):
    """What apprise logs while this thread sends: only the status is kept, since the rest may hold secrets."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._thread_id = threading.get_ident()
        self._logger = logging.getLogger("apprise")
        self.reason = "the channel could not be reached"

    def __enter__(self) -> "_Overheard":
        self._logger.propagate = False
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread_id and (found := _STATUS.search(record.getMessage())):
            self.reason = f"the channel answered {found[1]}"
