"""How vehicles, passes and stays are written in answers."""

from collections.abc import Mapping
from typing import Any

from gateway.clock import rfc3339
from gateway.gates.judging.parking import Stay
from gateway.gates.model import Holder, Pass, Vehicle
from gateway.gates.registry.register import Imported

Json = dict[str, Any]


def vehicle_json(vehicle: Vehicle, spaces: Mapping[str, int]) -> Json:
    """`spaces` by holder."""
    return {
        "id": vehicle.id,
        "plate": vehicle.plate,
        "list": vehicle.list.value,
        "holder": vehicle.holder,
        "spaces": spaces.get(vehicle.holder, 0),
        "note": vehicle.note,
        "valid_from": _time(vehicle.valid_from),
        "valid_until": _time(vehicle.valid_until),
    }


def holder_json(holder: Holder) -> Json:
    return {"name": holder.name, "spaces": holder.spaces, "phone": holder.phone}


def import_json(done: Imported) -> Json:
    return {
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "problems": [
            {"row": each.row, "column": each.column, "message": {"zh": each.message.zh, "en": each.message.en}}
            for each in done.problems
        ],
    }


def pass_json(given: Pass) -> Json:
    return {
        "id": given.id,
        "kind": given.kind.value,
        "state": given.state.value,
        "code": given.code,
        "host_code": given.host_code,
        "visitor": given.visitor,
        "holder": given.holder,
        "plate": given.plate,
        "valid_from": rfc3339(given.valid_from),
        "valid_until": rfc3339(given.valid_until),
        "most_uses": given.most_uses,
        "uses": given.uses,
        "gates": list(given.gates),
        "created_by": given.created_by,
        "created_at": rfc3339(given.created_at),
    }


def stay_json(stay: Stay) -> Json:
    """A stay with what it costs at the moment."""
    session = stay.session
    return {
        "id": session.id,
        "plate": session.plate,
        "entered_at": rfc3339(session.entered_at),
        "entry_gate": session.entry_gate,
        "entry_passage": session.entry_passage,
        "left_at": _time(session.left_at),
        "exit_gate": session.exit_gate,
        "fee": stay.fee,
        "paid": session.paid,
        "due": stay.due,
        "paid_at": _time(session.paid_at),
        "leave_by": _time(stay.leave_by),
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else rfc3339(seconds)
