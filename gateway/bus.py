"""The fan-out at the side: screens and notifications learn here what has happened.

Nothing that must not be lost travels by the bus alone. Handlers are called at once, in the order in which they
subscribed, and must return quickly; one that fails is logged and does not stop the others.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import structlog

Event = TypeVar("Event")
log = structlog.get_logger(__name__)


class Bus:
    """Handlers by the type of event."""

    def __init__(self) -> None:
        self._handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)

    def subscribe(self, event: type[Event], handler: Callable[[Event], None]) -> None:
        """Call `handler` with every event of exactly this type."""
        self._handlers[event].append(handler)

    def publish(self, event: object) -> None:
        """Tell every handler of this type."""
        for handler in self._handlers[type(event)]:
            try:
                handler(event)
            except Exception:
                log.exception("a listener on the bus failed", listens_to=type(event).__name__)
