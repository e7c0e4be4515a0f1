"""The real gateway on a simulated site on which every story is told at once, and what is seen there."""

import asyncio
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from simulators.control import inject
from simulators.scenario import Seen, read_scenario
from simulators.storyteller import Storyteller
from tests.program import GATEHOUSE, Program, free_port, until
from tests.scenarios.hook import Hook

SITE = Path(__file__).parent / "site.yaml"
# The simulator's own story: it begins with the simulator, whenever the gateway is ready.
QUIET = "description: {zh: 无事, en: Nothing happens}\nsteps: [{at_s: 0, device: env-12, fault: clear}]\n"
FRESH_S = 0.5
PAGE = 500
PATIENCE_S = 60.0
"""Beyond what a story says: other tests run beside this one."""
Alarm = dict[str, Any]


class Stage:
    """What is seen on the gateway since the stories began."""

    def __init__(self, program: Program, hook: Hook, began: float) -> None:
        self._program = program
        self._hook = hook
        self._seen: list[Alarm] = []
        self._seen_at = 0.0
        self.began = began

    def due(self, at_s: float) -> float:
        """When (UTC seconds) the gateway can have seen what a story does at this second."""
        return self.began + at_s

    def alarms(self, device: str, rule: str) -> list[Alarm]:
        """Every alarm of these devices by these rules, globs both, the oldest first."""
        if time.time() - self._seen_at > FRESH_S:
            self._seen, self._seen_at = list(self._all()), time.time()
        return [
            alarm for alarm in self._seen if fnmatchcase(alarm["device"], device) and fnmatchcase(alarm["rule"], rule)
        ]

    def mismatch(self, seen: Seen) -> str:
        """What of `seen` is not, or not yet, so; empty when all of it is."""
        alarms = self.alarms(seen.device, seen.rule)
        if not alarms:
            return "no such alarm"
        alarm = alarms[0]
        wanted = {"priority": seen.priority, "suppression": seen.suppression}
        wrong = [f"{name} is {alarm[name]}" for name, value in wanted.items() if value not in (None, alarm[name])]
        if seconds(alarm["raised_at"]) > self.due(seen.at_s) + seen.within_s + PATIENCE_S:
            wrong.append(f"it came at {seconds(alarm['raised_at']) - self.began:.1f} s")
        if seen.devices is not None and alarm["consequences"]["devices"] < seen.devices:
            wrong.append(f"{alarm['consequences']['devices']} devices hang on it")
        if seen.cause is not None and self._rule_of(alarm["cause"]) != seen.cause:
            wrong.append(f"its cause is {self._rule_of(alarm['cause'])}")
        return ", ".join([*wrong, *self._ticket_mismatch(seen, alarm)])

    def _ticket_mismatch(self, seen: Seen, alarm: Alarm) -> Iterator[str]:
        if seen.urgency is None and seen.trade is None and not seen.notify:
            return
        if alarm["ticket"] is None:
            yield "it has no ticket"
            return
        ticket = self._program.get(f"/tickets/{alarm['ticket']}").json()
        for name in ("urgency", "trade"):
            if getattr(seen, name) not in (None, ticket[name]):
                yield f"the ticket's {name} is {ticket[name]}"
        yield from (f"{channel} was not told" for channel in seen.notify if not self._hook.told(channel, ticket["id"]))

    def _rule_of(self, alarm: str | None) -> str | None:
        return str(self._program.get(f"/alarms/{alarm}").json()["rule"]) if alarm else None

    def _all(self) -> Iterator[Alarm]:
        page: list[Alarm] = []
        pages: list[Alarm] = []
        while not pages or len(page) == PAGE:
            after = {"after": page[-1]["id"]} if page else {}
            page = self._program.get("/alarms", state="all", limit=PAGE, **after).json()
            pages += page
            if not page:
                break
        return (alarm for alarm in reversed(pages) if seconds(alarm["raised_at"]) >= self.began)


@contextmanager
def staged(folder: Path, hook: Hook, stories: Sequence[str], environment: dict[str, str]) -> Iterator[Stage]:
    """Simulator and gateway, until the block ends."""
    site = folder / "site.yaml"
    site.write_text(_site(hook), encoding="utf-8")
    program = Program(site, folder / "gateway", environment)
    with _simulated(site, folder, environment):
        try:
            program.start()
            program.sign_in()
            until(partial(_is_whole, program), within_s=180, what="the last device")
            devices = [device["id"] for device in program.get("/devices").json()]
            with _told(stories, folder / "simulator", devices) as began:
                yield Stage(program, hook, began)
        finally:
            program.close()


def _is_whole(program: Program) -> bool:
    """Whether every device answers."""
    return bool(program.get("/health").json()["devices"]["offline"] == 0)


@contextmanager
def _told(stories: Sequence[str], simulator: Path, devices: list[str]) -> Iterator[float]:
    """They begin when everything stands, however long that took; yields when (UTC seconds)."""
    teller = Storyteller(partial(inject, simulator), devices, speed=1.0, say=lambda _: None)
    loop = asyncio.new_event_loop()
    telling = loop.create_task(teller.tell({name: read_scenario(name) for name in stories}))

    def tell() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(telling)
        loop.close()

    began, thread = time.time(), threading.Thread(target=tell)
    thread.start()
    try:
        yield began
    finally:
        with suppress(RuntimeError):  # everything was told
            loop.call_soon_threadsafe(telling.cancel)
        thread.join()


def seconds(time_of_day: str) -> float:
    """UTC seconds of a time as the gateway tells it."""
    return datetime.fromisoformat(time_of_day).timestamp()


def _site(hook: Hook) -> str:
    """In a time zone in which it is past two at night: POSIX counts them the other way round."""
    west = (datetime.now(UTC).hour - 2) % 24
    zone = f"Etc/GMT+{west}" if west <= 12 else f"Etc/GMT-{24 - west}"
    text = SITE.read_text(encoding="utf-8").replace("ZONE", zone).replace("HOOK", str(hook.port))
    return re.sub(r"(?<=127\.0\.0\.1:)0\b", lambda _: str(free_port()), text)


@contextmanager
def _simulated(site: Path, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    said, quiet = folder / "simulator.log", folder / "quiet.yaml"
    quiet.write_text(QUIET, encoding="utf-8")
    words = [GATEHOUSE, "simulate", site, "--data", folder / "simulator", "--scenario", quiet]
    with said.open("wb") as log:
        process = subprocess.Popen(words, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            until(lambda: process.poll() is not None or "story_began" in said.read_text(), what="the simulator")
            assert process.poll() is None, said.read_text()
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)
