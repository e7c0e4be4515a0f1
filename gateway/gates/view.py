"""A passage and a gate as JSON: for the screens (names of the HTTP face) and for the journal (every field)."""

from dataclasses import asdict
from typing import Any

from gateway.clock import rfc3339
from gateway.gates.model import Decision, Gate, Outcome, Passage, Reason

PASSAGES = "/api/v1/gates/passages"


def passage_json(passage: Passage) -> dict[str, Any]:
    """What `GET /gates/passages` and the live messages say of a passage."""
    return {
        "id": passage.id,
        "gate": passage.gate,
        "time": rfc3339(passage.time),
        "plate": passage.plate,
        "seen": passage.seen,
        "colour": passage.colour,
        "kind": passage.kind,
        "confidence": round(passage.confidence, 3),
        "direction": passage.direction,
        "decision": passage.decision.value,
        "reason": passage.reason.value,
        "outcome": passage.outcome.value,
        "candidates": list(passage.candidates),
        "uncertain": list(passage.uncertain),
        "match": passage.match,
        "fee": passage.fee,
        "tailgating": passage.tailgating,
        "decided_by": passage.decided_by,
        "corrected_from": passage.corrected_from,
        "picture": f"{PASSAGES}/{passage.id}/picture" if passage.has_picture else None,
        "crop": f"{PASSAGES}/{passage.id}/crop" if passage.has_crop else None,
    }


def gate_json(gate: Gate) -> dict[str, Any]:
    """What `GET /gates` says of a gate."""
    return {
        "id": gate.id,
        "name": {"zh": gate.name_zh, "en": gate.name_en},
        "camera": gate.camera,
        "barrier": gate.barrier or None,
        "direction": gate.direction,
        "temporary": gate.temporary,
    }


def to_dict(passage: Passage) -> dict[str, Any]:
    """Every field in plain JSON values."""
    return asdict(passage)


def from_dict(fields: dict[str, Any]) -> Passage:
    """A passage from plain values; TypeError or ValueError where they make none."""
    known = {name: value for name, value in fields.items() if name in Passage.__dataclass_fields__}
    known["decision"], known["reason"] = Decision(fields["decision"]), Reason(fields["reason"])
    known["outcome"] = Outcome(fields.get("outcome") or Outcome.NONE)
    known["candidates"] = tuple(fields.get("candidates") or ())
    known["uncertain"] = tuple(fields.get("uncertain") or ())
    return Passage(**known)
