"""What concerns one guard: the rounds to walk, the orders to go and look, and all that a phone takes underground."""

from typing import Any

from dashboard.api.bodies_patrol import NewDispatch
from dashboard.api.guards_json import dispatch_json, shift_json
from dashboard.api.patrol_json import checkpoint_json, round_json, route_json
from dashboard.identity import Who
from dashboard.places import place_of_checkpoint, place_of_device
from dashboard.ports import Gateway
from dashboard.sessions import LIFETIME_S
from gateway.clock import rfc3339
from gateway.errors import Invalid
from gateway.patrol.calls import DispatchState, Shift
from gateway.patrol.model import Programme, RouteKind
from gateway.patrol.planning.belonging import is_own
from gateway.patrol.visits import Progress
from yamlfile import Text

Json = dict[str, Any]
BEHIND_S = 6 * 3600.0  # a round may be long, and its records may come late
SOON_S = 3600.0
MOST_ROUNDS = 5_000
_WALKS = {"guard": RouteKind.PATROL, "engineer": RouteKind.INSPECTION}
_OVER = frozenset({DispatchState.DONE, DispatchState.CANCELLED})


async def start_json(gateway: Gateway, shift: Shift, who: Who) -> Json:
    """What a phone is told at the start of its shift."""
    patrol, now = gateway.patrol, gateway.clock.now()
    programme = patrol.programme()
    return {
        **shift_json(shift, patrol.contacts()),
        "good_until": rfc3339(now + LIFETIME_S),
        "timezone": gateway.site.timezone,
        "server_time": rfc3339(now),
        "routes": [route_json(route, programme) for route in programme.routes.values()],
        "checkpoints": [checkpoint_json(each) for each in programme.checkpoints.values()],
        "rounds": await rounds_for(gateway, who, ahead_s=LIFETIME_S),
        "proofs": {checkpoint: list(good) for checkpoint, good in patrol.proofs().items()},
        "dispatches": dispatches_for(gateway, who.name),
    }


async def rounds_for(gateway: Gateway, who: Who, *, ahead_s: float = SOON_S) -> list[Json]:
    """The rounds that somebody may walk, from those whose records may still come to those ahead; the first first."""
    now, programme = gateway.clock.now(), gateway.patrol.programme()
    found = await gateway.patrol.rounds(now - BEHIND_S, now + ahead_s, None, MOST_ROUNDS)
    near = [
        each for each in found if each.round.closes_at + each.round.sync_s > now and _may_walk(each, programme, who)
    ]
    return [round_json(each, programme) for each in sorted(near, key=lambda each: each.round.starts_at)]


def dispatches_for(gateway: Gateway, name: str) -> list[Json]:
    """The orders that are not over: one's own, and those that anybody may take."""
    return [
        dispatch_json(dispatch)
        for dispatch in gateway.patrol.dispatches()
        if dispatch.state not in _OVER and name in (dispatch.taken_by or dispatch.guard or name, dispatch.guard)
    ]


async def order_of(gateway: Gateway, body: NewDispatch) -> Json:
    """Where to, in full: an alarm tells its device, a device or a checkpoint tells the place. NotFound, Invalid."""
    alarm = await gateway.alarms.get(body.alarm) if body.alarm else None
    device = body.device or (alarm.device if alarm else "")
    place = Text(zh=body.place.zh, en=body.place.en) if body.place else None
    if body.checkpoint:
        at = place_of_checkpoint(body.checkpoint, gateway.patrol.programme())
        if at is None:
            raise Invalid(f"there is no checkpoint '{body.checkpoint}'", field="checkpoint")
        place = place or at
    if device:
        at = place_of_device(device, gateway)
        if at is None and body.device:
            raise Invalid(f"there is no device '{body.device}'", field="device")
        place = place or at or Text(zh=device, en=device)
    assert place is not None, "a body without any of them is refused before"
    return {"place": place, "device": device, "checkpoint": body.checkpoint or "", "alarm": body.alarm or ""}


def _may_walk(progress: Progress, programme: Programme, who: Who) -> bool:
    """Their own and their team's; what is nobody's is for whoever is on shift, of those whose work it is."""
    of = progress.round
    if of.guard or of.team:
        return is_own(of, who.name)
    route = programme.routes.get(of.route)
    return who.role not in _WALKS or route is None or route.kind is _WALKS[who.role]
