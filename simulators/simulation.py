"""A whole simulated site: its devices live, its connections are served, its sensors publish."""

import asyncio
import time
import zlib
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import structlog

from drivers.profile import Profile
from simulators.errors import SimulatorError
from simulators.kinds import build
from simulators.model import Setup
from simulators.scenario import Scenario, cues
from simulators.servers.control import ControlServer
from simulators.servers.modbus import ModbusServer
from simulators.servers.mqtt import Publisher
from simulators.simulated import Simulated
from simulators.site import DeviceEntry, Site, served_address
from simulators.unit import ModbusUnit
from yamlfile import suggest

log = structlog.get_logger()

TICK_S = 0.25
LONGEST_TICK_S = 5.0
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
        self._servers: list[tuple[str, str, int, ModbusServer]] = []
        self._publishers: list[Publisher] = []
        lines: dict[str, dict[int, ModbusUnit]] = {}
        for entry in site.devices:
            device = self.devices[entry.id] = self._device(entry, profiles)
            if device.protocol == "modbus":
                lines.setdefault(entry.connection, {})[entry.unit] = ModbusUnit(device)
            else:
                self._publishers.append(self._publisher(device, site.broker(entry, mqtt_url)))
        self._units = [unit for line in lines.values() for unit in line.values()]
        for connection, units in lines.items():
            self._servers.append(self._server(connection, units))
        self._control = ControlServer(data, self.inject)

    async def run(self, stop: asyncio.Event, scenario: Scenario | None = None) -> None:
        """Live until `stop` is set. SimulatorError where an address cannot be had."""
        async with AsyncExitStack() as open_:
            for connection, host, port, server in self._servers:
                open_.push_async_callback(server.stop)
                self.ports[connection] = await _listen(server, connection, host, port)
            open_.push_async_callback(self._control.stop)
            await self._control.start()
            log.info("simulation_started", devices=len(self.devices), ports=self.ports, speed=self._speed)
            self.started.set()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(publisher.run()) for publisher in self._publishers]
                tasks.append(group.create_task(self._live()))
                if scenario is not None:
                    tasks.append(group.create_task(self._play(scenario)))
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
        """Step every device a few times a second."""
        last_s = time.monotonic()
        while True:
            now_s = time.monotonic()
            dt_s = min(now_s - last_s, LONGEST_TICK_S) * self._speed
            last_s = now_s
            self._time += dt_s
            for device in self.devices.values():
                device.step(dt_s, self._time, now_s)
            for unit in self._units:
                unit.refresh()
            await asyncio.sleep(TICK_S)

    async def _play(self, scenario: Scenario) -> None:
        """Tell a scenario's story, once or again and again."""
        began_s = time.monotonic()
        while True:
            for cue in cues(scenario, list(self.devices)):
                await asyncio.sleep(max(0.0, began_s + cue.at_s / self._speed - time.monotonic()))
                try:
                    self.inject(cue.device, cue.fault, None if cue.for_s is None else cue.for_s / self._speed)
                except LookupError as error:
                    log.warning("cue_left_out", device=cue.device, fault=cue.fault, reason=str(error))
            if scenario.repeat_s is None:
                return
            began_s += scenario.repeat_s / self._speed

    def _device(self, entry: DeviceEntry, profiles: dict[str, Profile]) -> Simulated:
        if entry.kind not in profiles:
            raise SimulatorError(f"{entry.id}: there is no kind '{entry.kind}'{suggest(entry.kind, profiles)}")
        profile = profiles[entry.kind]
        seed = zlib.crc32(f"{self._site.site.id}/{entry.id}".encode())
        setup = Setup(seed=seed, fitted=entry.fitted(profile), zone=self._zone, time=self._time)
        return Simulated(entry.id, profile, build(entry.kind, setup), self._site.protocol(entry))

    def _publisher(self, device: Simulated, url: str) -> Publisher:
        states = frozenset(point.id for point in device.profile.points if point.texts)
        random = Random(device.id)
        return Publisher(device, url=url, site=self._site.site.id, states=states, random=random)

    def _server(self, connection: str, units: dict[int, ModbusUnit]) -> tuple[str, str, int, ModbusServer]:
        url = self._site.connections.get(connection)
        if url is None:
            raise SimulatorError(f"there is no connection '{connection}'{suggest(connection, self._site.connections)}")
        framing, host, port = served_address(connection, url)
        return connection, host, port, ModbusServer(units, framing=framing, random=Random(connection))


async def _listen(server: ModbusServer, connection: str, host: str, port: int) -> int:
    try:
        return await server.start(host, port)
    except OSError as error:
        raise SimulatorError(f"connection {connection}: {host}:{port} cannot be had: {error.strerror}") from error
