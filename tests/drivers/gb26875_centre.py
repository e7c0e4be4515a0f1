"""The centre as tests run it: a sink that knows the newest values, and transmitters on real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from drivers.driver import Device
from drivers.profile import load_profiles
from drivers.protocols.gb26875 import Gb26875Connection
from drivers.registry import connect
from tests.drivers.gb26875_wire import Client, frame, hang_up, heartbeat
from tests.drivers.test_mqtt import Heard
from tests.gateway.eventually import until
from tests.program import free_port

PROFILE = load_profiles()["fire_panel"]
IDS = [point.id for point in PROFILE.points]
FIRE = 1 << 1
CONFIRM, DENY, CONTROL = 3, 6, 1
OTHER = "0f0f0f0f0f0f"


class Panels(Heard):
    """What the gateway would know: the newest value of each point."""

    def __init__(self, settles: bool = True) -> None:
        super().__init__(settles)
        self.values: dict[tuple[str, str], float] = {}

    def frame(self, frame, settled=None):
        for at, point in enumerate(IDS):
            self.values[frame.device, point] = float("nan") if frame.quality[at] else float(frame.values[at])
        self.values |= {(frame.device, IDS[at]): text for at, text in frame.texts.items()}
        super().frame(frame, settled)

    def says(self, point: str, value: object, device: str = "fire-1") -> bool:
        return self.values.get((device, point)) == value


def panel(name: str = "fire-1", **more: object) -> Device:
    return Device(id=name, profile=PROFILE, **more)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def listening(
    sink: Heard, *devices: Device, options: str = "answer_s=1"
) -> AsyncIterator[tuple[Gb26875Connection, int]]:
    """A centre that listens, and its port."""
    port = free_port()
    connection = connect(f"gb26875://127.0.0.1:{port}?{options}", devices or [panel()])
    assert isinstance(connection, Gb26875Connection)
    task = asyncio.create_task(connection.run(sink))
    try:
        await until(lambda: connection.is_up)
        yield connection, port
    finally:
        await hang_up()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert not connection.is_up


@contextlib.asynccontextmanager
async def transmitter(port: int, bits: int = 1, *abnormal: bytes) -> AsyncIterator[Client]:
    """A transmitter that has connected and was read."""
    client = await Client.connect(port)
    client.say(frame(1, 2, heartbeat()))
    assert await client.frames() == (1, CONFIRM, b"")
    await client.answer_reading(bits, *abnormal)
    yield client
    client.close()
