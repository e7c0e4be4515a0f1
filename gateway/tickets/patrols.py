"""Tickets that guards and engineers on their rounds call for; what `gateway.patrol` asks for by its TicketOpener."""

from collections.abc import Mapping, Sequence

from psycopg import AsyncConnection

from gateway.clock import Clock as Time
from gateway.ids import new_id
from gateway.patrol.calls import Incident
from gateway.patrol.keeping.planned import route_of
from gateway.patrol.model import Programme, RouteKind
from gateway.patrol.scanning.incidents import REPAIRS
from gateway.tickets.clocks import Policy, started
from gateway.tickets.events import TicketChanged
from gateway.tickets.forms import PRIORITIES
from gateway.tickets.ledger import Ledger
from gateway.tickets.model import Source, Ticket
from gateway.tickets.opener import AlarmTickets
from yamlfile import Text

NO_TRADE = "instruments"
_KINDS: Mapping[str, Text] = {
    "doors_windows": Text(zh="门窗异常", en="doors or windows"),
    "fire_facility": Text(zh="消防设施异常", en="a fire facility"),
    "hazard": Text(zh="安全隐患", en="a hazard"),
    "leak": Text(zh="漏水", en="a leak"),
    "out_of_limit": Text(zh="巡检数值超限", en="a number out of its limits"),
}


class PatrolTickets:
    """A ticket an incident, opened in the transaction that stores it.

    trades  by device: who sees to its kind
    """

    def __init__(
        self, *, time: Time, site: str, policy: Policy, ledger: Ledger, opener: AlarmTickets, programme: Programme,
        names: Mapping[str, Text], trades: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._time = time
        self._site = site
        self._policy = policy
        self._ledger = ledger
        self._opener = opener
        self._programme = programme
        self._names = names
        self._trades = trades

    async def open_for(self, conn: AsyncConnection, incident: Incident) -> tuple[str, Sequence[object]]:
        """The id of the ticket, and its change to be published; "" where this kind of incident calls for none."""
        repair = REPAIRS.get(incident.kind)
        if repair is None or incident.closed_at is not None:
            return "", ()
        now = self._time.now()
        route = self._programme.routes.get(route_of(incident.round))
        is_inspection = route is not None and route.kind is RouteKind.INSPECTION
        place, kind = self._place(incident), _KINDS[incident.kind]
        ticket = Ticket(
            id=new_id(now),
            site=self._site,
            title=f"{place.zh} {kind.zh}".strip(),
            message={"zh": incident.note or kind.zh, "en": incident.note or f"{place.en}: {kind.en}"},
            device=incident.device or None,
            kind=incident.kind,
            priority=PRIORITIES[repair.urgency],
            source=Source.INSPECTION if is_inspection else Source.PATROL,
            trade=repair.trade or self._trades.get(incident.device, NO_TRADE),
            urgency=repair.urgency,
            created_at=now,
            created_by=incident.who,
        )
        ticket = started(ticket, self._policy.limits_of(repair.urgency), now)
        ticket = await self._opener.dispatched(conn, ticket)
        opened = await self._ledger.open(conn, ticket, {"incident": incident.id, "checkpoint": incident.checkpoint})
        if opened is None:  # only tickets from alarms exclude each other
            return "", ()
        return opened.id, (TicketChanged(ticket=opened, action="created"),)

    def _place(self, incident: Incident) -> Text:
        checkpoint = self._programme.checkpoints.get(incident.checkpoint)
        if checkpoint is not None:
            return checkpoint.name
        return self._names.get(incident.device, Text(zh=incident.checkpoint, en=incident.checkpoint))
