"""What is cut off, and what is held back for it: decided from values alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.alarms.causes import FOLD_LINE_S, FOLD_S, SETTLE_S, Causes, Feed, Feeds
from gateway.alarms.changes import Change
from gateway.alarms.consequences import Consequences
from gateway.alarms.intake import take_in
from gateway.alarms.lifecycle import return_
from gateway.alarms.model import Action, Alarm
from gateway.alarms.register import Register
from gateway.ids import IdMaker
from rules.model import CutsOff, Transition
from tests.gateway.alarms.rig import NOON, transition

SITE = Feeds(
    supply={
        "board": [Feed(device="mains")],
        "pump": [Feed(device="board", point="feeder_1")],
        "lift": [Feed(device="board", point="feeder_1"), Feed(device="spare")],
        "fan": [Feed(device="board")],
    },
    lines={"pump": "connection:plc", "lift": "connection:plc", "camera": "connection:bus", "reader": "connection:bus"},
)


def event(
    device: str,
    *,
    at: float = NOON,
    cuts: CutsOff | None = None,
    point: str = "x",
    kind: str = "power",
    rule: str = "trouble",
    active: bool = True,
    held_back: bool = True,
) -> Transition:
    one = transition(rule, device=device, at=at, kind=kind, active=active)
    return replace(one, point=point, alert=replace(one.alert, cuts_off=cuts, held_back=held_back))


class House:
    """Alarms in memory only: what the service does, without disk and database."""

    def __init__(self, feeds: Feeds = SITE) -> None:
        self.register = Register()
        self.make = IdMaker()
        self.elapsed = 0.0
        self.follower = Consequences(feeds=feeds, register=self.register, make_id=lambda: self.make.make(NOON))
        self.every: dict[str, Alarm] = {}
        self.words: list[tuple[str, str]] = []

    def tell(self, *events: Transition) -> None:
        self.take(take_in(events, active=self.register.active, site="s", make_id=lambda: self.make.make(NOON)))

    def take(self, changes: Sequence[Change]) -> None:
        found = self.follower.follow(changes, now=NOON + self.elapsed, elapsed=self.elapsed)
        for change in found.changes:
            before = self.register.find(change.alarm.id)
            if change.action in (Action.HELD, Action.RELEASED):
                assert before is not None
                assert (before.held, before.cause) != (change.alarm.held, change.alarm.cause)
        for alarm in [*(change.alarm for change in found.changes), *found.causes]:
            self.register.put([alarm], NOON)
            self.every[alarm.id] = alarm
        self.words += [(change.alarm.device, change.action.value) for change in found.changes]

    def wait(self, seconds: float) -> None:
        self.elapsed += seconds
        self.take([])

    def of(self, device: str, rule: str = "trouble") -> Alarm:
        """The latest alarm of a device."""
        return [alarm for alarm in self.every.values() if (alarm.device, alarm.rule) == (device, rule)][-1]


FEEDER = event("board", cuts="point", point="feeder_1")
MAINS = event("mains", cuts="device")


@pytest.mark.parametrize(
    ("cutting", "device", "cut"),
    [
        (FEEDER, "pump", True),
        (FEEDER, "fan", False),
        (FEEDER, "board", False),
        (FEEDER, "lift", False),
        (event("board", cuts="point", point="feeder_2"), "pump", False),
        (event("board", cuts="device"), "pump", True),
        (event("board", cuts="device"), "fan", True),
        (MAINS, "board", True),
        (MAINS, "pump", True),
        (MAINS, "camera", False),
        (event("board"), "pump", False),
    ],
)
def test_who_is_without_supply(cutting: Transition, device: str, cut: bool) -> None:
    house = House()
    house.tell(cutting, event(device, at=NOON + 1, rule="other"))
    assert house.of(device, "other").held is cut


def test_two_feeds_are_lost_when_both_are() -> None:
    house = House()
    house.tell(FEEDER, event("spare", cuts="device", at=NOON + 5))
    house.tell(event("lift", at=NOON + 6))
    assert house.of("lift").cause == house.of("spare").id


def test_what_makes_its_own_supply_is_lost_by_its_own_alarms_only() -> None:
    feeds = Feeds(
        supply={"set": [Feed(device="mains")], "vital": [Feed(device="mains"), Feed(device="set")]},
        sources=frozenset({"set"}),
    )
    house = House(feeds)
    house.tell(event("mains", cuts="device"), event("vital", rule="dark"), event("set", rule="no_mains"))
    assert (house.of("vital", "dark").held, house.of("set", "no_mains").held) == (False, True)
    house.tell(event("set", cuts="device", rule="does_not_start", held_back=False))
    assert house.of("vital", "dark").held


def test_devices_of_a_line_that_time_out_one_after_the_other_are_folded_all() -> None:
    house = House()
    house.tell(event("camera", at=NOON - FOLD_LINE_S + 1, kind="communication"))
    house.tell(event("connection:bus", cuts="device", kind="communication"))
    assert house.of("camera").held


def test_the_topmost_cause_is_named_and_counts() -> None:
    house = House()
    house.tell(event("pump", at=NOON), event("board", cuts="device", at=NOON), event("fan", at=NOON))
    house.tell(event("mains", cuts="device", at=NOON + 2))
    root = house.of("mains")
    assert {house.of(device).cause for device in ("board", "pump", "fan")} == {root.id}
    assert (root.consequence_alarms, set(root.consequence_devices)) == (3, {"board", "pump", "fan"})
    assert (house.of("board").consequence_alarms, house.of("board").consequence_devices) == (0, ())


@pytest.mark.parametrize(("kind", "held_back"), [("fire", True), ("leak", False)])
def test_a_fire_is_never_held_back(kind: str, held_back: bool) -> None:
    house = House()
    house.tell(MAINS, event("pump", kind=kind, held_back=held_back, at=NOON + 1))
    house.tell(event("fan", kind=kind, held_back=held_back, at=NOON - 1), event("board", cuts="device"))
    assert not house.of("pump").held
    assert not house.of("fan").held


def test_what_began_long_before_is_no_consequence() -> None:
    house = House()
    house.tell(event("pump", at=NOON - FOLD_S - 1), event("fan", at=NOON - FOLD_S + 1))
    house.tell(MAINS)
    assert (house.of("pump").held, house.of("fan").held) == (False, True)


def test_a_consequence_comes_forward_when_it_outlasts_its_cause() -> None:
    house = House()
    house.tell(MAINS, event("pump"), event("fan"))
    house.tell(event("mains", cuts="device", active=False, at=NOON + 9))
    house.wait(SETTLE_S - 1)
    house.tell(event("fan", active=False, at=NOON + 10), event("pump", rule="late", at=NOON + 20))
    assert house.of("pump", "late").held
    house.wait(1)
    stays, late, over = house.of("pump"), house.of("pump", "late"), house.of("fan")
    assert [(one.held, one.open, one.cause) for one in (stays, late)] == [(False, True, house.of("mains").id)] * 2
    assert (over.held, over.open) == (True, False)
    assert house.words[-2:] == [("pump", "released")] * 2
    assert house.follower.due is None


def test_a_cause_that_was_a_consequence_takes_over() -> None:
    house = House()
    house.tell(MAINS, event("board", cuts="device", at=NOON + 1), event("pump", at=NOON + 2))
    house.tell(event("mains", cuts="device", active=False, at=NOON + 9))
    house.wait(SETTLE_S)
    assert (house.of("board").held, house.of("pump").cause) == (False, house.of("board").id)
    assert house.of("mains").consequence_alarms == 1
    assert house.of("board").consequence_devices == ("pump",)


def test_a_cause_that_comes_again_takes_its_consequences_back() -> None:
    house = House()
    house.tell(MAINS, event("pump"))
    house.tell(event("mains", cuts="device", active=False, at=NOON + 3))
    house.tell(event("mains", cuts="device", at=NOON + 4))
    house.wait(SETTLE_S)
    assert (house.of("pump").held, house.of("pump").cause) == (True, house.of("mains").id)


def test_a_latched_consequence_is_done_with_when_it_returns() -> None:
    house = House()
    house.tell(MAINS, event("pump"))
    alarm = replace(house.of("pump"), latched=True)
    assert alarm.open
    assert not return_(alarm, NOON + 1).alarm.open


def test_a_lost_line_holds_back_what_is_about_communication_and_nothing_else() -> None:
    house = House()
    house.tell(event("connection:plc", cuts="device", kind="communication"), event("pump"))
    house.tell(event("lift", at=NOON + 3, kind="communication"))
    assert house.of("lift").cause == house.of("connection:plc").id
    assert not house.of("pump").held


def test_a_line_is_lost_with_its_devices_when_all_of_them_are_without_supply() -> None:
    feeds = Feeds(supply={"camera": [Feed(device="board")], "reader": [Feed(device="board")]}, lines=SITE.lines)
    house = House(feeds)
    house.tell(event("board", cuts="device"))
    house.tell(event("connection:bus", cuts="device", kind="communication", at=NOON + 2))
    house.tell(event("camera", kind="communication", at=NOON + 5))
    root = house.of("board").id
    assert (house.of("connection:bus").cause, house.of("camera").cause) == (root, root)


def test_after_a_start_what_is_held_without_its_cause_comes_forward() -> None:
    house = House()
    house.tell(MAINS, event("pump"))
    again = House()
    again.register.put([house.of("pump")], NOON)
    again.follower.start(0.0)
    again.wait(SETTLE_S - 1)
    assert again.words == []
    again.wait(1)
    assert again.words == [("pump", "released")]


def test_after_a_start_with_the_cause_open_nothing_moves() -> None:
    house = House()
    house.tell(MAINS, event("pump"))
    again = House()
    again.register.put(house.register.actives(), NOON)
    again.follower.start(0.0)
    again.wait(10 * SETTLE_S)
    again.tell(event("fan", at=NOON + 60))
    assert again.words == [("fan", "raised")]
    assert again.of("fan").cause == house.of("mains").id
    assert again.of("mains").consequence_devices == ("pump", "fan")


def test_many_consequences_in_one_pass() -> None:
    devices = [f"d{n}" for n in range(400)]
    house = House(Feeds(supply={device: [Feed(device="mains")] for device in devices}))
    house.tell(*(event(device) for device in devices[:200]), MAINS, *(event(device) for device in devices[200:]))
    assert (house.of("mains").consequence_alarms, len(house.of("mains").consequence_devices)) == (400, 400)
    assert [word for _, word in house.words] == ["raised"] * 401


@dataclass(frozen=True)
class Step:
    device: int
    cuts: bool
    active: bool
    wait_s: float


NAMES = [f"d{n}" for n in range(8)]
STEPS = st.lists(
    st.builds(
        Step, device=st.integers(0, 7), cuts=st.booleans(), active=st.booleans(), wait_s=st.sampled_from([0, 1, 16, 40])
    ),
    max_size=40,
)


@st.composite
def graphs(draw: st.DrawFn) -> Feeds:
    """Each device is fed by some of those before it."""
    supply = {
        name: [Feed(device=NAMES[feeder]) for feeder in draw(st.sets(st.integers(0, at - 1), max_size=2))]
        for at, name in enumerate(NAMES)
        if at
    }
    return Feeds(supply=supply)


def live(house: House, steps: Sequence[Step]) -> None:
    for step in steps:
        rule = "cut" if step.cuts else "plain"
        cuts: CutsOff | None = "device" if step.cuts else None
        house.wait(step.wait_s)
        house.tell(event(NAMES[step.device], rule=rule, cuts=cuts, active=step.active, at=NOON + house.elapsed))


@settings(max_examples=150, deadline=None)
@given(graphs(), STEPS)
def test_nothing_is_held_back_without_a_cause_that_calls(feeds: Feeds, steps: Sequence[Step]) -> None:
    house = House(feeds)
    live(house, steps)
    house.wait(SETTLE_S)
    active = {alarm.id: alarm for alarm in house.register.actives()}
    for alarm in active.values():
        if alarm.held:
            assert alarm.cause in active
            assert not active[alarm.cause].held
    cut = Causes(feeds, [alarm for alarm in active.values() if alarm.cuts_off])
    assert {alarm.id for alarm in active.values() if alarm.held} <= {a.id for a in active.values() if cut.of(a)}


@settings(max_examples=150, deadline=None)
@given(graphs(), STEPS)
def test_the_numbers_of_a_cause_are_those_of_its_consequences(feeds: Feeds, steps: Sequence[Step]) -> None:
    house = House(feeds)
    live(house, steps)
    for root in house.register.actives():
        own = [alarm for alarm in house.every.values() if alarm.cause == root.id]
        assert root.consequence_alarms == len(own)
        assert set(root.consequence_devices) >= {alarm.device for alarm in own if alarm.active}


@settings(max_examples=150, deadline=None)
@given(graphs(), st.sets(st.tuples(st.integers(0, 7), st.booleans()), max_size=10), st.randoms())
def test_the_order_does_not_matter_within_the_window(
    feeds: Feeds, alarms: set[tuple[int, bool]], random: object
) -> None:
    """However a storm arrives: the same alarms are held back."""
    steps = [Step(device=device, cuts=cuts, active=True, wait_s=1) for device, cuts in sorted(alarms)]
    found: list[Mapping[tuple[str, str], bool]] = []
    for _ in range(2):
        house = House(feeds)
        live(house, steps)
        found.append({alarm.key: alarm.held for alarm in house.register.actives()})
        random.shuffle(steps)  # type: ignore[attr-defined]
    assert found[0] == found[1]


def test_words_of_a_fold() -> None:
    house = House()
    house.tell(event("pump"))
    house.tell(MAINS)
    assert house.words == [("pump", Action.RAISED), ("mains", Action.RAISED), ("pump", Action.HELD)]
