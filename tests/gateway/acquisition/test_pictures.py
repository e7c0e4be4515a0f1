"""Pictures of cameras, asked for through acquisition: from a real camera on a real socket."""

import asyncio

import pytest

from drivers.driver import Device, Snapshot
from drivers.pictures.shot import encoded
from drivers.profile import load_profiles
from drivers.registry import connect
from gateway.acquisition.events import DeviceEvents
from gateway.acquisition.service import Acquisition, ReadDevice
from gateway.acquisition.sink import AcquisitionSink
from gateway.clock import SystemClock
from gateway.errors import NotFound
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from tests.drivers.camera_server import Behaviour, camera
from tests.drivers.pictures.drawing import Scene
from tests.gateway.acquisition.wires import Pages, Radio, Records, Site

CAMERA = load_profiles()["camera"]
SCENE = Scene()
JPEGS = [encoded(SCENE.seen(SCENE.place())) for _ in range(4)]


async def picture_of(acquisition: Acquisition, device: str) -> Snapshot:
    async with asyncio.timeout(60):
        while (found := await acquisition.picture(device)) is None:  # noqa: ASYNC110 - it is asked, and tells nobody
            await asyncio.sleep(0.02)
    return found


async def test_the_newest_picture_is_that_of_the_camera() -> None:
    table = PointTable([TableDevice(id="cam-1", profile=CAMERA, expected_s=1.0)])
    records = Records()
    events = DeviceEvents(Pages(), lambda: None)
    sink = AcquisitionSink(table, records, events, records.request, SystemClock())
    with camera(Behaviour(picture=lambda number: JPEGS[number % 4])) as port:
        acquisition = Acquisition(
            connections={"lane": f"mjpeg+http://127.0.0.1:{port}/"},
            devices=[ReadDevice(device=Device(id="cam-1", profile=CAMERA), connection="lane", poll_s=1.0)],
            sink=sink,
            table=table,
            clock=SystemClock(),
            connect=connect,
        )
        running = asyncio.create_task(acquisition.run())
        found = await picture_of(acquisition, "cam-1")
        assert found.jpeg in JPEGS
        with pytest.raises(NotFound):
            await acquisition.picture("cam-2")
        running.cancel()
        await asyncio.wait([running])


async def test_what_is_no_camera_has_no_picture() -> None:
    site = Site(1.0, {"bus": Radio()}, **{"env-1": "bus"})
    assert await site.acquisition.picture("env-1") is None
