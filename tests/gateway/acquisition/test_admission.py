"""Only so many polls are under way at once, and how many follows from how late the loop runs."""

import asyncio

import pytest

from gateway.acquisition.admission import FEWEST, MOST, Admission, adjusted


@pytest.mark.parametrize(
    ("limit", "lag_s", "after"),
    [
        (1000, 0.2, 800),
        (FEWEST, 5.0, FEWEST),
        (1000, 0.01, 1000),
        (1000, 0.0, 1016),
        (MOST, 0.0, MOST),
        (1000, -0.001, 1016),
    ],
)
def test_the_limit_follows_the_loop(limit: int, lag_s: float, after: int) -> None:
    assert adjusted(limit, lag_s) == after


async def test_no_more_than_the_limit_are_inside_and_they_come_in_the_order_in_which_they_asked() -> None:
    admission = Admission()
    admission.limit = 2
    inside: list[int] = []
    came: list[int] = []
    leave = asyncio.Event()

    async def one(n: int) -> None:
        async with admission:
            inside.append(n)
            came.append(n)
            assert len(inside) <= 2
            await leave.wait()
            inside.remove(n)

    async with asyncio.TaskGroup() as tasks:
        for n in range(6):
            tasks.create_task(one(n))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert came == [0, 1]
        leave.set()
    assert came == [0, 1, 2, 3, 4, 5]


async def test_one_that_gives_up_waiting_keeps_no_room() -> None:
    admission = Admission()
    admission.limit = 1
    async with admission:
        waiting = asyncio.create_task(_enter(admission))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(60), admission:
        pass


async def test_one_that_is_cancelled_as_its_turn_comes_passes_it_on() -> None:
    admission = Admission()
    admission.limit = 1
    await admission.__aenter__()
    first, second = asyncio.create_task(_enter(admission)), asyncio.create_task(_enter(admission))
    await asyncio.sleep(0)
    await admission.__aexit__(None, None, None)  # the first one's turn
    first.cancel()
    assert isinstance((await asyncio.gather(first, return_exceptions=True))[0], asyncio.CancelledError)
    async with asyncio.timeout(60):
        await second


async def _enter(admission: Admission) -> None:
    async with admission:
        pass
