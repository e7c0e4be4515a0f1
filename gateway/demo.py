"""`gatehouse demo`: a simulated site, its gateway and what both need, started, watched and stopped together."""

import http.client
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.table import Table

from gateway.commands.data import SOCKET
from gateway.commands.demo_guards import ensure_guards
from gateway.commands.demo_vehicles import ensure_vehicles
from gateway.commands.logins import ensure_logins
from gateway.commands.services import Services
from gateway.demo_site import DEMO_SITE, write_demo_site
from gateway.embedded import EmbeddedError
from gateway.embedded.place import FolderLock
from gateway.embedded.ports import is_free
from gateway.supervisor import Program

HOST = "127.0.0.1"
LOOK_EVERY_S = 0.2
READY_S = 90.0
HEALTH = "/api/v1/health"

console = Console(highlight=False, soft_wrap=True)


def run_demo(data: Path, port: int) -> None:
    """Run until Ctrl-C or SIGTERM. Raises EmbeddedError when it can't start."""
    _leave_on_signals()
    lock = FolderLock()
    if not lock.acquire(data):
        raise EmbeddedError(f"a demo is running in {data} already; `--data DIR` starts another one elsewhere")
    if not is_free(port, HOST):
        raise EmbeddedError(f"port {port} is taken; `--port N` (make demo PORT=N) chooses another one")
    started = time.monotonic()
    with ExitStack() as stack:
        console.print("Starting database and broker …")
        services = stack.enter_context(Services(data))
        programs = _programs(data, port, services)
        console.print("Starting simulators and gateway …")
        _start_in_turn(programs, data, stack)
        logins = ensure_logins(services.database_url, data)
        ensure_vehicles(services.database_url, DEMO_SITE)
        _wait_until_healthy(programs, port)
        _show(port, data, logins, time.monotonic() - started)
        programs.append(_guards(port, data, ensure_guards(services.database_url, data, logins), stack))
        while True:
            _look_after(programs)
            time.sleep(LOOK_EVERY_S)


def _programs(data: Path, port: int, services: Services) -> list[Program]:
    site = str(write_demo_site(data))
    environment = {
        "GATEHOUSE_DATABASE_URL": services.database_url,
        "GATEHOUSE_MQTT_URL": services.mqtt_url,
        "GATEHOUSE_DATA": str(data),
    }
    words = {
        "simulator": ["simulate", site],
        "gateway": ["run", site, "--host", HOST, "--port", str(port)],
    }
    return [Program(name, words[name], data=data, environment=environment) for name in words]


def _start_in_turn(programs: list[Program], data: Path, stack: ExitStack) -> None:
    """The gateway starts when the simulators listen: else it would tell of lines that are not there yet."""
    (data / SOCKET).unlink(missing_ok=True)  # of a simulation that was killed; the folder's lock says that none runs
    simulator, gateway = programs
    for program in (simulator, gateway):
        stack.callback(program.stop)
    simulator.start()
    _wait(lambda: (data / SOCKET).exists(), [simulator])
    gateway.start()


def _guards(port: int, data: Path, crew: Path, stack: ExitStack) -> Program:
    """Who walks the programme; nobody waits for them."""
    words = ["guards", f"http://{HOST}:{port}", "--crew", str(crew), "--site", str(data / "site.yaml")]
    guards = Program("guards", words, data=data, environment={})
    stack.callback(guards.stop)
    guards.start()
    return guards


def _wait_until_healthy(programs: list[Program], port: int) -> None:
    _wait(lambda: _is_healthy(port), programs)


def _wait(is_so: Callable[[], bool], programs: list[Program]) -> None:
    deadline = time.monotonic() + READY_S
    while not is_so():
        _look_after(programs)
        last = programs[-1]
        for program in programs:
            if program.gives_up():
                raise EmbeddedError(f"{program.name} does not start; the end of {program.log}:\n{program.tail()}")
        if time.monotonic() > deadline:
            raise EmbeddedError(f"the {last.name} did not answer within {READY_S:.0f} s; its log is {last.log}")
        time.sleep(LOOK_EVERY_S / 2)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", HEALTH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _look_after(programs: list[Program]) -> None:
    for program in programs:
        for news in program.look_after():
            console.print(news, markup=False)


def _show(port: int, data: Path, logins: Mapping[str, str], took_s: float) -> None:
    table = Table("role and name", "password", box=None, pad_edge=False)
    for name, password in logins.items():
        table.add_row(name, password)
    console.print(f"\nGatehouse is at [bold]http://{HOST}:{port}[/bold] (up in {took_s:.1f} s)\n")
    console.print(table)
    console.print(f"\nData, logs and logins.txt are in {data}. Ctrl-C stops everything.", markup=False)


def _leave_on_signals() -> None:
    def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # what stops now has time-outs of its own
        console.print("\nStopping …")
        sys.exit(0)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
