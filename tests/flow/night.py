"""A site with one route of eight stops, its gateway served over HTTP, and a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from dashboard.app import create_app
from dashboard.main import web_side
from dashboard.server import server
from gateway.app import Application, Settings
from gateway.config import load_site
from gateway.store.accounts import create_token
from simulators.guards.line import Line
from simulators.guards.phone import Phone, rfc3339
from simulators.guards.programme import Round, places_of, round_of
from simulators.guards.temper import Temper
from simulators.guards.walk import Step, walk
from simulators.guards.wall import Wall
from tests.flow.clock import MovedClock
from tests.program import free_port

START = 1_768_399_200.0  # 2026-01-14 22:00 in Shanghai
SYNC_S = 600.0
STOPS = 8


def site_text(*, schedule: str = '{at: ["22:00"]}', late_min: float = 2, early_min: float = 1) -> str:
    """Stops a minute's walk apart; the seventh is a key one."""
    checkpoints = "\n".join(
        f"    - {{id: p{n}, name: {{zh: {n} 号点, en: Stop {n}}}, position: [31.{20 + n}, 121.47], key: {n == 7}}}"
        for n in range(1, STOPS + 1)
    )
    stops = ", ".join(f"{{at: p{n}, walk_s: 60}}" for n in range(1, STOPS + 1))
    return f"""\
site: {{id: flow, name: {{zh: 流程, en: Flow}}, timezone: Asia/Shanghai}}
connections: {{cameras: "push+http://127.0.0.1:{free_port()}"}}
devices: [{{id: cam-1, kind: plate_camera, connection: cameras}}]
patrol:
  checkpoints:
{checkpoints.replace("True", "true").replace("False", "false")}
  routes:
    - {{id: night, name: {{zh: 夜巡, en: Night}}, stops: [{stops}], schedules: [{schedule}],
       early_min: {early_min}, late_min: {late_min}, sync_min: {SYNC_S / 60:g}}}
"""


class Night:
    """The running gateway, and who talks to it."""

    def __init__(self, app: Application, clock: MovedClock, url: str, database_url: str) -> None:
        self.app = app
        self.clock = clock
        self.url = url
        self.lines: list[Line] = []
        self._database_url = database_url

    def line(self, role: str) -> Line:
        """Of a machine with this role."""
        line = Line(self.url, token=create_token(self._database_url, role).split()[-1])
        self.lines.append(line)
        return line

    def person(self, name: str, password: str) -> Line:
        """Of somebody who signs in."""
        line = Line(self.url, login=(name, password))
        self.lines.append(line)
        return line

    def phone(self) -> Phone:
        """A guard's."""
        return Phone(self.line("guard"), now=self.clock.now)

    async def round(self, line: Line) -> Round:
        """Tonight's, as a phone sees it."""
        span = f"from={rfc3339(START - 60)}&to={rfc3339(START + 60)}"
        checkpoints, (route,), (told,) = [
            (await line.ask("GET", f"/patrol/{path}")).body for path in ("checkpoints", "routes", f"rounds?{span}")
        ]
        return round_of(told, route, places_of(checkpoints, {}))

    async def steps(self, line: Line, temper: Temper = Temper.PUNCTUAL) -> list[Step]:
        """How somebody of this temper walks it."""
        return walk(await self.round(line), temper, Random(5))

    async def told(self, line: Line, round_: str) -> Any:
        """The round as the gateway tells it."""
        return (await line.ask("GET", f"/patrol/rounds/{round_}")).body

    async def take(self, phone: Phone, wall: Wall, steps: list[Step], *, is_online: bool = True) -> None:
        """Walk, with the clock."""
        for step in steps:
            self.clock.move_to(step.time)
            phone.keep(step, code=await wall.code(step.place, step.method))
            assert not is_online or await phone.flush()

    async def pass_until(self, moment: float, phone: Phone | None = None) -> None:
        """Let time pass; the phone gives signs of life. Everything has been judged at `moment`."""
        while self.clock.now() < moment:
            self.clock.move_to(min(moment, self.clock.now() + 30.0))
            if phone is not None:
                await phone.sync()
        judged = self.app.evaluation.passes
        async with asyncio.timeout(60):
            while self.app.evaluation.passes < judged + 2:  # noqa: ASYNC110 - a pass tells nobody
                await asyncio.sleep(0.01)


@asynccontextmanager
async def running(data: Path, database_url: str, *, at: float) -> AsyncIterator[Night]:
    """The gateway with its web side on a port of its own."""
    path = data / "site.yaml"
    path.write_text(site_text(), encoding="utf-8")
    clock = MovedClock(at)
    settings = Settings(data=data / "gateway", database_url=database_url, mqtt_url=None)
    settings.data.mkdir()
    app = Application(load_site(path), settings, clock)
    task = asyncio.create_task(app.run())
    await app.ready.wait()
    web = server(create_app(web_side(app), screens=None), host="127.0.0.1", port=0)
    serving = asyncio.create_task(web.serve())
    try:
        async with asyncio.timeout(60):
            while not web.started:  # noqa: ASYNC110, uvicorn offers no event
                await asyncio.sleep(0.01)
        port = web.servers[0].sockets[0].getsockname()[1]
        night = Night(app, clock, f"http://127.0.0.1:{port}", database_url)
        try:
            yield night
        finally:
            for line in night.lines:
                line.close()
    finally:
        web.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
