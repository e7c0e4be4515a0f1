"""Who hears of what, and when it is tried again."""

import pytest

from gateway.notify import retry
from gateway.notify.channel import Channel, listening

ALL = frozenset({"ticket_opened", "ticket_assigned", "ticket_breached", "alarm_raised"})
DUTY = Channel(name="duty", url="json://a", events=ALL)
GRAVE = Channel(name="grave", url="json://b", events=ALL, priority=1)
WATER = Channel(name="water", url="json://c", events=frozenset({"ticket_opened"}), trades=frozenset({"plumbing"}))


@pytest.mark.parametrize(
    ("events", "priority", "trade", "heard_by"),
    [
        ({"ticket_opened"}, 1, "plumbing", ("duty", "grave", "water")),
        ({"ticket_opened"}, 2, "plumbing", ("duty", "water")),
        ({"ticket_opened"}, 1, "electrical", ("duty", "grave")),
        ({"ticket_breached"}, 3, "plumbing", ("duty",)),
        ({"ticket_opened", "ticket_assigned"}, 4, "plumbing", ("duty", "water")),
        ({"something_else"}, 1, "plumbing", ()),
    ],
)
def test_who_listens(events: set[str], priority: int, trade: str, heard_by: tuple[str, ...]) -> None:
    assert listening([DUTY, GRAVE, WATER], events=frozenset(events), priority=priority, trade=trade) == heard_by


def test_a_channels_secrets_are_not_shown() -> None:
    assert "json://a" not in repr(DUTY)


def test_the_waits_grow_to_a_bound_and_end() -> None:
    waits = [retry.wait_s(attempts, 0.5) for attempts in range(1, retry.MOST_ATTEMPTS)]
    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert waits[-1] == retry.LONGEST_S
    assert retry.wait_s(retry.MOST_ATTEMPTS, 0.5) is None


def test_messages_that_failed_together_are_tried_apart() -> None:
    assert (retry.wait_s(1, 0.0), retry.wait_s(1, 1.0)) == (3.75, 6.25)
