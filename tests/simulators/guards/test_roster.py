"""Nobody walks two rounds at once, and no round is walked by two."""

from dataclasses import replace

from simulators.guards.roster import Roster
from tests.simulators.guards.rounds import START, a_round


def test_a_round_is_one_guards_and_a_guard_is_on_one_round() -> None:
    roster, first = Roster(), a_round()
    second = replace(first, id="night-2", starts_at=START + 60)
    later = replace(first, id="night-3", starts_at=START + 7200)
    assert roster.claim(first, "li", START)
    roster.keep_busy("li", START + 900)
    assert not roster.claim(first, "li", START + 1800), "once is enough"
    assert not roster.claim(first, "zhao", START)
    assert not roster.claim(second, "li", START + 60), "still on the way"
    assert roster.claim(second, "zhao", START + 60)
    assert roster.claim(later, "li", START + 7200)


def test_what_is_over_is_forgotten() -> None:
    roster, first = Roster(), a_round()
    assert roster.claim(first, "li", START)
    roster.forget({first.id})
    assert not roster.claim(first, "zhao", START)
    roster.forget(set())
    assert roster.claim(first, "zhao", START)


def test_a_round_is_for_whom_it_names() -> None:
    anybody = a_round()
    assert anybody.is_for("li", "guard")
    assert not anybody.is_for("sun", "engineer")
    assert replace(anybody, is_inspection=True).is_for("sun", "engineer")
    assert not replace(anybody, guard="zhao").is_for("li", "guard")
    assert replace(anybody, team=("li", "zhao")).is_for("li", "guard")
