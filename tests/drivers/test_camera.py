"""Cameras over real sockets: what comes, what is lost, and that the loop never waits."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from drivers.cameras.capture import Capture
from drivers.cameras.source import source_of
from drivers.driver import Device, ListeningConnection, Pictured, Settled, Zone
from drivers.errors import ConnectionFailed, DriverError, Garbage, NoAnswer, Refused, WriteRefused
from drivers.frame import Frame, Quality
from drivers.pictures.shot import JpegShot, encoded
from drivers.profile import load_profiles
from drivers.protocols.camera_url import Place, parse
from drivers.registry import connect
from drivers.sighting import Sighting
from tests.drivers.camera_server import Behaviour, camera
from tests.drivers.pictures.drawing import Scene
from tests.program import free_port

PROFILE = load_profiles()["camera"]
ZONES = (Zone(id="zone_1", corners=((0, 0.5), (1, 0.5), (1, 1))),)
UNFITTED = frozenset({"zone_2", "zone_3", "zone_4"})
DEVICE = Device(id="cam-1", profile=PROFILE, zones=ZONES, without=UNFITTED)
PATIENT = "timeout_s=60&connect_timeout_s=30"
SCENE = Scene()
JPEGS = [encoded(SCENE.seen(SCENE.place())) for _ in range(6)]


def picture(number: int) -> bytes:
    return JPEGS[number % len(JPEGS)]


class Heard:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.failures: list[str] = []
        self.unread: list[str] = []
        self.sightings: list[Sighting] = []

    def frame(self, frame: Frame, settled: Settled | None = None) -> None:
        self.frames.append(frame)

    def sighting(self, sighting: Sighting, settled: Settled | None = None) -> None:
        self.sightings.append(sighting)

    def failed(self, devices: Sequence[str], error: DriverError) -> None:
        assert list(devices) == ["cam-1"]
        self.failures.append(str(error))

    def unreadable(self, source: str, payload: bytes, reason: str) -> None:
        self.unread.append(reason)

    def event(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None = None) -> None: ...
    def online(self, device: str, online: bool) -> None: ...


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - threads and servers tell nobody
            await asyncio.sleep(0.01)


@asynccontextmanager
async def looked_through(url: str, sink: Heard) -> AsyncIterator[ListeningConnection]:
    connection = connect(url, [DEVICE])
    assert isinstance(connection, ListeningConnection)
    running = asyncio.create_task(connection.run(sink))
    try:
        yield connection
    finally:
        running.cancel()
        await asyncio.wait([running])
        await until(lambda: not any(thread.name == "camera cam-1" for thread in threading.enumerate()))


def said(frame: Frame) -> dict[str, float]:
    return {
        point.id: float(value)
        for point, value, quality in zip(PROFILE.points, frame.values, frame.quality, strict=True)
        if quality == Quality.GOOD
    }


async def test_a_stream_becomes_readings_and_a_picture() -> None:
    heard, behaviour = Heard(), Behaviour(picture=picture)
    with camera(behaviour) as port:
        url = f"mjpeg+http://127.0.0.1:{port}/video?channel=2&fps=15&{PATIENT}"
        async with looked_through(url, heard) as connection:
            await until(lambda: len(heard.frames) >= 2)
            assert connection.is_up
            assert isinstance(connection, Pictured)
            snapshot = await connection.picture("cam-1")
            assert snapshot is not None
            assert snapshot.jpeg in JPEGS
            assert await connection.picture("another") is None
    values = said(heard.frames[-1])
    assert values["frame_rate"] > 0
    assert 30 < values["brightness"] < 60
    assert [values[flaw] for flaw in ("black", "white", "frozen", "blurred", "moved", "covered")] == [0] * 6
    assert values["zone_1"] == 0
    assert "zone_2" not in values
    assert heard.frames[-1].texts == {PROFILE.index("last_plate"): ""}
    assert behaviour.asked == ["/video?channel=2"]
    assert (heard.failures, heard.sightings) == ([], [])


@pytest.mark.parametrize("has_lengths", [True, False])
async def test_a_camera_that_cuts_a_picture_is_told_once_and_comes_back(has_lengths: bool) -> None:
    heard = Heard()
    behaviour = Behaviour(picture=picture, mode="cut", frames=3, has_lengths=has_lengths)
    with camera(behaviour) as port:
        async with looked_through(f"mjpeg+http://127.0.0.1:{port}/?{PATIENT}", heard):
            await until(lambda: len(behaviour.asked) >= 2 and len(heard.frames) >= 2)
    assert "ended the stream" in heard.failures[0]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("stall", "nothing was sent for 1 s"), ("garbage", "no whole picture for 1 s"), ("mute", "no answer in time"),
     ("page", "no stream of pictures, but 'text/html'")],
)  # fmt: skip
async def test_a_camera_that_gives_no_picture_is_lost(mode: str, reason: str) -> None:
    heard = Heard()
    with camera(Behaviour(picture=picture, mode=mode, frames=2)) as port:
        async with looked_through(f"mjpeg+http://127.0.0.1:{port}/?timeout_s=1", heard) as connection:
            await until(lambda: heard.failures and reason in heard.failures[-1] and not connection.is_up)
            beats = 0
            for _ in range(20):  # the loop goes on while the camera is waited for
                await asyncio.sleep(0.01)
                beats += 1
            assert beats == 20


async def test_nobody_there_is_said_once_for_many_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, tries = Heard(), list[Place]()
    monkeypatch.setattr("drivers.cameras.source.source_of", lambda place: tries.append(place) or source_of(place))
    async with looked_through(f"rtsp://me:secret@127.0.0.1:{free_port()}/stream?connect_timeout_s=1", heard):
        await until(lambda: len(tries) >= 3)
    assert len(heard.failures) == 1
    assert "secret" not in heard.failures[0]


async def test_another_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = ["refused", "refused", "401", "401", "refused"]
    tries = iter(reasons)

    class Lost:
        def open(self) -> None:
            raise ConnectionFailed(next(tries, "refused"))

        def interrupt(self) -> None: ...
        def close(self) -> None: ...

    monkeypatch.setattr("drivers.cameras.source.source_of", lambda _: Lost())
    monkeypatch.setattr("drivers.protocols.camera.PAUSE_S", 0.01)
    monkeypatch.setattr("drivers.protocols.camera.PAUSE_LONGEST_S", 0.01)
    heard = Heard()
    async with looked_through("rtsp://10.0.0.1/", heard):
        await until(lambda: len(heard.failures) >= 3)
    assert heard.failures == ["refused", "401", "refused"]


async def test_who_we_are_is_told_when_it_is_asked() -> None:
    heard, behaviour = Heard(), Behaviour(picture=picture, password="p@ss")
    with camera(behaviour) as port:
        async with looked_through(f"mjpeg+http://me:p%40ss@127.0.0.1:{port}/video?{PATIENT}", heard):
            await until(lambda: heard.frames)
        assert behaviour.asked[0] == "/video"
        assert behaviour.asked[1].startswith("/video Digest username=")
        source = source_of(parse(f"mjpeg+http://127.0.0.1:{port}/video?{PATIENT}"))
        with pytest.raises(Refused, match="401"):
            source.open()
        source.close()


async def test_frames_that_nobody_wants_are_not_kept() -> None:
    behaviour = Behaviour(picture=picture, fps=200)
    with camera(behaviour) as port:
        capture = Capture(source_of(parse(f"mjpeg+http://127.0.0.1:{port}/?{PATIENT}")), "cam-1")
        capture.start()
        first = await capture.next()
        await until(lambda: capture.frames > 50)
        second = await capture.next()
        assert second.time > first.time
        assert capture.taken == 2
        capture.stop()
        with pytest.raises(DriverError):
            await capture.next()


def video(path: Path, frames: int) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (640, 360))
    for _ in range(frames):
        writer.write(SCENE.seen(SCENE.place()))
    writer.release()
    return path


async def test_a_file_is_played_once_or_again_and_again(tmp_path: Path) -> None:
    path = video(tmp_path / "lane.avi", 10)
    heard = Heard()
    async with looked_through(f"video+file://{path}", heard) as connection:
        await until(lambda: heard.failures)
        assert heard.failures == [f"{path}: the video is over"]
        assert isinstance(connection, Pictured)
        snapshot = await connection.picture("cam-1")
        assert snapshot is not None
        assert JpegShot(snapshot.jpeg, 0).picture().shape == (360, 640, 3)
    capture = Capture(source_of(parse(f"video+file://{path}?loop=1")), "cam-1")
    capture.start()
    await until(lambda: capture.frames > 25)
    capture.stop()


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name, content in (("gone.mp4", None), ("none.mp4", b"no video")):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ConnectionFailed, match=name):
            source_of(parse(f"video+file://{path}")).open()


async def test_a_camera_is_one_device_and_only_looked_through() -> None:
    for devices in ([], [DEVICE, DEVICE]):
        with pytest.raises(ValueError, match="one device"):
            connect("rtsp://10.0.0.1/", devices)
    connection = connect("rtsp://10.0.0.1/", [DEVICE])
    with pytest.raises(WriteRefused):
        await connection.write(DEVICE, "black", 1)


async def test_a_call_that_hangs_does_not_hang_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a library does with its time-outs: the camera is lost, and the loop has gone on."""
    released = threading.Event()

    class Stuck:
        def open(self) -> None: ...
        def next(self, wanted: bool) -> None:
            released.wait(30)
            raise NoAnswer("at last")

        def interrupt(self) -> None: ...
        def close(self) -> None: ...

    monkeypatch.setattr("drivers.cameras.source.source_of", lambda _: Stuck())
    monkeypatch.setattr("drivers.cameras.eye.LATE_S", 0.2)
    heard = Heard()
    async with looked_through("rtsp://10.0.0.1/?timeout_s=0.2&connect_timeout_s=0.2", heard):
        await until(lambda: heard.failures)
        released.set()
    assert "hangs" in heard.failures[0]


def test_what_is_no_stream_is_garbage() -> None:
    assert issubclass(Garbage, DriverError)
    assert np.asarray(JpegShot(JPEGS[0], 0).grey()).shape == (360, 640)
