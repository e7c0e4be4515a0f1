"""Where people outside are told, and who is told what."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way to people outside, by its name in the site file.

    url       apprise's; it holds secrets, so it is neither stored nor logged, and looked up when a message is sent
    events    what it hears of
    priority  at least this grave: 1 only what is critical, 4 everything
    trades    of these trades only; none given: of all
    """

    name: str
    url: str = field(repr=False)
    events: frozenset[str]
    priority: int = 4
    trades: frozenset[str] = frozenset()


def listening(channels: Iterable[Channel], *, events: frozenset[str], priority: int, trade: str) -> tuple[str, ...]:
    """The names of the channels that hear of something that is all of `events` at once: one message each."""
    return tuple(
        channel.name
        for channel in channels
        if channel.events & events and priority <= channel.priority and (not channel.trades or trade in channel.trades)
    )
