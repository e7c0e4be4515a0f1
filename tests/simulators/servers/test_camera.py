"""A camera's film over a real socket: it shows the cars that the truth tells of, and its faults can be seen."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from simulators.devices.camera import Camera
from simulators.gates.lane import Lane
from simulators.gates.story import Neighbourhood, Who
from simulators.kinds import build
from simulators.model import Setup
from simulators.servers.camera import CameraServer
from simulators.servers.film import Film
from simulators.simulated import Simulated
from tests.simulators.specimens import PROFILES, ZONE

NOON = 1_767_240_000.0
"""2026-01-01 12:00 in Shanghai."""
FITTED = frozenset(point.id for point in PROFILES["camera"].points)
Picture = NDArray[np.uint8]


def camera(lane: Lane | None = None) -> Simulated:
    model = build("camera", Setup(seed=5, fitted=FITTED, zone=ZONE, time=NOON, lane=lane))
    return Simulated("gate-cam-1", PROFILES["camera"], model, "camera")


def lane() -> Lane:
    return Lane(
        neighbourhood=Neighbourhood(2),
        direction="in",
        seed=2,
        zone=ZONE,
        time=NOON,
        has_barrier=False,
        per_h=(0.0,) * 24,
    )


@contextlib.asynccontextmanager
async def serving(device: Simulated, at: int = 0) -> AsyncIterator[int]:
    ticks = itertools.count(1)
    assert isinstance(device.model, Camera)
    server = CameraServer(device, Film(device.model, 5), device.model, lambda: NOON + next(ticks) / 6.0)
    port = await server.start("127.0.0.1", at)
    try:
        yield port
    finally:
        await server.stop()


async def ask(port: int, path: str) -> tuple[bytes, bytes]:
    """Head and body of an answer that ends."""
    async with asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


async def film(port: int, frames: int) -> list[bytes]:
    """The first pictures of the stream, as they come."""
    async with asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(b"GET /video.mjpg HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"multipart/x-mixed-replace" in await reader.readuntil(b"\r\n\r\n")
            return [await picture(reader) for _ in range(frames)]
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def picture(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    return (await reader.readexactly(length + 2))[:-2]


def decoded(jpeg: bytes) -> Picture:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


async def test_a_scene_that_stands_still_is_no_frozen_picture() -> None:
    async with serving(camera()) as port:
        pictures = await film(port, 10)
    assert all(first != second for first, second in itertools.pairwise(pictures))
    assert decoded(pictures[0]).shape == (360, 640, 3)
    change = cv2.absdiff(decoded(pictures[0]), decoded(pictures[9])).mean()
    assert 0.0 < float(change) < 6.0


async def test_a_car_drives_up_and_the_truth_tells_its_plate() -> None:
    gate = lane()
    gate.send(car := gate.neighbourhood.guest(Who.STRANGER))
    async with serving(camera(gate)) as port:
        pictures = await film(port, 24)
        _, body = await ask(port, "/truth")
    told = json.loads(body)
    assert [(one["plate"], one["colour"], one["who"]) for one in told] == [(car.plate, car.colour, "stranger")]
    first, last = decoded(pictures[0]), decoded(pictures[-1])
    assert float(cv2.absdiff(first, last).mean()) > 4.0


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("black", lambda picture: picture.mean() < 10), ("white", lambda picture: picture.mean() > 240),
        ("covered", lambda picture: picture.std() < 8),
        ("blurred", lambda picture: cv2.Laplacian(picture, cv2.CV_64F).var() < 60),
    ],
)  # fmt: skip
async def test_faults_of_the_picture(fault: str, seen) -> None:  # type: ignore[no-untyped-def]
    device = camera()
    async with serving(device) as port:
        _, well = await ask(port, "/picture.jpg")
        device.inject(fault, None)
        device.step(0.25, NOON, 0.0)
        await asyncio.sleep(0.1)
        _, spoilt = await ask(port, "/picture.jpg")
    assert not seen(decoded(well))
    assert seen(decoded(spoilt))


@pytest.mark.parametrize("fault", ["frozen", "sensor_stuck"])
async def test_a_frozen_picture_is_the_same_again_and_again(fault: str) -> None:
    device = camera()
    async with serving(device) as port:
        await film(port, 1)
        device.inject(fault, None)
        assert len(set((await film(port, 5))[1:])) == 1


async def test_a_silent_camera_says_nothing() -> None:
    device = camera()
    async with serving(device) as port:
        assert len(await film(port, 1)) == 1
        device.inject("silent", None)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await film(port, 1)


async def test_what_is_not_there() -> None:
    async with serving(camera()) as port:
        head, _ = await ask(port, "/settings")
        assert b"404" in head


def test_a_parked_car_and_what_is_told_of_it() -> None:
    device = camera()
    device.inject("parked_in_zone", None)
    for second in range(60):
        device.step(1.0, NOON + second, 0.0)
    assert 50.0 < float(device.readings()["zone_1"]) < 60.0
    assert isinstance(device.model, Camera)
    assert device.model.view(NOON + 60.0).parked == 1.0
