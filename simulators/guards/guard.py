"""Somebody on duty with a phone: signs in, walks the rounds that are theirs, answers who sends them to look."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import structlog

from simulators.guards.line import NoNetwork
from simulators.guards.phone import Phone, rfc3339
from simulators.guards.programme import Json, Place, Round, places_of, round_of
from simulators.guards.roster import Roster
from simulators.guards.temper import Temper
from simulators.guards.walk import Step, walk
from simulators.guards.wall import Wall

log = structlog.get_logger()

SYNC_EVERY_S, ROUNDS_EVERY_S = 30.0, 600.0
LOOK_S, LONGEST_S = 1.0, 60.0
BACK_S, AHEAD_S = 3 * 3600.0, 3600.0
OUT_OF_BED_S = 60.0
"""How long before its start a round is thought of."""
ANSWERS = {"sent": (60.0, "accepted"), "accepted": (60.0, "arrived"), "arrived": (90.0, "done")}
"""What a guard answers to a dispatch in this state, and after how long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who signs in, and how they walk."""

    name: str
    role: str
    temper: Temper


@dataclass(frozen=True, slots=True)
class Planned:
    """A step to be taken, of a round."""

    time: float
    round: str
    step: Step


class Guard:
    """The phone's line is theirs; wall and roster are shared with the others."""

    def __init__(self, person: Person, phone: Phone, wall: Wall, roster: Roster, random: Random) -> None:
        self.person = person
        self.phone = phone
        self._wall = wall
        self._roster = roster
        self._random = random
        self._places: dict[str, Place] = {}
        self._rounds: list[Round] = []
        self._planned: list[Planned] = []
        self._dark_until = 0.0
        self._synced_at = self._asked_at = 0.0
        self._answered: dict[tuple[str, str], float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        pause_s = LOOK_S
        while True:
            try:
                await self.turn(time.time())
            except NoNetwork as error:
                if pause_s == LOOK_S:
                    log.warning("guard_waits", who=self.person.name, reason=str(error))
                pause_s = min(LONGEST_S, 2.0 * pause_s)
            else:
                if pause_s > LOOK_S:
                    log.info("guard_walks_on", who=self.person.name)
                pause_s = LOOK_S
            await asyncio.sleep(pause_s * self._random.uniform(0.5, 1.0))

    async def turn(self, now: float) -> None:
        """Do what is to be done at this moment. NoNetwork where the gateway does not answer or let them in."""
        if now >= self._dark_until:
            await self._keep_in_touch(now)
        self._set_out(now)
        while self._planned and self._planned[0].time <= now:
            await self._take(self._planned.pop(0))
        if self.phone.waiting and now >= self._dark_until:
            await self.phone.flush()

    async def _keep_in_touch(self, now: float) -> None:
        if not self.phone.is_on_shift and not await self.phone.begin_shift():
            raise NoNetwork("the shift does not begin")
        if now - self._asked_at >= ROUNDS_EVERY_S:
            await self._ask_rounds(now)
            self._asked_at = now
        if now - self._synced_at >= SYNC_EVERY_S:
            told = await self.phone.sync()
            self._synced_at = now
            await self._answer(told.get("dispatches", ()), now)

    async def _ask_rounds(self, now: float) -> None:
        span = f"from={rfc3339(now - BACK_S)}&to={rfc3339(now + AHEAD_S)}&limit=1000"
        checkpoints, routes, rounds = [
            await self._get(path) for path in ("/patrol/checkpoints", "/patrol/routes", f"/patrol/rounds?{span}")
        ]
        by_id = {route["id"]: route for route in routes}
        self._places = places_of(checkpoints, self._wall.tags)
        found = [round_of(told, by_id[told["route"]], self._places) for told in rounds if told["route"] in by_id]
        self._rounds = sorted(found, key=lambda round_: round_.starts_at)
        self._roster.forget({round_.id for round_ in self._rounds})

    async def _get(self, path: str) -> Any:
        answer = await self.phone.line.ask("GET", path)
        if answer.status != 200:
            raise NoNetwork(f"{path.partition('?')[0]}: status {answer.status}")
        return answer.body

    def _set_out(self, now: float) -> None:
        """Plan the steps of rounds that are about to start, or have started without anybody."""
        for round_ in list(self._rounds):
            if round_.starts_at - OUT_OF_BED_S > now:
                break
            if round_.closes_at <= now or not round_.is_for(self.person.name, self.person.role):
                self._rounds.remove(round_)
            elif self._roster.claim(round_, self.person.name, now):
                self._rounds.remove(round_)
                steps = walk(round_, self.person.temper, self._random, not_before=now)
                self._roster.keep_busy(self.person.name, steps[-1].time)
                self._planned += [Planned(step.time, round_.id, step) for step in steps]
        self._planned.sort(key=lambda planned: planned.time)

    async def _take(self, planned: Planned) -> None:
        step = planned.step
        code = await self._wall.code(step.place, step.method)
        uid = step.place.tag if step.method == "nfc" else ""
        self.phone.keep(step, code=code, uid=uid, round_=planned.round, **findings(step.place, self._random))
        self._dark_until = max(self._dark_until, step.told_at if step.told_at > step.time else 0.0)

    async def _answer(self, dispatches: Sequence[Json], now: float) -> None:
        """Go and look where they were sent, step by step."""
        for told in dispatches:
            name = self.person.name
            if told["state"] not in ANSWERS or name not in (told["taken_by"] or told["guard"] or name,):
                continue
            after_s, state = ANSWERS[told["state"]]
            since = self._answered.setdefault((told["id"], told["state"]), now)
            if now - since >= after_s:
                body = {"state": state, "text": "all quiet" if state == "done" else ""}
                await self.phone.line.ask("POST", f"/patrol/dispatches/{told['id']}/answer", body)


def findings(place: Place, random: Random) -> Json:
    """What somebody who looks well writes down at a place where all is in order."""
    if not place.limits:
        return {}
    checks = {name: True if span is None else round(random.uniform(*span), 1) for name, span in place.limits.items()}
    return {"checks": checks, "signed": True}
