"""How shifts, dispatches, panic buttons and incidents are written in answers."""

from collections.abc import Mapping
from typing import Any

from dashboard.api.patrol_json import round_json, time_json
from dashboard.plant import words
from gateway.clock import rfc3339
from gateway.patrol.calls import Dispatch, Incident, Panic, Shift
from gateway.patrol.model import Programme
from gateway.patrol.visits import Progress

Json = dict[str, Any]
Thing = Progress | Dispatch | Panic | Shift | Incident


def shift_json(shift: Shift, contacts: Mapping[str, Mapping[str, Any]]) -> Json:
    """`contacts` by account, as the patrols tell them."""
    contact = contacts.get(shift.who, {})
    told = contact if contact.get("phone") == shift.phone else {}
    return {
        "id": shift.id,
        "who": shift.who,
        "phone": shift.phone,
        "started_at": rfc3339(shift.started_at),
        "ended_at": time_json(shift.ended_at),
        "last_contact": time_json(told.get("last_contact")),
        "waiting": told.get("waiting"),
    }


def dispatch_json(dispatch: Dispatch) -> Json:
    return {
        "id": dispatch.id,
        "time": rfc3339(dispatch.time),
        "by": dispatch.by,
        "guard": dispatch.guard or None,
        "place": words(dispatch.place),
        "device": dispatch.device or None,
        "checkpoint": dispatch.checkpoint or None,
        "alarm": dispatch.alarm or None,
        "note": dispatch.note,
        "state": dispatch.state.value,
        "taken_by": dispatch.taken_by or None,
        "answer": dispatch.answer,
        "changed_at": rfc3339(dispatch.changed_at or dispatch.time),
    }


def panic_json(panic: Panic) -> Json:
    at = panic.position
    return {
        "id": panic.id,
        "time": rfc3339(panic.time),
        "who": panic.who,
        "phone": panic.phone or None,
        "position": {"lat": at[0], "lon": at[1], "accuracy_m": at[2]} if at else None,
        "checkpoint": panic.checkpoint or None,
        "cleared_at": time_json(panic.cleared_at),
        "cleared_by": panic.cleared_by or None,
        "note": panic.note,
    }


def incident_json(incident: Incident) -> Json:
    return {
        "id": incident.id,
        "time": rfc3339(incident.time),
        "who": incident.who,
        "kind": incident.kind,
        "checkpoint": incident.checkpoint or None,
        "device": incident.device or None,
        "round": incident.round or None,
        "visit": incident.visit or None,
        "note": incident.note,
        "media": list(incident.media),
        "ticket": incident.ticket or None,
        "closed_at": time_json(incident.closed_at),
        "closed_by": incident.closed_by or None,
        "outcome": incident.outcome,
    }


def news_json(thing: Thing, programme: Programme, contacts: Mapping[str, Mapping[str, Any]]) -> Json:
    """What the live channel says of anything of the patrols: `what` it is, and it as it is now."""
    match thing:
        case Progress():
            return {"what": "round", **round_json(thing, programme)}
        case Dispatch():
            return {"what": "dispatch", **dispatch_json(thing)}
        case Panic():
            return {"what": "panic", **panic_json(thing)}
        case Shift():
            return {"what": "shift", **shift_json(thing, contacts)}
        case Incident():
            return {"what": "incident", **incident_json(thing)}
