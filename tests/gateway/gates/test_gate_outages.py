"""The database is away while fifty vehicles come, and the program is killed while others do."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from gateway.gates.model import Outcome, Vehicle, VehicleList
from tests.gateway.eventually import until
from tests.gateway.gates.gatepost import AWAY, HandClock, gatepost

FIXED = tuple(
    Vehicle(id=f"v{number}", plate=f"沪A{number:05}", list=VehicleList.FIXED, holder=f"{number}")
    for number in range(25)
)
KILLED_AFTER = 40
STRANGERS = tuple(f"苏E{number:05}" for number in range(25))
CHILD = """
import asyncio, sys
from pathlib import Path
from gateway.gates.model import Vehicle, VehicleList
from tests.gateway.gates.gatepost import AWAY, HandClock, gatepost

async def main():
    listed = [Vehicle(id=f"v{n}", plate=f"沪A{n:05}", list=VehicleList.FIXED) for n in range(500)]
    async with gatepost(AWAY, Path(sys.argv[1]), vehicles=listed, apply=False) as post:
        for number in range(500):
            post.clock.time += 5
            post.comes(f"沪A{number:05}")
            while not any(one.plate == f"沪A{number:05}" for one in post.shown):
                await asyncio.sleep(0)
            print("shown", post.newest().id, post.newest().plate, flush=True)
        await asyncio.Event().wait()  # whoever reads slowly kills it all the same

asyncio.run(main())
"""


async def test_fifty_vehicles_while_the_database_is_away(data: Path, database_url: str) -> None:
    clock = HandClock()
    async with gatepost(AWAY, data, vehicles=FIXED, clock=clock) as post:
        for ours, stranger in zip(FIXED, STRANGERS, strict=True):
            post.comes(ours.plate)
            post.comes(stranger, camera="cam-2")
            await until(lambda: len(post.settled) % 2 == 0 and len(post.gates.recent()) > 0 and not post.gates.waiting)
            clock.time += 30
        await until(lambda: len(post.settled) == 50)
        await until(lambda: sum(one.outcome is Outcome.OPENED for one in post.shown) == 25)
        assert len(post.register.known().inside) == 25
        shown = {one.id: one for one in post.shown}  # as each was told last
    async with gatepost(database_url, data, clock=clock) as post:
        assert len(post.register.known().inside) == 25
        await post.applier.flush()
        stored = post.rows("SELECT id, plate, outcome FROM passage ORDER BY id")
        assert stored == [(one.id, one.plate, one.outcome.value) for one in sorted(shown.values(), key=lambda p: p.id)]
        assert post.rows("SELECT count(*), count(DISTINCT plate) FROM parking_session") == [(25, 25)]
        await post.journal.mark_applied(0)
        post.applier.wake()
        await post.applier.flush()
        assert post.rows("SELECT count(*) FROM passage") == [50]


def shown_until_killed(data: Path) -> list[str]:
    """The passages that a gatepost of its own had shown when it was killed."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", CHILD, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as child:
        assert child.stdout is not None
        shown = []
        for line in child.stdout:
            said = line.decode().split()
            if len(said) == 3 and said[0] == "shown":
                shown.append(said[1])
            if len(shown) == KILLED_AFTER:
                child.send_signal(signal.SIGKILL)  # what it has said by then is still read
    return shown


async def test_what_was_shown_is_there_after_a_kill(data: Path, database_url: str) -> None:
    shown = await asyncio.to_thread(shown_until_killed, data)
    assert len(shown) >= KILLED_AFTER
    async with gatepost(database_url, data, clock=HandClock(time=1_750_010_000.0)) as post:
        kept = {one.id for one in post.gates.recent()}
        assert set(shown[-20:]) <= kept
        inside = len(post.register.known().inside)
        await post.applier.flush()
        stored = set(post.rows("SELECT id FROM passage"))
        assert set(shown) <= stored
        assert post.rows("SELECT count(*) FROM parking_session") == [inside] == [len(stored)]
