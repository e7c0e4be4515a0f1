"""The simulated transmitter against the real centre: what the gateway would know of its faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from drivers.driver import Device
from drivers.places import Gb26875Kind
from drivers.profile import Profile
from drivers.protocols.gb26875 import Gb26875Connection
from simulators.devices.fire_panel import FirePanel
from simulators.errors import SimulatorError
from simulators.servers.gb26875 import Transmitter
from simulators.simulated import Simulated
from simulators.simulation import Simulation
from simulators.site import Site, centre_address
from tests.drivers.gb26875_centre import Panels
from tests.program import free_port
from tests.simulators.specimens import EVENING, PROFILES, device, model

SOURCE = "a1a2a3a4a5a6"
MAKERS_OWN = Gb26875Kind(bcd_times=True, byte_order="big", component_bytes=25, zone_bytes=(1, 2), utc_offset_h=0)


@pytest.fixture(autouse=True)
def _read_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that came too late on a busy machine is asked for again, without a minute's wait."""
    monkeypatch.setattr("drivers.protocols.gb26875_reading.AGAIN_S", 0.5)


class Line:
    """A panel, its transmitter, the centre, and what the gateway hears."""

    def __init__(self, profile: Profile, options: str) -> None:
        self.sink = Panels()
        self.panel = Simulated("fire-1", profile, model("fire_panel"), "gb26875")
        port = free_port()
        self.centre = Gb26875Connection(
            f"gb26875://127.0.0.1:{port}?answer_s=0.5&{options}",
            [Device(id="fire-1", profile=profile, address=SOURCE, unit=4)],
        )
        assert isinstance(self.panel.model, FirePanel)
        self.transmitter = Transmitter(
            self.panel, self.panel.model, host="127.0.0.1", port=port, source=SOURCE, system=4,
            kind=profile.gb26875, random=Random(1),
        )  # fmt: skip

    def inject(self, fault: str) -> None:
        self.panel.inject(fault, None)
        self.panel.step(0.25, EVENING, 0.0)

    async def until(self, point: str, value: object) -> None:
        await self.sink.until(lambda: self.sink.says(point, value))


@asynccontextmanager
async def line(profile: Profile = PROFILES["fire_panel"], options: str = "silent_s=45") -> AsyncIterator[Line]:
    """All of it, connected and read."""
    made = Line(profile, options)
    tasks = [asyncio.create_task(made.centre.run(made.sink)), asyncio.create_task(made.transmitter.run())]
    try:
        await made.until("zone_1", 0)
        yield made
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_smoke_then_call_point_then_reset() -> None:
    async with line() as made:
        made.inject("smoke")
        await made.until("zone_3", 6)
        made.inject("call_point")
        await made.until("zone_3", 7)
        await made.until("fire", 1)
        assert made.sink.says("latest_fire", "3区楼梯口 手动火灾报警按钮")
        made.inject("clear")
        await made.until("fire_state", 0)
        assert made.sink.says("zone_3", 0)
    assert not made.sink.unread


async def test_a_makers_own_frames() -> None:
    profile = PROFILES["fire_panel"].model_copy(update={"gb26875": MAKERS_OWN})
    async with line(profile) as made:
        made.inject("supervisory")
        await made.until("zone_9", 3)
        made.inject("mains_fault")
        await made.until("mains_fault", 1)
    assert not made.sink.unread


async def test_a_line_that_is_cut_comes_back_with_what_happened() -> None:
    async with line() as made:
        made.inject("smoke")
        await made.until("zone_3", 6)
        made.inject("line_cut")
        await made.sink.until(lambda: ("fire-1", False) in made.sink.onlines)
        made.inject("component_fault")
        heard = len(made.sink.frames)
        made.panel.model.faults.discard("line_cut")
        await made.until("zone_5", 2)
        assert made.sink.says("zone_3", 6)
        at = [point.id for point in PROFILES["fire_panel"].points].index("zone_3")
        assert all(values[at] == 6 for _, values in made.sink.frames[heard:])
    fires = [
        body for _, _, body in made.sink.events if "fire" in body.get("began", ()) and body["report"] == "component"
    ]
    assert len(fires) == 1


async def test_silence_and_garbage() -> None:
    async with line(options="silent_s=2") as made:
        made.inject("silent")
        await made.sink.until(lambda: ("fire-1", False) in made.sink.onlines)
        made.inject("clear")
        made.inject("garbage")
        made.inject("isolated")
        await made.until("zone_7", 1)


async def test_the_duty_check_is_answered_by_whoever_is_there() -> None:
    async with line(options="duty_answer_min=1") as made:
        made.centre.check_duty("fire-1")
        await made.until("duty_check", 2)
    async with line(options="duty_answer_min=0.01") as made:
        made.inject("duty_unanswered")
        made.centre.check_duty("fire-1")
        await made.until("duty_check", 3)


async def test_a_stuck_panel_tells_nothing_new() -> None:
    async with line() as made:
        made.inject("sensor_stuck")
        made.inject("smoke")
        made.centre.check_duty("fire-1")
        await made.until("duty_check", 2)
        assert made.sink.says("zone_3", 0)


def test_a_panel_is_a_device_like_any_other() -> None:
    assert device("fire_panel").protocol == "gb26875"


async def test_a_site_with_a_fire_panel(tmp_path: Path) -> None:
    port, sink = free_port(), Panels()
    file = {
        "site": {"id": "test"},
        "connections": {"fire": f"gb26875://0.0.0.0:{port}"},
        "devices": [{"id": "fire-1", "kind": "fire_panel", "connection": "fire"}],
    }
    simulation = Simulation(Site.model_validate(file), PROFILES, data=tmp_path, speed=1.0, mqtt_url=None)
    centre = Gb26875Connection(
        f"gb26875://127.0.0.1:{port}?answer_s=0.5", [Device(id="fire-1", profile=PROFILES["fire_panel"])]
    )
    stop = asyncio.Event()
    tasks = [asyncio.create_task(centre.run(sink)), asyncio.create_task(simulation.run(stop))]
    await sink.until(lambda: sink.says("zone_3", 0))
    simulation.inject("fire-1", "call_point", 60)
    await sink.until(lambda: sink.says("zone_3", 7))
    stop.set()
    await tasks[1]
    tasks[0].cancel()
    with suppress(asyncio.CancelledError):
        await tasks[0]


def test_only_a_centre_on_this_machine_is_told_of_simulated_fires() -> None:
    assert centre_address("fire", "gb26875://0.0.0.0") == ("127.0.0.1", 5200)
    with pytest.raises(SimulatorError, match="is not this machine"):
        centre_address("fire", "gb26875://10.0.3.4:5200")
