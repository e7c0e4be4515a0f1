"""What people do with passes: make, confirm, revoke; each with its line in the audit."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.errors import Conflict, Invalid, NotFound, Unavailable
from gateway.gates.judging.passes import new_code
from gateway.gates.judging.plate_text import LONGEST, normalised
from gateway.gates.model import Pass, PassKind, PassState
from gateway.gates.registry import store_passes
from gateway.gates.registry.memory import GateMemory
from gateway.ids import new_id
from gateway.store import audit


class PassDesk(GateMemory):
    """Every change is one transaction, and known at once."""

    async def passes(
        self, *, state: str | None = None, current: bool = False, after: str | None = None, limit: int = 100
    ) -> Sequence[Pass]:
        """The newest first; `current`: only those whose time is not over. Without the database, those of today."""
        ends_after = self._clock.now() if current else None
        try:
            async with self._database.connection() as conn:
                return await store_passes.get_many(
                    conn, self._site, state=state, ends_after=ends_after, after=after, limit=limit
                )
        except Unavailable:
            found = [
                each
                for each in self._state.passes.values()
                if state in (None, each.state.value)
                and (ends_after is None or each.valid_until > ends_after)
                and (after is None or each.id < after)
            ]
            return sorted(found, key=lambda each: each.id, reverse=True)[:limit]

    def visit(self, code: str) -> Pass | None:
        """The pass of a visitor's or a host's code; None where there is none, or its time is over."""
        found = self._known.passes.by_code.get(code) or self._known.passes.by_host_code.get(code)
        return found if found is not None and self._clock.now() < found.valid_until else None

    async def create_pass(
        self,
        *,
        kind: PassKind,
        visitor: str,
        holder: str,
        plate: str,
        valid_from: float,
        valid_until: float,
        most_uses: int,
        gates: Sequence[str],
        confirmed: bool,
        who: str,
        role: str,
    ) -> Pass:
        """A new pass with codes of its own. Invalid for a plate, a gate or a time that can't be."""
        now = self._clock.now()
        if not valid_from < valid_until or valid_until <= now:
            raise Invalid("a pass ends after it begins, and not before now", field="valid_until")
        unknown = next((gate for gate in gates if gate not in self._gates), None)
        if unknown is not None:
            raise Invalid(f"there is no gate '{unknown}'", field="gates")
        wanted = normalised(plate)
        if plate.strip() and not 2 <= len(wanted) <= LONGEST:
            raise Invalid(f"a plate has 2 to {LONGEST} characters", field="plate")
        made = Pass(
            id=new_id(now), kind=kind, state=PassState.CONFIRMED if confirmed else PassState.REQUESTED,
            code=new_code(), host_code=new_code(), visitor=visitor.strip(), holder=holder.strip(), plate=wanted,
            valid_from=valid_from, valid_until=valid_until, most_uses=most_uses, gates=tuple(dict.fromkeys(gates)),
            created_by=who, created_at=now,
        )  # fmt: skip
        async with self._change() as conn:
            await store_passes.add(conn, self._site, made)
            detail = {"kind": kind.value, "visitor": made.visitor, "holder": made.holder, "plate": wanted}
            await audit.record(
                conn, site=self._site, who=who, role=role, action="pass.created", target=made.id,
                detail={**detail, "confirmed": confirmed},
            )  # fmt: skip
        return made

    async def confirm_pass(self, given: str, who: str, role: str) -> Pass:
        """The host has said yes. Twice is once; Conflict (`revoked`) where it was revoked meanwhile. NotFound."""
        return await self._step(given, PassState.CONFIRMED, who, role)

    async def revoke_pass(self, given: str, who: str, role: str) -> Pass:
        """It opens nothing any more, for good; twice is once. NotFound."""
        return await self._step(given, PassState.REVOKED, who, role)

    async def _step(self, given: str, state: PassState, who: str, role: str) -> Pass:
        async with self._change() as conn:
            found = await store_passes.get(conn, self._site, given)
            if found is None:
                raise NotFound(f"there is no pass '{given}'")
            if found.state is PassState.REVOKED and state is not PassState.REVOKED:
                raise Conflict("the pass was revoked; make a new one", code="revoked")
            if found.state is not state:
                await store_passes.set_state(conn, self._site, given, state)
                await audit.record(
                    conn, site=self._site, who=who, role=role, action=f"pass.{state.value}", target=given,
                    detail={"visitor": found.visitor, "holder": found.holder},
                )  # fmt: skip
        return self._state.passes.get(given) or replace(found, state=state)
