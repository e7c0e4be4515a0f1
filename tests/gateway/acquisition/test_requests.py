"""What people ask of a device between two polls."""

import asyncio

from gateway.acquisition.requests import Requests


async def test_what_nobody_waits_for_any_more_is_not_done() -> None:
    requests, done = Requests("line"), []

    async def work(name: str) -> None:
        done.append(name)

    given_up = asyncio.create_task(requests.ask(lambda: work("too late"), lambda: None))
    waiting = asyncio.create_task(requests.ask(lambda: work("in time"), lambda: None))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    await requests.do_all()
    await waiting
    assert done == ["in time"]
