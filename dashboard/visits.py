"""Passes for people without an account: whoever has a code sees the pass, and the host answers for it.

A code has 128 bits at random. Whoever tries codes that are none is slowed down like whoever tries passwords.
"""

from typing import Any

from fastapi import Request

from dashboard.plant import words
from dashboard.ports import Gateway
from dashboard.throttle import Throttle
from gateway.clock import rfc3339
from gateway.errors import NotAllowed, NotFound, TooMany
from gateway.gates.model import Pass

FREE_TRIES = 10
HOST = "host"


class Visits:
    """Shows passes by code, and takes the host's answer."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._throttle = Throttle(gateway.clock, free=FREE_TRIES)

    def show(self, request: Request, code: str) -> dict[str, Any]:
        """NotFound for a code that is none; TooMany for somebody who has tried too many of those."""
        found, as_host = self._find(request, code)
        return self._told(found, as_host)

    async def answer(self, request: Request, code: str, *, yes: bool) -> dict[str, Any]:
        """The host's answer; NotAllowed with the visitor's code."""
        found, as_host = self._find(request, code)
        if not as_host:
            raise NotAllowed("only the host may answer for a visitor")
        register = self._gateway.register
        act = register.confirm_pass if yes else register.revoke_pass
        return self._told(await act(found.id, found.holder or HOST, HOST), as_host)

    def _find(self, request: Request, code: str) -> tuple[Pass, bool]:
        address = request.client.host if request.client else ""
        wait_s = self._throttle.wait_s(address)
        if wait_s > 0:
            raise TooMany(f"too many codes that are none; try again in {wait_s:.0f} s")
        found = self._gateway.register.visit(code)
        if found is None:
            self._throttle.failed(address)
            raise NotFound("there is no such pass, or it is over")
        return found, found.host_code == code

    def _told(self, found: Pass, as_host: bool) -> dict[str, Any]:
        names = {gate.id: {"zh": gate.name_zh, "en": gate.name_en} for gate in self._gateway.gates.gates()}
        return {
            "site": words(self._gateway.site.name),
            "kind": found.kind.value,
            "state": found.state.value,
            "visitor": found.visitor,
            "holder": found.holder,
            "plate": found.plate,
            "valid_from": rfc3339(found.valid_from),
            "valid_until": rfc3339(found.valid_until),
            "most_uses": found.most_uses,
            "uses": found.uses,
            "gates": [names[gate] for gate in found.gates if gate in names],
            "as_host": as_host,
        }
