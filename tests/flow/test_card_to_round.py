"""A guard's card in one piece: a reader on the wire, a visit in its round; and a missed stop that alarms."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from gateway.app import Application, Settings
from gateway.config import load_site
from tests.drivers.test_mqtt import Publisher
from tests.flow.clock import MovedClock
from tests.gateway.eventually import until

SITE = """\
site: {id: flow-patrol, name: {zh: 流程, en: Flow}, timezone: Asia/Shanghai}
devices: [{id: reader-1, kind: patrol_reader}]
patrol:
  checkpoints:
    - {id: gate, name: {zh: 门岗, en: Gate}, reader: reader-1}
    - {id: roof, name: {zh: 屋顶, en: Roof}, key: true}
  routes:
    - {id: night, name: {zh: 夜巡, en: Night}, stops: [{at: gate, walk_s: 0}, {at: roof, walk_s: 60}],
       early_min: 1, late_min: 1, schedules: [{at: ["12:00"]}]}
  cards: {4417203: wang}
"""
NOON = datetime(2025, 6, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()


@asynccontextmanager
async def running(data: Path, database_url: str, broker_url: str, clock: MovedClock) -> AsyncIterator[Application]:
    path = data / "site.yaml"
    path.write_text(SITE, encoding="utf-8")
    settings = Settings(data=data, database_url=database_url, mqtt_url=broker_url)
    application = Application(load_site(path), settings, clock)
    task = asyncio.create_task(application.run())
    await application.ready.wait()
    try:
        yield application
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def event(time: float, card: int) -> dict[str, Any]:
    moment = datetime.fromtimestamp(time, UTC).isoformat().replace("+00:00", "Z")
    return {"time": moment, "card": card, "name": "巡逻岗 1"}


async def test_from_the_card_to_the_alarm(data: Path, database_url: str, broker_url: str) -> None:
    clock = MovedClock(NOON - 600)
    publisher = Publisher(broker_url)
    async with running(data, database_url, broker_url, clock) as app:
        publisher.send("gatehouse/flow-patrol/reader-1/online", True, retain=True)
        await until(lambda: app.table.is_online(app.table.slice_of("reader-1")))  # the gateway hears it
        (planned,) = [each for each in app.patrol.current() if each.round.starts_at == NOON]
        clock.move_to(NOON)
        for card in (4417203, 4417203):  # a broker may deliver it twice
            publisher.send("gatehouse/flow-patrol/reader-1/event", event(NOON - 5, card))
        await until(lambda: app.patrol.current()[0].stops[0].visit is not None)
        visit = (await app.patrol.round(planned.round.id)).stops[0].visit
        assert visit is not None
        assert (visit.who, visit.method.value, visit.time) == ("wang", "reader", NOON - 5)
        clock.move_to(NOON + 60 + 59)  # the second stop is open for a second more
        await until(lambda: app.patrol.current()[0].stops[1].state.value == "due")
        passes = app.evaluation.passes
        await until(lambda: app.evaluation.passes >= passes + 2)
        assert not [alarm for alarm in app.alarms.open_alarms() if alarm.device == "patrol:night"]
        clock.move_to(NOON + 60 + 61)
        await until(lambda: any(alarm.ticket for alarm in app.alarms.open_alarms()))
        alarms = {alarm.rule: alarm for alarm in app.alarms.open_alarms() if alarm.device == "patrol:night"}
        assert set(alarms) == {"missed", "missed_key"}
        assert "屋顶 Roof" in alarms["missed_key"].message.zh
        await app.patrol.excuse(planned.round.id, ["roof"], "台风停巡", "zhang", "operator")
        await until(
            lambda: not [a for a in app.alarms.open_alarms() if a.condition.value == "active" and "missed" in a.rule]
        )
        await app.alarms.flush()
    publisher.close()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT who, checkpoint, round FROM patrol_visit").fetchall() == [
            ("wang", "gate", planned.round.id)
        ]
        assert connection.execute("SELECT count(*) FROM device_event").fetchall() == [(1,)]
        assert connection.execute("SELECT action, target FROM audit").fetchall() == [
            ("patrol.excused", planned.round.id)
        ]
        assert connection.execute("SELECT trade, source FROM ticket").fetchall() == [("security", "alarm")]
