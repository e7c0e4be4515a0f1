"""What the gates know as a file on this machine, for a start while the database is away.

KeepingError    the file can't be written, or can't be read
"""

from pathlib import Path
from typing import Any

import orjson

from gateway.gates.model import Holder, Pass, PassKind, PassState, Vehicle, VehicleList
from gateway.gates.registry.effects import session_from
from gateway.gates.registry.state import State
from gateway.private import write_private

FILE = "gates.json"


class KeepingError(Exception):
    """Why not, in words."""


def load(path: Path) -> State | None:
    """The state that was kept; None where none was. KeepingError where the file is damaged."""
    try:
        return decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeepingError(f"{path}: {error}") from error


def save(path: Path, body: bytes) -> None:
    """Put `body` in the file's place, as a whole or not at all; only this account may read it."""
    try:
        write_private(path, body)
    except OSError as error:
        raise KeepingError(f"{path}: {error}") from error


def encode(state: State) -> bytes:
    """Every field."""
    passes, sessions = tuple(state.passes.values()), tuple(state.sessions.values())
    return orjson.dumps({"vehicles": state.vehicles, "holders": state.holders, "passes": passes, "sessions": sessions})


def decode(body: bytes) -> State:
    """What `encode` wrote; ValueError, TypeError, KeyError or AttributeError where it is none."""
    parts = orjson.loads(body)
    passes = [_pass(each) for each in parts["passes"]]
    sessions = [session_from(each) for each in parts["sessions"]]
    return State(
        vehicles=tuple(Vehicle(**{**each, "list": VehicleList(each["list"])}) for each in parts["vehicles"]),
        holders=tuple(Holder(**each) for each in parts["holders"]),
        passes={each.id: each for each in passes},
        sessions={each.id: each for each in sessions},
    )


def _pass(fields: dict[str, Any]) -> Pass:
    kind, state = PassKind(fields["kind"]), PassState(fields["state"])
    return Pass(**{**fields, "kind": kind, "state": state, "gates": tuple(fields["gates"])})
