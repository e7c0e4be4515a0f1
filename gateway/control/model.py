"""A write to a device, in its two steps."""

from dataclasses import dataclass
from typing import Any

from gateway.clock import rfc3339

SELECTION_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a person has chosen to write, and until when they may confirm it (seconds UTC)."""

    id: str
    device: str
    point: str
    value: float
    who: str
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was written, and what the device said afterwards; None: it gave no good value.

    ok   what was read back lies within the point's tolerance of what was written
    """

    device: str
    point: str
    written: float
    read_back: float | None
    ok: bool


def selection_json(selection: Selection) -> dict[str, Any]:
    return {
        "id": selection.id,
        "point": f"{selection.device}/{selection.point}",
        "value": selection.value,
        "expires_at": rfc3339(selection.expires_at),
    }


def result_json(result: Result) -> dict[str, Any]:
    return {
        "point": f"{result.device}/{result.point}",
        "written": result.written,
        "read_back": result.read_back,
        "ok": result.ok,
    }
