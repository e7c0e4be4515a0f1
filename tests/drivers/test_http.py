"""Devices that post, over real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from drivers.driver import Device, ListeningConnection, Settled
from drivers.errors import ConnectionFailed, WriteRefused
from drivers.frame import Frame
from drivers.profile import load_profiles
from drivers.protocols.http_server import LARGEST_BODY
from drivers.registry import check, connect, protocol_of
from drivers.sighting import Sighting
from tests.drivers.test_mqtt import Heard
from tests.gateway.eventually import until
from tests.program import free_port

PROFILES = load_profiles()
PROFILE = PROFILES["plate_camera"]
TOLD = {"id": "1", "plate": "苏A7K3M2", "colour": "blue", "confidence": 97, "direction": "in"}


class Posted(Heard):
    """What came; it settles at once unless it is told not to."""

    def __init__(self, settles: bool = True) -> None:
        super().__init__(settles)
        self.sightings: list[Sighting] = []
        self.readings: list[Frame] = []

    def frame(self, frame: Frame, settled: Settled | None = None) -> None:
        self.readings.append(frame)
        super().frame(frame, settled)

    def sighting(self, sighting: Sighting, settled: Settled | None = None) -> None:
        self._keep(self.sightings, sighting, settled)


@contextlib.asynccontextmanager
async def listening(sink: Posted, options: str = "", login: str = "") -> AsyncIterator[httpx.AsyncClient]:
    port = free_port()
    device = Device(id="plate-cam-1", profile=PROFILE, topic="gatehouse/site/plate-cam-1")
    connection = connect(f"push+http://{login}127.0.0.1:{port}{options}", [device])
    assert isinstance(connection, ListeningConnection)
    task = asyncio.create_task(connection.run(sink))
    try:
        await until(lambda: connection.is_up)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            yield client
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert not connection.is_up


def test_the_scheme() -> None:
    assert protocol_of("push+http://0.0.0.0:8090") == "http"
    assert PROFILE.usual_s("http") == 60
    for wrong in (
        "push+http://a:b@0.0.0.0?token=c",
        "push+http://0.0.0.0?tokn=c",
        "push+http:///x",
        "push+http://h?token=",
    ):
        with pytest.raises(ValueError, match=r"push\+http://0\.0\.0\.0:8090"):
            check(wrong)
    secret = connect("push+http://0.0.0.0:8090?token=hidden", [])
    assert "hidden" not in repr(vars(secret))


async def test_a_vehicle_is_taken_and_told_of() -> None:
    sink = Posted()
    async with listening(sink) as client:
        answer = await client.post("/plate-cam-1", json=TOLD)
        assert answer.status_code == 200
        files = {"picture": ("picture.jpg", b"\xff\xd8\xff picture", "image/jpeg")}
        answer = await client.post("/plate-cam-1/event", data={**TOLD, "id": "2"}, files=files)
        assert answer.status_code == 200
    assert [sighting.id for sighting in sink.sightings] == ["plate-cam-1/1", "plate-cam-1/2"]
    assert sink.sightings[1].picture == b"\xff\xd8\xff picture"
    assert sink.readings[-1].texts == {PROFILE.index("last_plate"): "苏A7K3M2"}
    assert sink.unread == []


async def test_the_answer_waits_until_it_is_safe() -> None:
    sink = Posted(settles=False)
    async with listening(sink, "?settle_s=60") as client:
        posting = asyncio.create_task(client.post("/plate-cam-1", json=TOLD))
        await sink.until(lambda: bool(sink.held))
        assert (await client.post("/nobody", json=TOLD)).status_code == 404  # an answer would have come by then
        assert not posting.done()
        sink.held[0]()
        assert (await posting).status_code == 200


async def test_what_is_not_safe_in_time_is_to_be_said_again() -> None:
    sink = Posted(settles=False)
    async with listening(sink, "?settle_s=0.1") as client:
        assert (await client.post("/plate-cam-1", json=TOLD)).status_code == 503
        sink.settles = True
        assert (await client.post("/plate-cam-1", json=TOLD)).status_code == 200
    assert sink.sightings[0].id == sink.sightings[1].id


async def test_values_and_signs_of_life() -> None:
    sink = Posted()
    async with listening(sink) as client:
        state = {"values": {"temperature": 41.5, "vehicles": 999}}
        assert (await client.post("/plate-cam-1/state", json=state)).status_code == 200
        assert (await client.post("/plate-cam-1", json={"alive": True})).status_code == 200
    assert [frame.values[:2].tolist() for frame in sink.readings] == [[0.0, 0.0], [41.5], [0.0, 0.0]]
    assert sink.onlines == [("plate-cam-1", True)]
    assert sink.sightings == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/nobody", b"{}", 404), ("/plate-cam-1/set/vehicles", b"{}", 400), ("/plate-cam-1", b"{", 400),
        ("/plate-cam-1/state", b'{"values": 7}', 400), ("/plate-cam-1", bytes(LARGEST_BODY + 1), 413),
    ],
)  # fmt: skip
async def test_what_is_not_taken(path: str, body: bytes, status: int) -> None:
    sink = Posted()
    async with listening(sink) as client:
        answer = await client.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status
        assert (await client.get("/plate-cam-1")).status_code == 405
        assert (await client.post("/plate-cam-1", json=TOLD)).status_code == 200
    assert len(sink.sightings) == 1
    assert len(sink.unread) == (status == 400)


@pytest.mark.parametrize(
    ("options", "login", "ask", "status"),
    [
        ("?token=s3cret", "", {}, 401),
        ("?token=s3cret", "", {"params": {"token": "wrong"}}, 401),
        ("?token=s3cret", "", {"params": {"token": "s3cret"}}, 200),
        ("?token=s3cret", "", {"headers": {"Authorization": "Bearer s3cret"}}, 200),
        ("", "cam:p%40ss@", {}, 401),
        ("", "cam:p%40ss@", {"auth": ("cam", "wrong")}, 401),
        ("", "cam:p%40ss@", {"auth": ("cam", "p@ss")}, 200),
    ],
)
async def test_who_may_post(options: str, login: str, ask: dict, status: int) -> None:
    sink = Posted()
    async with listening(sink, options, login) as client:
        assert (await client.post("/plate-cam-1", json=TOLD, **ask)).status_code == status
    assert len(sink.sightings) == (status == 200)


async def test_an_address_that_is_taken() -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(ConnectionFailed, match="cannot be had"):
        await connect(f"push+http://127.0.0.1:{port}", []).run(Posted())  # type: ignore[union-attr]
    server.close()
    await server.wait_closed()


async def test_nothing_can_be_written() -> None:
    device = Device(id="plate-cam-1", profile=PROFILE, topic="t")
    connection = connect("push+http://127.0.0.1:8090", [device])
    with pytest.raises(WriteRefused, match="only tells"):
        await connection.write(device, "vehicles", 1.0)
