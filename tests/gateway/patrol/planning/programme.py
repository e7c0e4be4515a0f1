"""Routes, rounds and visits that the tests of planning share."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from gateway.patrol.model import Checkpoint, Days, Draw, Leg, Order, Round, Route, Stop, Times
from gateway.patrol.visits import Excuse, Flag, Method, Trust, Visit
from yamlfile import Text

SECRET = b"of this site"
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC).timestamp()
MINUTE = 60.0
CHECKPOINTS = {
    name: Checkpoint(id=name, name=Text(zh=name, en=name), is_key=name == "b") for name in ("a", "b", "c", "d")
}


def every(hours: float, since: int = 0, until: int = 1440, days: Days = Days()) -> Times:  # noqa: B008
    return Times(minutes=tuple(range(since, until, int(hours * 60))), days=days)


def night(count: int = 3, since: int = 1320, until: int = 360, spacing_min: float = 45) -> Draw:
    return Draw(count=count, since=since, until=until, spacing_s=spacing_min * MINUTE)


def a_route(*schedules: Times | Draw, order: Order = Order.FIXED, legs: dict[str, float] | None = None) -> Route:
    walked = {"a": 0.0, "b": 120.0, "c": 300.0} if legs is None else legs
    return Route(
        id="r", name=Text(zh="路线", en="Route"), order=order, schedules=schedules,
        legs=tuple(Leg(checkpoint=each, travel_s=travel_s) for each, travel_s in walked.items()),
    )  # fmt: skip


def a_round(
    *, order: Order = Order.FIXED, sync_s: float = 3600.0, guard: str = "", team: tuple[str, ...] = ()
) -> Round:
    """Stops a, b and c, due at noon, 10 and 20 past, open 5 min before and 5 after."""
    stops = tuple(
        Stop(checkpoint=name, opens_at=due - 300, due_at=due, closes_at=due + 300)
        for name, due in (("a", NOON), ("b", NOON + 600), ("c", NOON + 1200))
    )
    return Round(
        id="r-20260401-01", route="r", starts_at=NOON, stops=stops, order=order, sync_s=sync_s, guard=guard, team=team
    )


def a_visit(
    checkpoint: str, time: float, *, id_: str = "", lay_s: float = 1.0, flags: frozenset[Flag] = frozenset(),
    who: str = "wang", round_: str = "r-20260401-01",
) -> Visit:  # fmt: skip
    return Visit(
        id=id_ or f"{checkpoint}@{time}", time=time, received_at=time + lay_s, checkpoint=checkpoint, round=round_,
        method=Method.QR, trust=Trust.LOW, flags=flags, who=who,
    )  # fmt: skip


def an_excuse(checkpoint: str, time: float = NOON) -> Excuse:
    return Excuse(round="r-20260401-01", checkpoint=checkpoint, reason="flooded", who="op", time=time)


def clock(time: float, zone: ZoneInfo) -> str:
    """On the wall there."""
    return datetime.fromtimestamp(time, zone).strftime("%d %H:%M")


def midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
