"""An alarm as JSON: for the screens (names of the HTTP face, RFC 3339 times) and for the journal (every field)."""

from typing import Any

import orjson

from gateway.alarms.model import Alarm, Condition, Suppression
from gateway.clock import rfc3339
from rules.model import Priority, TicketCall
from yamlfile import Text


def alarm_json(alarm: Alarm) -> dict[str, Any]:
    """What `GET /alarms` and the live messages say of an alarm."""
    return {
        "id": alarm.id,
        "site": alarm.site,
        "device": alarm.device,
        "point": alarm.point,
        "rule": alarm.rule,
        "name": _text(alarm.name),
        "priority": int(alarm.priority),
        "kind": alarm.kind,
        "condition": alarm.condition.value,
        "acknowledged": alarm.acknowledged,
        "suppression": alarm.suppression.value,
        "latched": alarm.latched,
        "open": alarm.open,
        "raised_at": rfc3339(alarm.raised_at),
        "returned_at": _time(alarm.returned_at),
        "acknowledged_at": _time(alarm.acknowledged_at),
        "acknowledged_by": alarm.acknowledged_by,
        "reset_at": _time(alarm.reset_at),
        "reset_by": alarm.reset_by,
        "value": alarm.value,
        "limit": alarm.limit,
        "message": _text(alarm.message),
        "advice": _text(alarm.advice) if alarm.advice else None,
        "ticket": alarm.ticket,
        "cause": alarm.cause,
        "consequences": {"alarms": alarm.consequence_alarms, "devices": len(alarm.consequence_devices)},
    }


def encode(alarm: Alarm) -> bytes:
    """Every field, for the journal."""
    return orjson.dumps(alarm, default=lambda model: model.model_dump())


def decode(body: bytes) -> Alarm:
    """The alarm that `encode` wrote; a field that is missing has its default."""
    return from_dict(orjson.loads(body))


def from_dict(fields: dict[str, Any]) -> Alarm:
    """An alarm from plain JSON values; TypeError or ValueError where they make none."""
    known = {name: value for name, value in fields.items() if name in Alarm.__dataclass_fields__}
    known["name"], known["message"] = Text(**fields["name"]), Text(**fields["message"])
    known["advice"] = Text(**fields["advice"]) if fields.get("advice") else None
    known["call"] = TicketCall(**fields["call"]) if fields.get("call") else None
    known["priority"] = Priority(fields["priority"])
    known["condition"] = Condition(fields["condition"])
    known["consequence_devices"] = tuple(fields.get("consequence_devices") or ())
    known["suppression"] = Suppression(fields["suppression"])
    return Alarm(**known)


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else rfc3339(seconds)
