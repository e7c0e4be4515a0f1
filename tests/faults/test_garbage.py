"""A device answers nonsense: it is bad and offline, its neighbours go on, and it comes back by itself."""

from pathlib import Path

import pytest

from tests.faults.conftest import CHANNELS, write_site
from tests.program import Program, until
from tests.wire import wire


def registers(unit: int, address: int, count: int) -> list[int]:
    return [0] * (1 + 2 * CHANNELS)


@pytest.mark.timeout(600)
def test_nonsense_stays_with_its_device(site: Path, program: Program) -> None:
    with wire(registers) as good, wire(registers) as bad:
        write_site(
            site,
            connections={"good": good.port, "bad": bad.port},
            devices=[
                "{id: counter-1, kind: counter, connection: good, poll_s: 0.2}",
                "{id: counter-2, kind: counter, connection: bad, poll_s: 0.2}",
            ],
        )
        program.start()
        program.sign_in("operator")
        until(lambda: states(program) == {"counter-1": "online", "counter-2": "online"}, what="both online")
        bad.garbage = True
        until(lambda: states(program)["counter-2"] == "offline", what="the bad device offline")
        until(lambda: qualities(program, "counter-2") == {"bad"}, what="the bad device's values bad")
        until(lambda: qualities(program, "counter-1") == {"good"}, what="its neighbour's values good")
        alarms = until(lambda: program.get("/alarms", state="active").json(), what="the silence told")
        assert [(alarm["device"], alarm["rule"]) for alarm in alarms] == [("counter-2", "device_silent")]
        bad.garbage = False
        until(lambda: states(program)["counter-2"] == "online", within_s=180, what="the bad device back")
        until(lambda: not program.get("/alarms", state="active").json(), what="the alarm returned")


def states(program: Program) -> dict[str, str]:
    return {device["id"]: device["state"] for device in program.get("/devices").json()}


def qualities(program: Program, device: str) -> set[str]:
    """Of its values; a good one that is a little late is stale, until the next one comes."""
    found: list[dict[str, str]] = program.get("/points", device=device).json()
    return {point["quality"] for point in found if point["id"] != f"{device}/online"}
