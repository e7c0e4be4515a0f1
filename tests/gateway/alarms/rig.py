"""Alarms and tickets on a real database and a real journal, with a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from gateway.alarms.causes import Feeds
from gateway.alarms.events import AlarmChanged
from gateway.alarms.service import AlarmService
from gateway.alarms.writing import AlarmWriter
from gateway.bus import Bus
from gateway.journal import Journal
from gateway.notify.channel import Channel
from gateway.notify.service import Notifier
from gateway.store.pool import Database
from gateway.tickets.clocks import Policy
from gateway.tickets.events import TicketChanged
from gateway.tickets.service import TicketService
from rules.model import Alert, Priority, TicketCall, Transition
from yamlfile import Text

SITE = "jinxiu"
# A house of this address never finds its database.
AWAY = "postgresql://nobody@127.0.0.1:1/none"
NOON = 1_750_000_000.0
NAMES = {"sg-1": Text(zh="一号配电柜", en="Switchgear 1"), "pr-1": Text(zh="一号泵房", en="Pump room 1")}
POLICY = Policy(assign={"electrical": "li"})
CHANNEL = Channel(
    name="wecom",
    url="json://127.0.0.1:1/",
    events=frozenset({"ticket_opened", "ticket_assigned", "ticket_breached"}),
)


@dataclass
class HandClock:
    """Stands still until the test moves it."""

    time: float = NOON

    def now(self) -> float:
        return self.time

    def elapsed(self) -> float:
        return self.time


def transition(
    rule: str = "phase_loss",
    *,
    device: str = "sg-1",
    active: bool = True,
    at: float = NOON,
    kind: str = "voltage",
    urgency: str | None = "emergency",
    trade: str = "electrical",
    priority: int = 1,
    latched: bool = False,
    value: float = 12.5,
    limit: float = 154.0,
) -> Transition:
    call = TicketCall.model_validate({"trade": trade, "urgency": urgency}) if urgency else None
    message = Text(zh=f"缺相 {value} V", en=f"Phase lost: {value} V")
    alert = Alert(
        rule=rule,
        kind=kind,
        name=Text(zh="缺相", en="Phase loss"),
        message=message,
        advice=Text(zh="检查进线", en="Look at the incomer"),
        priority=Priority(priority),
        latched=latched,
        ticket=call,
    )
    return Transition(
        device=device,
        point="voltage_a",
        alert=alert,
        active=active,
        time=at,
        value=value,
        limit=limit,
        message=message,
    )


@dataclass
class House:
    """The services of a running gateway, and what they said on the bus."""

    url: str
    clock: HandClock
    bus: Bus
    database: Database
    journal: Journal
    alarms: AlarmService
    tickets: TicketService
    notifier: Notifier
    said: list[Any] = field(default_factory=list)

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What the database holds, asked past all of our own code; single columns come bare."""
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(query, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


def add_accounts(url: str, **roles: str) -> None:
    with psycopg.connect(url) as connection:
        for name, role in roles.items():
            connection.execute("INSERT INTO account (name, role, password_hash) VALUES (%s, %s, '-')", (name, role))


def build(
    url: str, journal: Journal, clock: HandClock, channels: Sequence[Channel] = (), feeds: Feeds | None = None
) -> House:
    """The services, wired as the program wires them; nothing runs yet."""
    bus, database = Bus(), Database(url, most=4)
    notifier = Notifier(site=SITE, database=database, clock=clock, channels=channels)
    tickets = TicketService(
        database=database, bus=bus, time=clock, site=SITE, policy=POLICY, names=NAMES, notifier=notifier
    )
    writer = AlarmWriter(site=SITE, tickets=tickets.opener, notifier=notifier, names=NAMES)
    alarms = AlarmService(
        site=SITE, journal=journal, database=database, bus=bus, clock=clock, writer=writer, feeds=feeds or Feeds()
    )
    house = House(url, clock, bus, database, journal, alarms, tickets, notifier)
    bus.subscribe(AlarmChanged, house.said.append)
    bus.subscribe(TicketChanged, house.said.append)
    return house


@asynccontextmanager
async def open_house(
    url: str,
    folder: Path,
    clock: HandClock | None = None,
    *,
    run: bool = True,
    channels: Sequence[Channel] = (CHANNEL,),
    feeds: Feeds | None = None,
) -> AsyncIterator[House]:
    """A gateway from its start to its end; without `run` nothing goes from the journal into the database."""
    async with Journal(folder / "journal.sqlite") as journal:
        house = build(url, journal, clock or HandClock(), channels, feeds)
        async with house.database if url != AWAY else nullcontext():
            await house.alarms.start()
            task = asyncio.create_task(house.alarms.run()) if run else None
            try:
                yield house
            finally:
                if task is not None:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
