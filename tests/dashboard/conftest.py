"""A gateway of real parts for the tests of the web side: real database, journal, alarms, tickets, point table.

Only what talks to devices is stood in for, at the ports that the dashboard declares.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from dashboard.app import create_app
from dashboard.ports import Gateway, LimitFacts
from dashboard.server import server
from gateway.alarms.service import AlarmService
from gateway.alarms.writing import AlarmWriter
from gateway.bus import Bus
from gateway.gates.lanes.applying import PassageApply
from gateway.gates.lanes.tellings import KIND as PASSAGE
from gateway.journal import Journal
from gateway.patrol.keeping.applying import PatrolApply
from gateway.patrol.keeping.tellings import KIND as PATROL
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from gateway.store import accounts
from gateway.store.accounts import ROLES
from gateway.store.passwords import hash_password
from gateway.store.pool import Database
from gateway.tickets.clocks import Policy
from gateway.tickets.service import TicketService
from tests.dashboard.web_gates import Eyes, the_gates
from tests.dashboard.web_house import PASSWORD, DutyRoom, Hand, HandClock, House, Nowhere, Recorder, Wellness, the_site
from tests.dashboard.web_patrol import PROGRAMME, begin_in_the_afternoon, the_patrols
from yamlfile import Text


@pytest.fixture(scope="session")
def account_hashes() -> dict[str, str]:
    """Password hashes, made once: they are slow by intent."""
    return dict.fromkeys(ROLES, hash_password(PASSWORD))


@pytest.fixture
async def house(database_url: str, data: Path, account_hashes: dict[str, str]) -> AsyncIterator[House]:
    """A site with two pump rooms and one account for each role, whose name is the role's."""
    clock, bus, site = HandClock(), Bus(), the_site(data)
    names = {device.id: device.name for device in site.devices}
    table = PointTable(
        [TableDevice(id=d.id, profile=d.profile, expected_s=1.0, without=d.without) for d in site.devices]
    )
    async with Database(database_url) as database:
        await _add_accounts(database, account_hashes)
        tickets = TicketService(
            database=database, bus=bus, time=clock, site=site.id, policy=Policy(), names=names, notifier=Nowhere()
        )
        journal = Journal(data / "journal.sqlite")
        await journal.start()
        patrol = the_patrols(database, journal, bus, clock, table, data, lambda: alarms.wake())
        writer = AlarmWriter(site=site.id, tickets=tickets.opener, notifier=Nowhere(), names=names)
        alarms = AlarmService(
            site=site.id,
            journal=journal,
            database=database,
            bus=bus,
            clock=clock,
            writer=writer,
            others={
                PASSAGE: PassageApply(site.id),
                PATROL: PatrolApply(
                    site=site.id, tickets=tickets.for_patrols(PROGRAMME, {}), bus=bus, learned=patrol.learn
                ),
            },
        )
        health, history = Wellness(), Recorder()
        register, gates = the_gates(database, journal, bus, clock, table, data, lambda: alarms.wake())
        gateway = Gateway(
            version="0.1.0",
            site=site,
            limits=[_limit()],
            clock=clock,
            bus=bus,
            database=database,
            data=data,
            table=table,
            history=history,
            alarms=alarms,
            tickets=tickets,
            control=Hand(),
            duty=DutyRoom(),
            notifications=Nowhere(),
            health=health,
            gates=gates,
            register=register,
            pictures=Eyes(),
            patrol=patrol,
        )
        app = create_app(gateway, screens=data / "dist")
        await alarms.start()
        await register.start(await gates.start())
        await begin_in_the_afternoon(patrol, clock)
        async with asyncio.TaskGroup() as tasks, app.router.lifespan_context(app):
            running = [tasks.create_task(each.run()) for each in (alarms, gates, patrol)]
            yield House(
                app=app,
                gateway=gateway,
                clock=clock,
                alarms=alarms,
                tickets=tickets,
                health=health,
                history=history,
                database_url=database_url,
            )
            for each in running:
                each.cancel()
        await journal.stop()


async def _add_accounts(database: Database, hashes: dict[str, str]) -> None:
    async with database.connection() as conn:
        for role, hashed in hashes.items():
            await accounts.insert(conn, role, role, hashed)


def _limit() -> LimitFacts:
    return LimitFacts(
        kind="pump_room",
        point="outlet_pressure",
        rule="outlet_pressure_low",
        name=Text(zh="出口压力低", en="Outlet pressure low"),
        side="low",
        limit=0.25,
        priority=2,
        device=None,
    )


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    """host:port at which the application is really served."""
    made = server(house.app, host="127.0.0.1", port=0)
    made.config.lifespan = "off"  # the fixture above runs it
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(made.serve())
        async with asyncio.timeout(60):
            while not made.started:  # noqa: ASYNC110, uvicorn offers no event
                await asyncio.sleep(0.01)
        host, port = made.servers[0].sockets[0].getsockname()
        yield f"{host}:{port}"
        made.should_exit = True
        await serving


@pytest.fixture(autouse=True, scope="session")
def _plain_log() -> None:
    """As the program logs: a traceback without the values of all variables, which take a minute to print."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer()])
