"""What guards and engineers find becomes a ticket: of which trade, how soon, and from where."""

from pathlib import Path

import pytest

from gateway.patrol.calls import Incident
from gateway.tickets.events import TicketChanged
from gateway.tickets.model import Source
from tests.gateway.alarms.rig import NOON, add_accounts, open_house
from tests.gateway.patrol.watch import INSPECTION, programme, route


def incident(kind: str, round_: str = "night-20250615-01", device: str = "") -> Incident:
    return Incident(
        id=f"i-{kind}", time=NOON - 3600, who="wang", kind=kind, checkpoint="d", round=round_, device=device
    )


@pytest.mark.parametrize(
    ("found", "trade", "urgency", "source"),
    [
        (incident("leak"), "plumbing", "emergency", Source.PATROL),
        (incident("doors_windows"), "security", "ordinary", Source.PATROL),
        (incident("fire_facility"), "fire", "ordinary", Source.PATROL),
        (incident("hazard"), "security", "ordinary", Source.PATROL),
        (incident("out_of_limit", "daily-20250615-01", device="env-1"), "hvac", "ordinary", Source.INSPECTION),
        (incident("out_of_limit", ""), "instruments", "ordinary", Source.PATROL),
    ],
)
async def test_what_calls_for_a_repair(
    database_url: str, tmp_path: Path, found: Incident, trade: str, urgency: str, source: Source
) -> None:
    add_accounts(database_url, li="engineer")
    async with open_house(database_url, tmp_path) as house:
        opener = house.tickets.for_patrols(programme(route(), INSPECTION), {"env-1": "hvac"})
        async with house.database.connection() as conn:
            id_, events = await opener.open_for(conn, found)
        ticket = await house.tickets.get(id_)
        assert events == (TicketChanged(ticket=ticket, action="created"),)
        assert (ticket.trade, ticket.urgency, ticket.source) == (trade, urgency, source)
        assert (ticket.device, ticket.created_by) == (found.device or None, "wang")
        assert ticket.title.startswith("d 号点 ")
        # The clocks run from when we hear of it: what lay on a phone was nobody's delay.
        assert ticket.arrive_by == house.clock.now() + (900 if urgency == "emergency" else 1800)
        detail = (await house.tickets.events(id_))[0].detail
        assert detail == {"incident": found.id, "checkpoint": "d"}


@pytest.mark.parametrize("kind", ["suspicious_person", "other"])
async def test_what_a_person_has_to_judge(database_url: str, tmp_path: Path, kind: str) -> None:
    async with open_house(database_url, tmp_path) as house:
        opener = house.tickets.for_patrols(programme(), {})
        async with house.database.connection() as conn:
            assert await opener.open_for(conn, incident(kind)) == ("", ())
        assert not await house.tickets.list()
