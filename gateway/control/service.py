"""Writes to devices: a person selects, confirms; then it is written, read back, compared, and both are audited.

A write is audited before it goes out. Without a database there is no audit, and so no write.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from drivers.errors import DriverError
from drivers.frame import Frame
from drivers.profile import Profile
from gateway.clock import Clock
from gateway.control import policy
from gateway.control.model import SELECTION_S, Result, Selection
from gateway.control.policy import Reason
from gateway.errors import Conflict, GatehouseError, Invalid, NotAllowed, NotFound, Unavailable
from gateway.ids import new_id
from gateway.store import audit
from gateway.store.pool import Database

# Past this the oldest selection is forgotten; its owner selects again.
MOST_SELECTIONS = 100
DEVICE_TIMEOUT_S = 10.0
log = structlog.get_logger(__name__)


class Writer(Protocol):
    """The way to a device that is being polled; DriverError where it fails."""

    async def write(self, device: str, point: str, value: float) -> None: ...
    async def read(self, device: str) -> Frame: ...


class Presence(Protocol):
    """Whether a device answers at the moment."""

    def __call__(self, device: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A device that might be written to. `without`: ids of points that it lacks."""

    profile: Profile
    without: frozenset[str] = frozenset()


class ControlService:
    """`devices` by id."""

    def __init__(
        self,
        *,
        site: str,
        database: Database,
        clock: Clock,
        devices: Mapping[str, Target],
        online: Presence,
        writer: Writer,
    ) -> None:
        self._site = site
        self._database = database
        self._clock = clock
        self._devices = devices
        self._online = online
        self._writer = writer
        self._selections: dict[str, Selection] = {}

    async def select(self, device: str, point: str, value: float, who: str, role: str) -> Selection:
        """Nothing is written yet; `confirm` within SELECTION_S does that.

        NotFound, NotAllowed (the role, or nothing may be written there), Invalid (`value`), Unavailable (offline).
        """
        self._check(device, point, value, role)
        now = self._clock.now()
        selection = Selection(
            id=new_id(now), device=device, point=point, value=value, who=who, expires_at=now + SELECTION_S
        )
        await self._record(selection, role, "select", {})
        while len(self._selections) >= MOST_SELECTIONS:
            del self._selections[next(iter(self._selections))]
        self._selections[selection.id] = selection
        return selection

    async def confirm(self, device: str, point: str, selection: str, who: str, role: str) -> Result:
        """Write what was selected, and say what the device then holds. Each selection is confirmed once at most.

        NotFound (no such selection), NotAllowed (somebody else's), Conflict (too late), Unavailable (the device, or
        the database for the audit). Where reading back fails the Result says so: the write may have been done.
        """
        chosen = self._take(device, point, selection, who)
        self._check(device, point, chosen.value, role)
        await self._record(chosen, role, "write", {})
        try:
            result = await self._write(chosen)
        except Unavailable as error:
            await self._record_outcome(chosen, role, "write_failed", {"reason": error.message})
            raise
        log.info("a device was written to", device=device, point=point, value=chosen.value, ok=result.ok, who=who)
        await self._record_outcome(chosen, role, "written", {"read_back": result.read_back, "ok": result.ok})
        return result

    def _take(self, device: str, point: str, selection: str, who: str) -> Selection:
        chosen = self._selections.get(selection)
        if chosen is None or (chosen.device, chosen.point) != (device, point):
            raise NotFound("there is no such selection; select again")
        if chosen.who != who:
            raise NotAllowed(f"only {chosen.who}, who selected it, may confirm it", code="not_yours")
        del self._selections[selection]
        if self._clock.now() > chosen.expires_at:
            raise Conflict(f"the selection was good for {SELECTION_S:.0f} s; select again", code="expired")
        return chosen

    def _check(self, device: str, point: str, value: float, role: str) -> None:
        target = self._devices.get(device)
        if target is None or point in target.without:
            raise NotFound(f"there is no point '{device}/{point}'")
        reason = policy.judge(target.profile, point, value, role)
        if reason is not Reason.ALLOWED:
            raise _refusal(reason, target.profile, device, point)
        if not self._online(device):
            raise Unavailable(f"the device '{device}' does not answer", code="offline")

    async def _write(self, chosen: Selection) -> Result:
        try:
            async with asyncio.timeout(DEVICE_TIMEOUT_S):
                await self._writer.write(chosen.device, chosen.point, chosen.value)
        except (DriverError, TimeoutError) as error:
            log.warning("a write failed", device=chosen.device, point=chosen.point, reason=str(error))
            message = f"the device '{chosen.device}' did not confirm the value; look at it before you try again"
            raise Unavailable(message, code="device") from error
        read_back = await self._read_back(chosen)
        profile = self._devices[chosen.device].profile
        point = profile.points[profile.index(chosen.point)]
        return Result(
            device=chosen.device,
            point=chosen.point,
            written=chosen.value,
            read_back=read_back,
            ok=policy.agrees(point, chosen.value, read_back),
        )

    async def _read_back(self, chosen: Selection) -> float | None:
        try:
            async with asyncio.timeout(DEVICE_TIMEOUT_S):
                frame = await self._writer.read(chosen.device)
        except (DriverError, TimeoutError) as error:
            log.warning("nothing could be read back", device=chosen.device, point=chosen.point, reason=str(error))
            return None
        return policy.value_in(frame, self._devices[chosen.device].profile, chosen.point)

    async def _record_outcome(self, chosen: Selection, role: str, action: str, detail: Mapping[str, Any]) -> None:
        """The intent is audited already: where the database has gone since, the person still learns the outcome."""
        try:
            await self._record(chosen, role, action, detail)
        except Unavailable as error:
            log.error("the outcome of a write is in no audit", device=chosen.device, outcome=action, why=error.message)

    async def _record(self, chosen: Selection, role: str, action: str, detail: Mapping[str, Any]) -> None:
        async with self._database.connection() as conn:
            await audit.record(
                conn,
                site=self._site,
                who=chosen.who,
                role=role,
                action=f"control.{action}",
                target=f"{chosen.device}/{chosen.point}",
                detail={"value": chosen.value, **detail},
            )


def _refusal(reason: Reason, profile: Profile, device: str, point: str) -> GatehouseError:
    found = policy.find(profile, point)
    bounds = found.write if found else None
    match reason:
        case Reason.WRONG_ROLE:
            return NotAllowed("this role may not write to devices")
        case Reason.READ_ONLY_KIND:
            return NotAllowed(f"nothing is ever written to a {profile.name.en}", code="read_only")
        case Reason.NOT_WRITABLE:
            return NotAllowed(f"'{device}/{point}' can't be set", code="read_only")
        case Reason.OUT_OF_BOUNDS if bounds:
            return Invalid(f"'{point}' may be set from {bounds.minimum:g} to {bounds.maximum:g}", field="value")
        case Reason.NOT_A_STATE if found:
            return Invalid(f"'{point}' knows only {', '.join(map(str, found.texts))}", field="value")
        case _:
            return NotFound(f"there is no point '{device}/{point}'")
