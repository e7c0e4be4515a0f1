"""The main line in one piece: a register changes, and in the end a person closes a ticket. No web, no browser."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.app import Application, Settings
from gateway.config import load_site
from gateway.errors import Conflict
from gateway.store.accounts import add_account
from tests.gateway.eventually import until
from tests.wire import WireServer, wire

SITE = """\
site: {{id: flow, name: {{zh: 流程, en: Flow}}, timezone: Asia/Shanghai}}
profiles: ./kinds
packs: ./packs
connections: {{line: "modbus+tcp://127.0.0.1:{port}"}}
devices: [{{id: tank-1, kind: tank, connection: line, poll_s: 0.1, name: {{zh: 水箱, en: Tank}}}}]
rules: [{{device: tank-1, rule: level_low, limit: 25}}]
tickets: {{assign: {{plumbing: li.wei}}}}
"""
KIND = """\
kind: tank
name: {zh: 水箱, en: Tank}
protocol: modbus
points: [{id: level, name: {zh: 液位, en: Level}, unit: "%", modbus: {address: 0, scale: 0.1, invalid: [65535]}}]
"""
PACK = """\
kind: tank
rules:
  - {id: level_low, name: {zh: 液位低, en: Level low}, kind: level, priority: 1, source: made up,
     when: {low: {point: level, limit: 10, deadband: 2}},
     message: {zh: "{value} 低于 {limit}", en: "{value} < {limit}"},
     ticket: {trade: plumbing, urgency: emergency}}
"""


class Tank:
    """A device of one register: tenths of a per cent."""

    def __init__(self) -> None:
        self.raw = 600

    def __call__(self, unit: int, address: int, count: int) -> list[int]:
        return [self.raw] * count


@pytest.fixture
def tank() -> Iterator[tuple[Tank, WireServer]]:
    registers = Tank()
    with wire(registers) as server:
        yield registers, server


@asynccontextmanager
async def running(data: Path, port: int, database_url: str) -> AsyncIterator[Application]:
    for name, text in (("kinds/tank.yaml", KIND), ("packs/tank.yaml", PACK), ("site.yaml", SITE.format(port=port))):
        path = data / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    application = Application(
        load_site(data / "site.yaml"), Settings(data=data, database_url=database_url, mqtt_url=None)
    )
    task = asyncio.create_task(application.run())
    await application.ready.wait()
    try:
        yield application
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_from_the_register_to_the_closed_ticket(
    data: Path, database_url: str, tank: tuple[Tank, WireServer]
) -> None:
    registers, server = tank
    await asyncio.to_thread(add_account, database_url, "li.wei", "engineer", "a-long-password")
    async with running(data, server.port, database_url) as app:
        level = app.table.row("tank-1", "level")
        await until(lambda: app.table.value[level] == 60.0)

        registers.raw = 65535  # the device says that it does not know: no reason for an alarm
        await until(lambda: app.table.quality[level] != 0)
        passes = app.evaluation.passes
        await until(lambda: app.evaluation.passes >= passes + 2)
        assert app.alarms.open_alarms() == []

        registers.raw = 249
        await until(lambda: bool(app.alarms.open_alarms()) and app.alarms.open_alarms()[0].ticket is not None)
        (alarm,) = app.alarms.open_alarms()
        assert (alarm.rule, alarm.value, alarm.limit, alarm.message.en) == ("level_low", 24.9, 25.0, "24.9 < 25")
        (ticket,) = await app.tickets.list()
        assert (ticket.id, ticket.state, ticket.assignee) == (alarm.ticket, "dispatched", "li.wei")
        assert ticket.arrive_by == pytest.approx(alarm.raised_at + 15 * 60, abs=0.001)
        assert ticket.resolve_by == pytest.approx(alarm.raised_at + 30 * 60, abs=0.001)

        await app.alarms.acknowledge(alarm.id, "wang.fang", "operator")
        for action in ("accept", "arrive"):
            await app.tickets.step(ticket.id, action, "li.wei", "engineer")
        done = {"cause": "valve closed", "solution": "valve opened"}
        with pytest.raises(Conflict) as refused:
            await app.tickets.step(ticket.id, "resolve", "li.wei", "engineer", done)
        assert refused.value.code == "still_abnormal"

        registers.raw = 600
        await until(lambda: not app.alarms.open_alarms())
        await app.alarms.flush()
        assert (await app.tickets.get(ticket.id)).state == "arrived", "the alarm's return closes nothing"
        await app.tickets.step(ticket.id, "resolve", "li.wei", "engineer", done)
        closed = await app.tickets.step(ticket.id, "verify", "wang.fang", "operator")
        assert closed.state == "closed"

        await app.writer.flush()
        trend = await app.history.samples("tank-1", "level", alarm.raised_at - 60, app.clock.now() + 1)
        assert {least for _, least, _, _ in trend.samples} >= {60.0, 24.9, None}
