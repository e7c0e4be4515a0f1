"""What the gates know, on a real database: the newest at once, nothing twice, and on while the database is away."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from gateway.errors import Unavailable
from gateway.gates.judging.policy import decide
from gateway.gates.model import Decision, Holder, Passage, Reason
from gateway.gates.registry import keeping
from gateway.gates.registry.effects import Effects, effects_of
from gateway.gates.registry.state import State
from tests.gateway.eventually import until
from tests.gateway.gates.known import CAR, DAY, HOUR, IN, NOON, OTHER, a_pass, asked, blocked, session, vehicle
from tests.gateway.gates.office import AWAY, SITE, HandClock, Office, open_office

STAY = session(CAR, entered_at=NOON, reason=Reason.VISITOR_PASS)
LEFT = replace(STAY, left_at=NOON + HOUR, exit_gate="south-out", exit_passage="p-2", fee=1500)


def come(office: Office, passage: str = "passage-1") -> Effects:
    """The visitor comes to the gate and is judged."""
    facts = office.register.known()
    verdict = decide(asked(IN, time=office.clock.time), facts)
    made = Passage(
        id=passage, gate="south-in", time=office.clock.time, plate=CAR, seen=CAR, colour="", kind="", confidence=1.0,
        direction="in", decision=verdict.decision, reason=verdict.reason,
    )  # fmt: skip
    return effects_of(made, verdict, facts)


async def test_what_a_passage_changes_is_known_before_the_next_one(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        given = await office.invite()
        office.register.take(come(office))
        known = office.register.known()
        assert known.inside[CAR].reason is Reason.VISITOR_PASS
        assert known.passes.by_id[given.id].uses == 1
        assert decide(asked(IN, plate=CAR, time=NOON + HOUR / 2), known).reason is Reason.PASS_USED


async def test_an_entry_that_comes_twice_counts_once(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        given = await office.invite(most_uses=3)
        await office.happen(come(office), times=3)
        assert office.rows("SELECT plate FROM parking_session") == [CAR]
        assert office.rows("SELECT uses FROM gate_pass") == [1]
        await office.register.refresh()
        assert office.register.known().passes.by_id[given.id].uses == 1
        assert list(office.register.known().inside) == [CAR]


async def test_a_stay_that_is_over_is_not_begun_again_by_a_late_entry(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        began, ended = Effects(sessions=(STAY,)), Effects(sessions=(LEFT,))
        await office.store(began, ended, began)
        assert office.rows("SELECT left_at IS NOT NULL, fee, exit_gate FROM parking_session") == [
            (True, 1500, "south-out")
        ]


async def test_reading_again_does_not_forget_what_the_database_lacks(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        office.register.take(Effects(sessions=(STAY,)))
        await office.register.refresh()
        assert CAR in office.register.known().inside
        await office.store(Effects(sessions=(STAY,)))
        office.register.take(Effects(sessions=(LEFT,)))
        await office.register.refresh()
        assert CAR not in office.register.known().inside
        assert office.register.known().left[CAR].fee == 1500
        await office.store(Effects(sessions=(LEFT,)))
        await office.register.refresh()
        assert CAR not in office.register.known().inside


async def test_a_start_takes_up_what_the_database_does_not_have_yet(database_url: str, tmp_path: Path) -> None:
    pending = [Effects(sessions=(STAY,)), Effects(sessions=(LEFT,)), Effects(sessions=(session(OTHER),))]
    async with open_office(database_url, tmp_path, pending=pending) as office:
        assert list(office.register.known().inside) == [OTHER]
        await office.store(*pending)
        await office.register.refresh()
        assert list(office.register.known().inside) == [OTHER]


async def test_what_somebody_else_has_written_is_found(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        with psycopg.connect(database_url) as connection:
            connection.execute(
                "INSERT INTO vehicle (id, site, plate, list) VALUES ('v', %s, %s, 'blocked')", (SITE, CAR)
            )
            connection.execute("INSERT INTO vehicle (id, site, plate, list) VALUES ('w', 'x', %s, 'fixed')", (OTHER,))
        await office.register.refresh()
        assert list(office.register.known().lists.vehicles) == [CAR]
        assert decide(asked(IN), office.register.known()).reason is Reason.BLOCKED_VEHICLE


async def test_a_start_without_a_database_goes_by_the_file(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        await office.add(valid_until=NOON + DAY)
        await office.register.save_holder("1-1-101", 2, "138", "fang", "frontdesk")
        given = await office.invite(plate=OTHER, gates=("south-in",))
        await office.come_in(session(OTHER, paid=500, paid_at=NOON))
        await office.register.keep()
        before = office.register.known()
    async with open_office(AWAY, tmp_path) as lonely:
        known = lonely.register.known()
        assert (known.lists, known.passes, known.inside) == (before.lists, before.passes, before.inside)
        assert known.passes.by_id[given.id] == given
        assert decide(asked(IN), known).decision is Decision.OPEN
        with pytest.raises(Unavailable):
            await lonely.add("粤B77777")
        assert [each.plate for each in await lonely.register.vehicles()] == [CAR]
        assert [each.id for each in await lonely.register.passes(current=True)] == [given.id]
        assert [each.session.plate for each in await lonely.register.sessions()] == [OTHER]
        assert (await lonely.register.session(f"stay-{OTHER}")).session.paid == 500


async def test_the_database_goes_before_the_file(database_url: str, tmp_path: Path) -> None:
    async with open_office(AWAY, tmp_path) as office:
        state = State(vehicles=(vehicle(),), passes={"pass-1": a_pass()}, sessions={STAY.id: STAY})
        (tmp_path / keeping.FILE).write_bytes(keeping.encode(state))
        await office.register.start()
        assert CAR in office.register.known().lists.vehicles
    async with open_office(database_url, tmp_path) as office:
        known = office.register.known()
        assert (known.lists.vehicles, known.passes.by_id, known.inside) == ({}, {}, {})


async def test_the_file_is_for_this_account_alone_and_never_half_written(tmp_path: Path) -> None:
    async with open_office(AWAY, tmp_path) as office:
        office.register.take(Effects(sessions=(STAY,)))
        await office.register.keep()
        path = tmp_path / keeping.FILE
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not path.with_suffix(".new").exists()
        written = path.stat().st_mtime_ns
        await office.register.keep()
        assert path.stat().st_mtime_ns == written


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"vehicles": [{"list": "none"}]}'])
async def test_a_damaged_file_is_read_past(database_url: str, tmp_path: Path, body: bytes) -> None:
    (tmp_path / keeping.FILE).write_bytes(body)
    async with open_office(database_url, tmp_path) as office:
        await office.add()
        assert CAR in office.register.known().lists.vehicles


async def test_a_full_disk_costs_the_file_and_nothing_else(tmp_path: Path) -> None:
    async with open_office(AWAY, tmp_path / "gone") as office:
        office.register.take(Effects(sessions=(STAY,)))
        await office.register.keep()
        assert CAR in office.register.known().inside
        (tmp_path / "gone").mkdir()
        await office.register.keep()
        assert (tmp_path / "gone" / keeping.FILE).exists()


async def test_it_keeps_its_file_by_itself(tmp_path: Path) -> None:
    async with open_office(AWAY, tmp_path) as office, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(office.register.run())
        office.register.take(Effects(sessions=(STAY,)))
        await until(lambda: (tmp_path / keeping.FILE).exists())
        running.cancel()


def test_everything_survives_the_file() -> None:
    state = State(
        vehicles=(vehicle(valid_from=NOON), blocked(OTHER)),
        holders=(Holder(name="1-1-101", spaces=2, phone="138"),),
        passes={"pass-1": a_pass(gates=("north",), uses=1)},
        sessions={LEFT.id: LEFT},
    )
    assert keeping.decode(keeping.encode(state)) == state


async def test_stays_of_long_ago_are_let_go(database_url: str, tmp_path: Path) -> None:
    clock = HandClock()
    async with open_office(database_url, tmp_path, clock) as office:
        await office.happen(Effects(sessions=(LEFT,)))
        clock.time = NOON + 2 * HOUR
        await office.register.refresh()
        assert not office.register.known().left
        assert (await office.register.session(LEFT.id)).fee == 1500
