"""Checking, running and simulating a site."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from gateway.commands.services import MQTT_FILE, Services, announced, given_broker
from gateway.embedded.ports import is_free
from gateway.errors import Conflict, Invalid


def counted(site: Path) -> str:
    """How much a site file describes. Raises YamlFileError."""
    from gateway.config import counts, load_site

    found = counts(load_site(site))
    patrolled = f", {found['checkpoints']} checkpoints on {found['routes']} routes" if found["routes"] else ""
    return f"{found['devices']} devices, {found['points']} points{patrolled}"


def check_before_starting(site: Path) -> None:
    """Refuse a wrong file before a private database or a simulator is started for it. Raises YamlFileError.

    Where everything is there already, as in the demo, the program reads the file first of all, and once is enough.
    """
    if not (os.environ.get("GATEHOUSE_DATABASE_URL") and os.environ.get("GATEHOUSE_MQTT_URL")):
        counted(site)


def run_site(site: Path, *, data: Path, host: str, port: int, screens: bool) -> None:
    """The gateway, until it is told to stop. Raises YamlFileError, and Conflict for a port that is taken."""
    from dashboard.main import serve

    if not is_free(port, host):
        raise Conflict(f"{host}:{port} is taken, or no address of this machine; --port and --host choose another one")
    end_on_sigterm()
    with Services(data) as services:
        serve(
            site,
            data=data,
            host=host,
            port=port,
            screens=screens,
            database_url=services.database_url,
            mqtt_url=services.mqtt_url,
        )


def simulate_site(site: Path, *, data: Path, scenarios: Sequence[str], speed: float) -> None:
    """The simulators, until they are told to stop. Raises YamlFileError."""
    from simulators.errors import SimulatorError
    from simulators.run import serve

    mqtt_url = given_broker() or announced(data / MQTT_FILE) or None
    try:
        serve(site, data=data, scenarios=scenarios, speed=speed, mqtt_url=mqtt_url)
    except SimulatorError as error:
        raise Invalid(str(error)) from error


def end_on_sigterm() -> None:
    """Until the event loop handles signals itself: let SIGTERM unwind the stack, so that servers are stopped."""

    def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
