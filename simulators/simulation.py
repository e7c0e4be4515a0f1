"""A whole simulated site: its devices live, its connections are served, its sensors publish."""

import asyncio
import math
import time
import zlib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

import structlog

from drivers.profile import Profile
from simulators.errors import SimulatorError
from simulators.gates.lanes import lanes_of
from simulators.kinds import build
from simulators.model import Setup
from simulators.scenario import Scenario
from simulators.servers.camera import CameraServer, Truthful
from simulators.servers.control import ControlServer
from simulators.servers.film import Camera, Film
from simulators.servers.gb26875 import Panel, Transmitter
from simulators.servers.modbus import ModbusServer
from simulators.servers.mqtt import Publisher, publish
from simulators.servers.pushing import Pusher
from simulators.simulated import Simulated
from simulators.site import DeviceEntry, Site, centre_address, film_address, push_url, served_address
from simulators.storyteller import Say, Storyteller
from simulators.supply import Feeding
from simulators.unit import ModbusUnit
from yamlfile import suggest

log = structlog.get_logger()

TICK_S = 0.25
STEPS_A_TICK = 60
MOST_TURNS = 16
"""Of many devices only so many live on in one tick, the others in the next ones; each at least every four seconds."""
LONGEST_STEP_S = 10.0
"""A machine that slept does not make up for the night."""


