"""The duty check (查岗): somebody asks whether the fire control room is manned. It controls nothing, and is audited."""

from typing import Protocol

from gateway.store import audit
from gateway.store.pool import Database


class Transmitters(Protocol):
    """The way to the fire panels; NotFound, Invalid or Unavailable as the device is."""

    def check_duty(self, device: str) -> None: ...


class DutyChecks:
    """Whoever sits at the transmitter answers there; the panel's point `duty_check` says whether anybody did."""

    def __init__(self, *, site: str, database: Database, transmitters: Transmitters) -> None:
        self._site = site
        self._database = database
        self._transmitters = transmitters

    async def ask(self, device: str, who: str, role: str) -> None:
        """Ask now; the errors of Transmitters. Without a database there is no audit, and so no question."""
        async with self._database.connection() as conn:
            await audit.record(conn, site=self._site, who=who, role=role, action="control.duty_check", target=device)
            self._transmitters.check_duty(device)  # where it can't be asked, the record goes with the transaction
