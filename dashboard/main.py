"""The gateway and its web side as one process: what `gatehouse run` starts."""

import asyncio
import gc
import logging
import signal
import sys
from pathlib import Path

import structlog
import uvloop

from dashboard.app import create_app
from dashboard.limits import limits_of
from dashboard.ports import Gateway
from dashboard.screens import BUILT
from dashboard.server import server
from gateway.app import Application, Settings
from gateway.config import load_site
from gateway.errors import GatehouseError

log = structlog.get_logger(__name__)


def serve(
    site_path: Path, *, data: Path, host: str, port: int, screens: bool, database_url: str, mqtt_url: str | None
) -> None:
    """Run a site until SIGTERM or SIGINT. YamlFileError, before anything connects, for a site file that is wrong."""
    set_up_logging()
    site = load_site(site_path)
    data.mkdir(parents=True, exist_ok=True)
    application = Application(site, Settings(data=data, database_url=database_url, mqtt_url=mqtt_url))
    try:
        uvloop.run(_run(application, host=host, port=port, screens=screens))
    except BaseExceptionGroup as group:
        raise _told(group) from group


async def _run(application: Application, *, host: str, port: int, screens: bool) -> None:
    web = server(create_app(web_side(application), screens=BUILT if screens else None), host=host, port=port)

    def leave() -> None:
        web.should_exit = True

    for signal_ in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_, leave)
    log.info("gatehouse starts", site=application.site.id, version=application.version, port=port)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(application.run())
        await application.ready.wait()
        # What is there by now stays for good: the garbage collector need not walk through it again and again.
        gc.collect()
        gc.freeze()
        await web.serve()
        running.cancel()
    log.info("gatehouse has stopped", site=application.site.id)


def _told(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one error of ours that ended everything, so that it is told in one line; or the group as it is."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error if isinstance(error, GatehouseError) else group


def web_side(application: Application) -> Gateway:
    """What the web side sees of the gateway."""
    return Gateway(
        version=application.version,
        site=application.site,
        limits=limits_of(application.site),
        clock=application.clock,
        bus=application.bus,
        database=application.database,
        data=application.data,
        table=application.table,
        history=application.history,
        alarms=application.alarms,
        tickets=application.tickets,
        control=application.control,
        duty=application.duty,
        notifications=application.notifier,
        health=application.health,
        gates=application.gates,
        register=application.register,
        pictures=application.acquisition,
        patrol=application.patrol,
    )


def set_up_logging() -> None:
    """One line an event on standard error; colours on a terminal, JSON anywhere else."""
    terminal = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
