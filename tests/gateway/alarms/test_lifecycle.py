"""An alarm's facts, one by one."""

import math

import pytest

from gateway.alarms import lifecycle
from gateway.alarms.lifecycle import Reason
from gateway.alarms.model import Alarm, Condition
from gateway.alarms.view import alarm_json, decode, encode
from tests.gateway.alarms.rig import NOON, transition


def made(*, latched: bool = False, value: float = 12.5) -> Alarm:
    return lifecycle.raise_(transition(latched=latched, value=value), alarm_id="A", site="s")


def test_a_new_alarm_is_active_unseen_and_open() -> None:
    alarm = made()
    assert (alarm.condition, alarm.acknowledged, alarm.suppression.value) == (Condition.ACTIVE, False, "none")
    assert (alarm.raised_at, alarm.value, alarm.limit, alarm.open) == (NOON, 12.5, 154.0, True)


def test_a_value_that_is_none_is_none() -> None:
    assert made(value=math.nan).value is None


def test_a_return_leaves_the_acknowledgement_to_be_done() -> None:
    returned = lifecycle.return_(made(), NOON + 5).alarm
    assert (returned.condition, returned.returned_at, returned.open) == (Condition.RETURNED, NOON + 5, True)
    seen = lifecycle.acknowledge(returned, "wang", NOON + 9).alarm
    assert (seen.open, seen.acknowledged_by, seen.acknowledged_at) == (False, "wang", NOON + 9)


def test_an_acknowledgement_leaves_the_condition() -> None:
    seen = lifecycle.acknowledge(made(), "wang", NOON + 1).alarm
    assert (seen.active, seen.open) == (True, True)
    assert lifecycle.return_(seen, NOON + 2).alarm.open is False


def test_the_first_of_two_who_acknowledge_counts() -> None:
    first = lifecycle.acknowledge(made(), "wang", NOON + 1).alarm
    second = lifecycle.acknowledge(first, "li", NOON + 2)
    assert (second.reason, second.alarm) == (Reason.ALREADY_ACKNOWLEDGED, first)


def test_an_end_is_never_before_its_beginning() -> None:
    assert lifecycle.return_(made(), NOON - 60).alarm.returned_at == NOON


def test_a_returned_alarm_does_not_return_again() -> None:
    returned = lifecycle.return_(made(), NOON + 5).alarm
    assert lifecycle.return_(returned, NOON + 6).reason is Reason.ALREADY_RETURNED


@pytest.mark.parametrize(
    ("who", "after_s", "reason"),
    [
        ("wang", 10.0, Reason.DONE),
        ("wang", 10.1, Reason.TOO_LATE),
        ("li", 1.0, Reason.NOT_YOURS),
    ],
)
def test_an_acknowledgement_is_taken_back_soon_and_by_its_giver(who: str, after_s: float, reason: Reason) -> None:
    seen = lifecycle.acknowledge(made(), "wang", NOON).alarm
    decision = lifecycle.unacknowledge(seen, who, NOON + after_s)
    assert decision.reason is reason
    assert decision.alarm.acknowledged is (reason is not Reason.DONE)


def test_nothing_is_taken_back_that_was_not_given() -> None:
    assert lifecycle.unacknowledge(made(), "wang", NOON).reason is Reason.NOT_ACKNOWLEDGED


def test_a_latched_alarm_stays_until_it_is_reset() -> None:
    alarm = lifecycle.acknowledge(made(latched=True), "wang", NOON + 1).alarm
    assert lifecycle.reset(alarm, "wang", NOON + 2).reason is Reason.STILL_ACTIVE
    returned = lifecycle.return_(alarm, NOON + 3).alarm
    assert returned.open
    reset = lifecycle.reset(returned, "wang", NOON + 4)
    assert (reset.reason, reset.alarm.open, reset.alarm.reset_by) == (Reason.DONE, False, "wang")
    assert lifecycle.reset(reset.alarm, "li", NOON + 5).reason is Reason.ALREADY_RESET


def test_what_is_not_latched_is_not_reset() -> None:
    assert lifecycle.reset(made(), "wang", NOON).reason is Reason.NOT_LATCHED


def test_the_journal_gives_back_what_it_got() -> None:
    alarm = lifecycle.acknowledge(made(latched=True), "wang", NOON + 1).alarm
    assert decode(encode(alarm)) == alarm


def test_the_names_of_the_http_face() -> None:
    shown = alarm_json(made())
    contract = (
        "id device point rule priority kind condition acknowledged suppression raised_at returned_at"
        " acknowledged_at acknowledged_by value limit message ticket"
    )
    assert set(contract.split()) <= shown.keys()
    assert shown["raised_at"] == "2025-06-15T15:06:40.000Z"
    assert shown["message"] == {"zh": "缺相 12.5 V", "en": "Phase lost: 12.5 V"}
