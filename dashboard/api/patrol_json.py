"""How routes, rounds and scans are written in answers."""

from collections.abc import Iterable
from typing import Any

from dashboard.plant import words
from gateway.clock import rfc3339
from gateway.patrol.model import Check, Checkpoint, Programme, Route, RouteKind
from gateway.patrol.scanning.told import Taken
from gateway.patrol.visits import Excuse, Finding, Flag, Progress, StopProgress, StopState, Visit
from yamlfile import Text

Json = dict[str, Any]
_PASSED = frozenset({StopState.DONE, StopState.LATE, StopState.EXCUSED})


def time_json(seconds: float | None) -> str | None:
    return None if seconds is None else rfc3339(seconds)


def words_json(text: Text | None) -> Json | None:
    return None if text is None else words(text)


def flags_json(flags: Iterable[Flag]) -> list[str]:
    return sorted(flag.value for flag in flags)


def checkpoint_json(checkpoint: Checkpoint) -> Json:
    return {
        "id": checkpoint.id,
        "name": words(checkpoint.name),
        "location": words_json(checkpoint.location),
        "device": checkpoint.device or None,
        "reader": checkpoint.reader or None,
        "rotating": checkpoint.rotating,
        "key": checkpoint.is_key,
        "position": checkpoint.position,
        "plan": checkpoint.plan,
        "checks": [_check(check) for check in checkpoint.checks],
    }


def route_json(route: Route, programme: Programme) -> Json:
    return {
        "id": route.id,
        "name": words(route.name),
        "kind": route.kind.value,
        "order": route.order.value,
        "duration_s": route.duration_s,
        "early_s": route.early_s,
        "late_s": route.late_s,
        "sync_s": route.sync_s,
        "guard": route.guard or None,
        "team": list(route.team),
        "stops": [
            _route_stop(programme.checkpoints[leg.checkpoint], leg.travel_s)
            for leg in route.legs
            if leg.checkpoint in programme.checkpoints
        ],
    }


def round_json(progress: Progress, programme: Programme) -> Json:
    """A round with its stops. What the programme has no longer is called by its id."""
    of, stops = progress.round, progress.stops
    route = programme.routes.get(of.route)
    return {
        "id": of.id,
        "route": of.route,
        "name": words(route.name) if route else _bare(of.route),
        "kind": (route.kind if route else RouteKind.PATROL).value,
        "state": progress.state.value,
        "starts_at": rfc3339(of.starts_at),
        "opens_at": rfc3339(of.opens_at),
        "closes_at": rfc3339(of.closes_at),
        "guard": of.guard or None,
        "team": list(of.team),
        "who": list(progress.who),
        "offline_since": time_json(progress.offline_since),
        "flags": flags_json(progress.flags),
        "done": sum(stop.state in _PASSED for stop in stops),
        "total": len(stops),
        "missed": sum(stop.state is StopState.MISSED for stop in stops),
        "stops": [stop_json(stop, programme) for stop in stops],
    }


def stop_json(progress: StopProgress, programme: Programme) -> Json:
    """A stop of a round, with the visit that counts."""
    stop = progress.stop
    return {
        "checkpoint": stop.checkpoint,
        "name": checkpoint_name(stop.checkpoint, programme),
        "key": stop.is_key,
        "opens_at": rfc3339(stop.opens_at),
        "due_at": rfc3339(stop.due_at),
        "closes_at": rfc3339(stop.closes_at),
        "state": progress.state.value,
        **_visit(progress.visit),
        "excuse": _excuse(progress.excuse),
        "explained_at": time_json(progress.explained_at),
    }


def checkpoint_name(checkpoint: str, programme: Programme) -> Json:
    known = programme.checkpoints.get(checkpoint)
    return words(known.name) if known else _bare(checkpoint)


def finding_json(finding: Finding | None) -> Json | None:
    if finding is None:
        return None
    return {"kind": finding.kind, "note": finding.note, "media": list(finding.media)}


def taken_json(taken: Taken) -> Json:
    return {
        "id": taken.id,
        "checkpoint": taken.checkpoint,
        "round": taken.round or None,
        "trust": taken.trust.value,
        "flags": flags_json(taken.flags),
        "known": taken.known,
        "incident": taken.incident or None,
        "ticket": taken.ticket or None,
    }


def _check(check: Check) -> Json:
    return {"id": check.id, "name": words(check.name), "unit": check.unit, "low": check.low, "high": check.high}


def _route_stop(checkpoint: Checkpoint, travel_s: float) -> Json:
    return {
        "checkpoint": checkpoint.id,
        "name": words(checkpoint.name),
        "location": words_json(checkpoint.location),
        "device": checkpoint.device or None,
        "key": checkpoint.is_key,
        "travel_s": travel_s,
    }


def _visit(visit: Visit | None) -> Json:
    return {
        "visit": visit.id if visit else None,
        "visited_at": rfc3339(visit.time) if visit else None,
        "received_at": rfc3339(visit.received_at) if visit else None,
        "who": visit.who if visit else None,
        "method": visit.method.value if visit else None,
        "trust": visit.trust.value if visit else None,
        "flags": flags_json(visit.flags) if visit else [],
        "finding": finding_json(visit.finding) if visit else None,
        "checks": dict(visit.checks) if visit else {},
        "readings": dict(visit.readings) if visit else {},
        "note": visit.note if visit else "",
        "signed": (visit.signed or None) if visit else None,
    }


def _excuse(excuse: Excuse | None) -> Json | None:
    return None if excuse is None else {"reason": excuse.reason, "who": excuse.who, "time": rfc3339(excuse.time)}


def _bare(name: str) -> Json:
    return {"zh": name, "en": name}
