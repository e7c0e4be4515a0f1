"""Simulate a site until the process is told to stop."""

import asyncio
import signal
from pathlib import Path

from simulators.errors import SimulatorError
from simulators.scenario import Scenario, read_scenario
from simulators.simulation import Simulation
from simulators.site import read_site


def serve(site_path: Path, *, data: Path, scenario: str | None, speed: float, mqtt_url: str | None) -> None:
    """Serve every Modbus connection of the site at its own address, and publish for its MQTT devices.

    `data` is where the control socket stands; `scenario` the name of a story of faults; `speed` how many simulated
    seconds a second takes; `mqtt_url` a broker instead of the site's own. Returns after SIGTERM or SIGINT. Raises
    SimulatorError or yamlfile.YamlFileError before anything is served.
    """
    if not 0.0 < speed <= 1000.0:
        raise SimulatorError(f"the speed must lie between 0 and 1000, not at {speed:g}")
    site = read_site(site_path)
    story = read_scenario(scenario) if scenario else None
    data.mkdir(parents=True, exist_ok=True)
    simulation = Simulation(site, site.kinds(site_path), data=data, speed=speed, mqtt_url=mqtt_url)
    asyncio.run(_until_told(simulation, story))


async def _until_told(simulation: Simulation, scenario: Scenario | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await simulation.run(stop, scenario)
