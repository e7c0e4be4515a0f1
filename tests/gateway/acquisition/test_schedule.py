"""Who is read next: literals, and simulated lines whose clock the test moves."""

from collections import defaultdict

import pytest

from gateway.acquisition.schedule import Pace, Schedule, backoff_s


def pace(device: str, poll_s: float = 1.0, phase: float = 0.0, timeout_s: float = 1.0) -> Pace:
    return Pace(device=device, poll_s=poll_s, phase=phase, timeout_s=timeout_s)


def half() -> float:
    return 0.5


class Line:
    """A line on which each read takes a given time, or a time-out for the dead."""

    def __init__(self, *paces: Pace, takes_s: float = 0.01, dead: frozenset[str] = frozenset()) -> None:
        self.schedule = Schedule(paces, 0.0, half)
        self.timeout_s = {pace.device: pace.timeout_s for pace in paces}
        self.takes_s = takes_s
        self.dead = set(dead)
        self.now = 0.0
        self.began: dict[str, list[float]] = defaultdict(list)
        self.given_up: list[tuple[float, str]] = []

    def run(self, until: float) -> "Line":
        while (turn := self.schedule.next(self.now)).at < until:
            began = self.now = max(self.now, turn.at)
            self.began[turn.device].append(began)
            if turn.device in self.dead:
                self.now += self.timeout_s[turn.device]
                if self.schedule.failed(turn.device, began, self.now):
                    self.given_up.append((self.now, turn.device))
            else:
                self.now += self.takes_s
                self.schedule.answered(turn.device, self.now)
        return self


def test_a_device_is_read_on_its_grid_however_long_a_read_takes() -> None:
    line = Line(pace("a", phase=0.25), takes_s=0.3).run(until=5)
    assert line.began["a"] == [0.25, 1.25, 2.25, 3.25, 4.25]
    assert line.schedule.skipped == 0


def test_polls_that_could_not_be_made_are_skipped_and_counted_not_caught_up_on() -> None:
    line = Line(pace("a"), takes_s=2.5).run(until=10)
    assert line.began["a"] == [0, 3, 6, 9]
    assert line.schedule.skipped == 8


def test_a_timer_that_fires_early_does_not_read_twice() -> None:
    schedule = Schedule([pace("a", phase=0.3)], 0.0, half)
    first = schedule.next(0.0).at
    schedule.answered("a", first - 0.002)
    assert schedule.next(first).at == pytest.approx(first + 1.0)


def test_a_device_that_is_read_seldom_is_read_once_soon() -> None:
    line = Line(pace("a", poll_s=600, phase=0.5)).run(until=1000)
    assert line.began["a"] == [0.5, 300, 900]


def test_devices_of_a_crowded_line_share_it_fairly() -> None:
    line = Line(*(pace(name) for name in "abcd"), takes_s=0.5).run(until=1000)
    counts = [len(line.began[name]) for name in "abcd"]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == pytest.approx(2000, abs=4)


def test_a_device_is_given_up_after_three_failures_and_asked_less_and_less() -> None:
    line = Line(pace("a", timeout_s=0.5), dead=frozenset("a")).run(until=400)
    assert line.given_up == [(2.5, "a")]
    pauses = [later - earlier for earlier, later in zip(line.began["a"], line.began["a"][1:], strict=False)]
    assert pauses[:2] == [1.0, 1.0]
    assert pauses[2:9] == [0.5 + 0.75 * wait for wait in (1, 2, 4, 8, 16, 32, 60)]
    assert set(pauses[9:]) == {45.5}


def test_a_device_that_comes_back_is_read_at_its_pace_again() -> None:
    line = Line(pace("a", timeout_s=0.5), dead=frozenset("a")).run(until=100)
    line.dead.clear()
    asked = len(line.began["a"])
    line.run(until=200)
    assert len(line.began["a"]) - asked > 50


def test_the_dead_of_a_line_cost_the_healthy_less_than_one_poll_in_a_hundred() -> None:
    paces = [pace(f"d{number}", phase=number / 10) for number in range(10)]
    line = Line(*paces, dead=frozenset({"d3", "d7"})).run(until=4000)
    for number in (0, 1, 5, 9):
        began = [time for time in line.began[f"d{number}"] if time > 100]
        late = [time for time in began if (time - number / 10) % 1.0 > 0.05]
        assert len(began) > 3800
        assert len(late) < 0.01 * len(began)
    assert len(line.began["d3"]) > 10
    assert len(line.began["d7"]) > 10


def test_where_the_healthy_leave_room_the_dead_are_asked_without_delaying_anybody() -> None:
    line = Line(pace("a", poll_s=10), pace("b", poll_s=10, phase=0.5, timeout_s=2), dead=frozenset("b")).run(until=3000)
    asked = [time for time in line.began["a"] if time > 50]
    assert all(time % 10 == 0 for time in asked)
    assert len(line.began["b"]) > 50


def test_a_line_that_is_back_gives_everybody_a_new_chance() -> None:
    line = Line(pace("a"), pace("b", phase=0.5), dead=frozenset("ab")).run(until=300)
    line.dead.clear()
    line.schedule.revive(line.now)
    back = line.now
    line.run(until=back + 10)
    assert min(time - back for time in line.began["a"] if time >= back) <= 1.0
    assert len([time for time in line.began["b"] if time >= back]) >= 9


def test_backoff_doubles_up_to_a_minute_and_is_spread() -> None:
    assert [backoff_s(attempt, 0.0) for attempt in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert backoff_s(1000, 0.0) == 60
    assert backoff_s(3, 1.0) == 4
