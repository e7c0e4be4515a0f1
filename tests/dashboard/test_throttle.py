"""How long somebody who guesses must wait."""

from dashboard.throttle import FORGET_S, LONGEST_WAIT_S, MOST_KEPT, Throttle
from tests.dashboard.web_house import HandClock


def test_a_few_slips_cost_nothing_then_the_wait_doubles_up_to_a_minute() -> None:
    throttle, waits = Throttle(HandClock(), free=2), []
    for _ in range(11):
        throttle.failed("li")
        waits.append(throttle.wait_s("li"))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, LONGEST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_S]
    assert throttle.wait_s("wang") == 0


def test_the_wait_passes_and_success_forgets() -> None:
    clock = HandClock()
    throttle = Throttle(clock, free=0)
    throttle.failed("li")
    clock.time += 0.25
    assert throttle.wait_s("li") == 0.75
    clock.time += 0.75
    assert throttle.wait_s("li") == 0
    throttle.succeeded("li")
    throttle.failed("li")
    assert throttle.wait_s("li") == 1


def test_failures_of_long_ago_do_not_count() -> None:
    clock = HandClock()
    throttle = Throttle(clock, free=1)
    throttle.failed("li")
    clock.time += FORGET_S + 1
    throttle.failed("li")
    assert throttle.wait_s("li") == 0


def test_a_thousand_failures_are_no_arithmetic_error_and_memory_is_bounded() -> None:
    throttle = Throttle(HandClock(), free=0)
    for _ in range(2000):
        throttle.failed("li")
    assert throttle.wait_s("li") == LONGEST_WAIT_S
    for number in range(MOST_KEPT):
        throttle.failed(str(number))
    assert throttle.wait_s("li") == 0
