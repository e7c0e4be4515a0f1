"""Rounds that were walked, well and badly, as the reports get them."""

from typing import Any
from zoneinfo import ZoneInfo

from gateway.patrol.model import Check, Checkpoint, Leg, Order, Programme, Round, Route, RouteKind, Stop, Times
from gateway.patrol.visits import Excuse, Flag, Method, Progress, RoundState, StopProgress, StopState, Trust, Visit
from yamlfile import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = 1_769_788_800.0  # 2026-01-31 00:00 in Shanghai, a Saturday of the fifth week
DAY_S = 86_400.0
VISITED = (StopState.DONE, StopState.LATE)
PROGRAMME = Programme(
    checkpoints={
        "gate": Checkpoint(id="gate", name=Text(zh="门岗", en="Gate post")),
        "pump-door": Checkpoint(
            id="pump-door",
            name=Text(zh="泵房门", en="Pump room door"),
            device="pump-1",
            checks=(
                Check(id="noise", name=Text(zh="噪音", en="Noise")),
                Check(id="oil", name=Text(zh="油位", en="Oil level"), unit="mm", low=20.0, high=80.0),
            ),
        ),
    },
    routes={
        "night": Route(
            id="night",
            name=Text(zh="夜巡", en="Night patrol"),
            legs=(Leg(checkpoint="gate", travel_s=60.0), Leg(checkpoint="pump-door", travel_s=60.0)),
            schedules=(Times(minutes=(0,)),),
        ),
        "machines": Route(
            id="machines",
            name=Text(zh="设备巡检", en="Machines"),
            kind=RouteKind.INSPECTION,
            legs=(Leg(checkpoint="pump-door", travel_s=60.0),),
            schedules=(Times(minutes=(480,)),),
        ),
    },
)


def visit(checkpoint: str, time: float, who: str = "wang", **about: Any) -> Visit:
    told: dict[str, Any] = {"flags": frozenset(), "method": Method.QR, "trust": Trust.MEDIUM, "round": ""}
    return Visit(
        id=f"{checkpoint}-{time}", time=time, received_at=time, checkpoint=checkpoint, who=who, **(told | about)
    )


def stop(checkpoint: str, state: StopState, due_at: float, *, who: str = "wang", **about: Any) -> StopProgress:
    """A stop that stands like this; `about` is of the visit, where its state has one."""
    excused = Excuse(round="", checkpoint=checkpoint, reason="locked", who="operator", time=due_at)
    return StopProgress(
        stop=Stop(checkpoint=checkpoint, opens_at=due_at - 600, due_at=due_at, closes_at=due_at + 900),
        state=state,
        visit=visit(checkpoint, due_at, who, **about) if state in VISITED else None,
        excuse=excused if state is StopState.EXCUSED else None,
    )


def walk(route: str, starts_at: float, *stops: StopProgress, guard: str = "", who: tuple[str, ...] = ()) -> Progress:
    """A round with these stops."""
    states = {each.state for each in stops}
    missed = StopState.MISSED in states
    return Progress(
        round=Round(
            id=f"{route}-{starts_at:.0f}",
            route=route,
            starts_at=starts_at,
            stops=tuple(each.stop for each in stops),
            order=Order.FIXED,
            sync_s=3600.0,
            guard=guard,
        ),
        state=RoundState.MISSED if missed else RoundState.DONE,
        stops=stops,
        who=who or tuple(dict.fromkeys(each.visit.who for each in stops if each.visit)),
    )


FLAGGED = frozenset({Flag.TOO_FAST})
HARMLESS_ONLY = frozenset({Flag.CHAIN_GAP})