class Simulation:
    """Everything of one site. Build it and `run` it; once `started` is set, `ports` tells where each line is served."""

    def __init__(
        self, site: Site, profiles: dict[str, Profile], *, data: Path, speed: float, mqtt_url: str | None
    ) -> None:
        self._site = site
        self._speed = speed
        self._time = time.time()
        self._zone = ZoneInfo(site.site.timezone)
        self.started = asyncio.Event()
        self.ports: dict[str, int] = {}
        self.devices: dict[str, Simulated] = {}
        self._began_s = time.monotonic()
        self._servers: list[tuple[str, str, int, ModbusServer | CameraServer]] = []
        self._publishers: list[Publisher] = []
        self._speakers: list[Transmitter | Pusher] = []
        self._lanes = lanes_of(site.gates, site=site.site.id, zone=self._zone, time=self._time)
        lines: dict[str, dict[int, ModbusUnit]] = {}
        for entry in site.devices:
            device = self.devices[entry.id] = self._device(entry, profiles)
            if device.protocol == "modbus":
                lines.setdefault(entry.connection, {})[entry.unit] = ModbusUnit(device)
            elif device.protocol == "gb26875":
                self._speakers.append(self._transmitter(entry, device))
            elif device.protocol == "http":
                url = push_url(entry.connection, site.connections[entry.connection], entry.id)
                self._speakers.append(Pusher(device, url=url, random=Random(device.id)))
            elif device.protocol == "camera":
                self._servers.append(self._film(entry, device))
            else:
                self._publishers.append(self._publisher(device, site.broker(entry, mqtt_url)))
        for connection, units in lines.items():
            self._servers.append(self._server(connection, units))
        self._feeding = Feeding(self.devices.values(), {entry.id: entry.fed_by for entry in site.devices})
        self._control = ControlServer(data, self.inject)

    async def run(
        self, stop: asyncio.Event, stories: Mapping[str, Scenario] | None = None, say: Say = lambda _line: None
    ) -> None:
        """Live until `stop` is set, while the stories are told. SimulatorError where an address cannot be had."""
        async with AsyncExitStack() as open_:
            for connection, host, port, server in self._servers:
                open_.push_async_callback(server.stop)
                self.ports[connection] = await _listen(server, connection, host, port)
            open_.push_async_callback(self._control.stop)
            await self._control.start()
            log.info("simulation_started", devices=len(self.devices), ports=self.ports, speed=self._speed)
            self.started.set()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(publish(self._publishers)), group.create_task(self._live())]
                teller = Storyteller(self.inject, list(self.devices), speed=self._speed, say=say)
                tasks.append(group.create_task(teller.tell(stories or {})))
                tasks += [group.create_task(speaker.run()) for speaker in self._speakers]
                await stop.wait()
                for task in tasks:
                    task.cancel()
        log.info("simulation_stopped")

    def inject(self, device: str, fault: str, for_s: float | None) -> str:
        """Begin a fault for so many real seconds; what was done. LookupError where it cannot be."""
        found = self.devices.get(device)
        if found is None:
            raise LookupError(f"there is no device '{device}' in this simulation{suggest(device, self.devices)}")
        found.inject(fault, None if for_s is None else time.monotonic() + for_s)
        log.info("fault_injected", device=device, fault=fault, for_s=for_s, active=found.faults)
        if not found.faults:
            return f"{device}: no faults any more"
        return f"{device}: {fault} {'until it is cleared' if for_s is None else f'for {for_s:g} s'}"

    async def _live(self) -> None:
        """Step every device at most a few times a second, and its faults on to what hangs on it.

        What belongs to a gate lives on in every tick: there a camera looks on.
        """
        watched = [device for device in self.devices.values() if device.id in self._lanes]
        devices = [device for device in self.devices.values() if device.id not in self._lanes]
        turns = max(1, min(MOST_TURNS, math.ceil(len(devices) / STEPS_A_TICK)))
        groups = [devices[turn::turns] for turn in range(turns)]
        stepped_s, times = [time.monotonic()] * (turns + 1), [self._time] * (turns + 1)
        turn = 0
        while True:
            now_s = time.monotonic()
            self._feeding.look()
            for number, group in ((turn, groups[turn]), (turns, watched)):
                dt_s = min(now_s - stepped_s[number], LONGEST_STEP_S) * self._speed
                stepped_s[number] = now_s
                times[number] += dt_s
                for device in group:
                    device.step(dt_s, times[number], now_s)
            turn = (turn + 1) % turns
            await asyncio.sleep(TICK_S)

    def _now(self) -> float:
        """The simulated time, UTC seconds."""
        return self._time + (time.monotonic() - self._began_s) * self._speed

    def _device(self, entry: DeviceEntry, profiles: dict[str, Profile]) -> Simulated:
        if entry.kind not in profiles:
            raise SimulatorError(f"{entry.id}: there is no kind '{entry.kind}'{suggest(entry.kind, profiles)}")
        profile = profiles[entry.kind]
        setup = Setup(
            seed=self._seed(entry.id), fitted=entry.fitted(profile), zone=self._zone, time=self._time,
            lane=self._lanes.get(entry.id),
        )  # fmt: skip
        return Simulated(entry.id, profile, build(entry.kind, setup), self._site.protocol(entry))

    def _publisher(self, device: Simulated, url: str) -> Publisher:
        states = frozenset(point.id for point in device.profile.points if point.texts)
        random = Random(device.id)
        return Publisher(device, url=url, site=self._site.site.id, states=states, random=random)

    def _transmitter(self, entry: DeviceEntry, device: Simulated) -> Transmitter:
        url = self._site.connections[entry.connection]
        host, port = centre_address(entry.connection, url)
        random = Random(device.id)
        return Transmitter(
            device, cast("Panel", device.model), host=host, port=port, system=entry.unit, random=random,
            source=entry.address or random.randbytes(6).hex(), kind=device.profile.gb26875,
        )  # fmt: skip

    def _film(self, entry: DeviceEntry, device: Simulated) -> tuple[str, str, int, CameraServer]:
        host, port = film_address(entry.connection, self._site.connections[entry.connection])
        film = Film(cast("Camera", device.model), self._seed(entry.id))
        return entry.connection, host, port, CameraServer(device, film, cast("Truthful", device.model), self._now)

    def _seed(self, device: str) -> int:
        return zlib.crc32(f"{self._site.site.id}/{device}".encode())

    def _server(self, connection: str, units: dict[int, ModbusUnit]) -> tuple[str, str, int, ModbusServer]:
        url = self._site.connections.get(connection)
        if url is None:
            raise SimulatorError(f"there is no connection '{connection}'{suggest(connection, self._site.connections)}")
        framing, host, port = served_address(connection, url)
        return connection, host, port, ModbusServer(units, framing=framing, random=Random(connection))


async def _listen(server: ModbusServer | CameraServer, connection: str, host: str, port: int) -> int:
    try:
        return await server.start(host, port)
    except OSError as error:
        raise SimulatorError(f"connection {connection}: {host}:{port} cannot be had: {error.strerror}") from error
