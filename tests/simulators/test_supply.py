"""Who is without supply, and how it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.supply import Feeding, Supply, unfed_fault
from tests.simulators.specimens import EVENING, PROFILES, device

FEEDS = {
    "board": ("transformer",),
    "generator": ("board",),
    "lift": ("board/feeder_1_breaker",),
    "lamps": ("board/feeder_2_breaker",),
    "riser": ("board/feeder_2_breaker",),
    "flat": ("riser",),
    "pumps": ("board/feeder_2_breaker", "generator"),
}
SUPPLY = Supply(FEEDS, own_source=["generator"])


@pytest.mark.parametrize(
    ("cuts", "unfed"),
    [
        ({}, set()),
        ({"board": {"feeder_2_breaker"}}, {"lamps", "riser", "flat"}),
        ({"board": {"feeder_1_breaker"}}, {"lift"}),
        ({"board": {"device"}}, {"generator", "lift", "lamps", "riser", "flat"}),
        ({"transformer": {"device"}}, {"board", "generator", "lift", "lamps", "riser", "flat"}),
        ({"transformer": {"device"}, "generator": {"device"}}, set(FEEDS)),
        ({"generator": {"device"}}, set()),
        ({"riser": {"device"}}, {"flat"}),
        ({"nobody": {"device"}}, set()),
    ],
)
def test_who_is_without_supply(cuts: dict[str, set[str]], unfed: set[str]) -> None:
    assert SUPPLY.unfed(cuts) == unfed


def test_the_feeders_are_those_on_which_others_hang() -> None:
    assert SUPPLY.feeders == {"transformer", "board", "riser", "generator"}


def test_a_generator_without_a_feed_misses_what_it_stands_in_for() -> None:
    feeds = {"board": ("transformer",), "pumps": ("board/feeder_4_breaker", "generator"), "lamps": ("board",)}
    supply = Supply(feeds, own_source=["generator"])
    assert supply.unfed({"board": {"feeder_4_breaker"}}) == {"generator"}
    assert supply.unfed({"transformer": {"device"}}) == {"board", "lamps", "generator"}
    assert supply.unfed({"board": {"device"}, "generator": {"device"}}) == {"lamps", "pumps", "generator"}
    assert supply.unfed({"board": {"feeder_1_breaker"}}) == set()


NAMES = st.sampled_from("abcdef")
GRAPHS = st.dictionaries(NAMES, st.lists(NAMES, max_size=3).map(tuple))


@given(GRAPHS, st.sets(NAMES), st.sets(NAMES))
def test_more_cuts_never_light_anybody(feeds: dict[str, tuple[str, ...]], some: set[str], more: set[str]) -> None:
    supply = Supply(feeds)
    fewer = supply.unfed({name: {"device"} for name in some})
    all_of_them = supply.unfed({name: {"device"} for name in some | more})
    assert fewer <= all_of_them
    assert {name for name, fed_by in feeds.items() if fed_by and set(fed_by) <= some} <= fewer


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("pump_room", "power_loss"), ("switchgear", "supply_loss"), ("generator", "mains_loss"),
        ("elevator", "power_loss"), ("intrusion", "mains_loss"), ("fire_panel", "mains_fault"),
        ("lighting", "silent"), ("recorder", "silent"), ("environment", None), ("access_door", None),
    ],
)  # fmt: skip
def test_how_a_kind_plays_that_its_supply_is_lost(kind: str, fault: str | None) -> None:
    assert unfed_fault(PROFILES[kind]) == fault


def test_a_tripped_feeder_takes_along_what_hangs_on_it_and_gives_it_back() -> None:
    board, lamps, pumps = device("switchgear", "board"), device("lighting", "lamps"), device("pump_room", "pumps")
    feeding = Feeding([board, lamps, pumps], {"lamps": ["board/feeder_2_breaker"], "pumps": ["board"]})
    board.inject("feeder_trip", until_s=None)
    feeding.look()
    assert (lamps.wire_fault, lamps.faults, pumps.faults) == ("silent", ("silent",), ())
    board.inject("supply_loss", until_s=None)
    feeding.look()
    assert pumps.faults == ("power_loss",)
    assert pumps.model.faults == {"power_loss"}
    board.inject("clear", until_s=None)
    feeding.look()
    assert (lamps.wire_fault, pumps.faults, pumps.model.faults) == (None, (), set())


def test_a_fault_of_its_own_outlasts_the_lost_supply() -> None:
    board, pumps = device("switchgear", "board"), device("pump_room", "pumps")
    feeding = Feeding([board, pumps], {"pumps": ["board"]})
    pumps.inject("power_loss", until_s=None)
    board.inject("supply_loss", until_s=5.0)
    feeding.look()
    board.step(1.0, EVENING, clock_s=6.0)
    feeding.look()
    assert pumps.model.faults == {"power_loss"}
    pumps.inject("clear", until_s=None)
    assert pumps.model.faults == set()
