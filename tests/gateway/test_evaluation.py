"""When passes are made, and that no transition is lost on the way to the alarms."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog

from gateway.clock import SystemClock
from gateway.evaluation import Evaluation, columns_of
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from tests.gateway.eventually import until
from tests.gateway.points.test_table import PROFILE
from yamlfile import Text


class Engine:
    """Gives out what the test puts into `next`, one list a pass."""

    def __init__(self) -> None:
        self.next: list[list[Any]] = []
        self.times: list[float] = []
        self.breaks = False

    def evaluate(self, now: float, values: Any, quality: Any, times: Any, texts: Any) -> list[Any]:
        self.times.append(now)
        self.texts = dict(texts)
        if self.breaks:
            self.breaks = False
            raise ZeroDivisionError
        assert len(values) == len(quality) == len(times) == 4
        return self.next.pop(0) if self.next else []


@asynccontextmanager
async def running(engine: Engine, told: Callable[[list[Any]], Any]) -> AsyncIterator[Evaluation]:
    async def tell(transitions: list[Any]) -> None:
        told(transitions)

    table = PointTable([TableDevice(id="p-1", profile=PROFILE, expected_s=1.0)])
    table.texts[2] = "west"
    evaluation = Evaluation(table, engine, SystemClock(), tell)
    task = asyncio.create_task(evaluation.run())
    try:
        yield evaluation
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_passes_are_made_without_any_news() -> None:
    engine = Engine()
    async with running(engine, lambda _: None) as evaluation:
        await until(lambda: evaluation.passes >= 3)


async def test_many_requests_are_one_pass() -> None:
    engine = Engine()
    async with running(engine, lambda _: None) as evaluation:
        await until(lambda: evaluation.passes == 1)
        for _ in range(1000):
            evaluation.request()
        await until(lambda: evaluation.passes == 2)
        assert engine.times[1] >= engine.times[0]


async def test_transitions_that_could_not_be_handed_on_come_again_first_and_in_order() -> None:
    engine = Engine()
    engine.next = [["a"], ["b"]]
    told: list[list[Any]] = []
    failures = [OSError("disk full")]

    def tell(transitions: list[Any]) -> None:
        if failures:
            raise failures.pop()
        told.append(transitions)

    with structlog.testing.capture_logs() as logs:
        async with running(engine, tell):
            await until(lambda: told)
    assert told == [["a", "b"]]
    assert [entry["event"] for entry in logs] == [
        "transitions can't be handed on, they are kept", "transitions are handed on again",
    ]  # fmt: skip


async def test_a_pass_that_fails_is_logged_and_the_next_one_is_made() -> None:
    engine = Engine()
    engine.breaks = True
    with structlog.testing.capture_logs() as logs:
        async with running(engine, lambda _: None) as evaluation:
            await until(lambda: evaluation.passes >= 1)
    assert [entry["event"] for entry in logs] == ["a pass over the rules failed"]


def test_what_is_out_of_service_is_not_judged() -> None:
    table = PointTable(
        [
            TableDevice(id="p-1", profile=PROFILE, expected_s=1.0, out_of_service=True),
            TableDevice(id="p-2", profile=PROFILE, expected_s=1.0, without=("label",)),
        ]
    )
    (columns,) = columns_of(table)
    assert (columns.id, columns.kind, columns.start) == ("p-2", "pump", 4)
    assert columns.points == ("pressure", "state", "label", "online")
    assert columns.fitted.tolist() == [True, True, False, True]
    assert columns.units == ("MPa", "", "", "")


def test_points_are_called_as_the_site_calls_them() -> None:
    names = {"pressure": Text(zh="低区压力", en="Low zone")}
    table = PointTable([TableDevice(id="p-1", profile=PROFILE, expected_s=1.0, names=names)])
    (columns,) = columns_of(table)
    assert [name.en for name in columns.names] == ["Low zone", "state", "label", "Communication"]


async def test_the_engine_hears_what_string_points_say() -> None:
    engine = Engine()
    async with running(engine, lambda _: None) as evaluation:
        await until(lambda: evaluation.passes >= 1)
    assert engine.texts == {2: "west"}
