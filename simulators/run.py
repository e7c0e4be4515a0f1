"""Simulate a site until the process is told to stop."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from simulators.errors import SimulatorError
from simulators.scenario import Scenario, read_scenario
from simulators.simulation import Simulation
from simulators.site import read_site


def serve(site_path: Path, *, data: Path, scenarios: Sequence[str], speed: float, mqtt_url: str | None) -> None:
    """Serve every Modbus connection of the site at its own address, and publish for its MQTT devices.

    `data` is where the control socket stands; `scenarios` the names of stories of faults, told side by side;
    `speed` how many simulated seconds a second takes; `mqtt_url` a broker instead of the site's own. Returns after
    SIGTERM or SIGINT. Raises SimulatorError or yamlfile.YamlFileError before anything is served.
    """
    if not 0.0 < speed <= 1000.0:
        raise SimulatorError(f"the speed must lie between 0 and 1000, not at {speed:g}")
    site = read_site(site_path)
    stories = {name: read_scenario(name) for name in scenarios}
    data.mkdir(parents=True, exist_ok=True)
    simulation = Simulation(site, site.kinds(site_path), data=data, speed=speed, mqtt_url=mqtt_url)
    asyncio.run(_until_told(simulation, stories))


async def _until_told(simulation: Simulation, stories: Mapping[str, Scenario]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await simulation.run(stop, stories, say=partial(print, flush=True))
