"""What a look at the programme changes: rounds that have begun stay, those to come follow the programme."""

from dataclasses import replace

from gateway.patrol.keeping.planned import changes, route_of
from gateway.patrol.model import Order, Round, Stop

DAY = 86_400.0
NOW = 10 * DAY
WIDE = {"since": NOW - DAY, "until": NOW + DAY}


def round_(number: int, start: float, route: str = "night") -> Round:
    stop = Stop(checkpoint="a", opens_at=start - 60, due_at=start, closes_at=start + 60)
    return Round(id=f"{route}-19700111-{number:02}", route=route, starts_at=start, stops=(stop,), order=Order.FIXED,
                 sync_s=60.0)  # fmt: skip


def known(*rounds: Round) -> dict[str, Round]:
    return {each.id: each for each in rounds}


PAST, LATER = round_(1, NOW - 3600), round_(2, NOW + 3600)


def test_a_site_that_is_new_begins_now() -> None:
    assert changes({}, [PAST, LATER], NOW, is_all=True, **WIDE) == ((LATER,), ())


def test_a_route_that_is_new_begins_with_the_next_round_to_start() -> None:
    """Also where its first stop is open already: it can still be walked in time. Nobody is blamed for one that runs."""
    other = [round_(1, NOW - 60, "day"), round_(2, NOW - 1, "day"), round_(3, NOW + 30, "day")]
    assert other[2].opens_at < NOW
    assert changes(known(PAST, LATER), [PAST, LATER, *other], NOW, is_all=True, **WIDE) == ((other[2],), ())


def test_nothing_is_made_twice() -> None:
    assert changes(known(PAST, LATER), [PAST, LATER], NOW, is_all=True, **WIDE) == ((), ())


def test_rounds_of_a_standstill_are_made_afterwards() -> None:
    """The last one that was planned was long ago; what came after it was due, and nobody has seen to it."""
    old = round_(1, NOW - 20 * 3600)
    since = [round_(number, NOW - (10 - number) * 3600) for number in (2, 3)]
    assert changes(known(old), [old, *since, LATER], NOW, is_all=True, **WIDE)[0] == (*since, LATER)


def test_what_the_programme_has_changed_to_come() -> None:
    moved = replace(LATER, starts_at=NOW + 7200, stops=round_(2, NOW + 7200).stops)
    assert changes(known(PAST, LATER), [moved], NOW, is_all=True, **WIDE) == ((moved,), ())


def test_what_will_not_be() -> None:
    far = round_(9, NOW + 3 * DAY)
    assert changes(known(PAST, LATER, far), [], NOW, is_all=True, **WIDE) == ((), (LATER.id,))


def test_a_round_that_has_begun_stays_as_it_was() -> None:
    assert changes(known(PAST), [replace(PAST, guard="li")], NOW, is_all=True, **WIDE) == ((), ())


def test_a_name_that_is_taken_by_one_that_has_begun() -> None:
    """There were more rounds a day before; the first of the new ones has the number of one that is over."""
    begun = [round_(number, NOW - (4 - number) * 3600) for number in (1, 2, 3)]
    wanted = round_(1, NOW + 3600)
    made, gone = changes(known(*begun), [wanted], NOW, is_all=True, **WIDE)
    assert (made, gone) == ((replace(wanted, id="night-19700111-01-2"),), ())
    assert changes(known(*begun, *made), [wanted], NOW, is_all=True, **WIDE) == ((), ())
    assert route_of(made[0].id) == route_of(wanted.id) == "night"


def test_what_is_not_known_is_taken_as_worked_out() -> None:
    assert changes({}, [PAST, LATER], NOW, is_all=False, **WIDE) == ((PAST, LATER), ())


def test_the_route_of_a_round() -> None:
    assert [route_of(each) for each in ("b1-night-20260401-12", "b1-20260401-1234", "gate", "")] == [
        "b1-night",
        "b1",
        "",
        "",
    ]
