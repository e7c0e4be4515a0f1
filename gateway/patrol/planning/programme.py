"""The programme as the site file has it."""

from gateway.config.patrol_model import CheckEntry, CheckpointEntry, PatrolSettings, RouteEntry, ScheduleEntry
from gateway.config.patrol_times import minutes_of, window_of
from gateway.patrol.model import Check, Checkpoint, Days, Draw, Leg, Order, Programme, Route, RouteKind, Times

MINUTE_S = 60.0
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def programme_of(settings: PatrolSettings) -> Programme:
    """All that is to be patrolled. The settings are those of a site file that was checked."""
    return Programme(
        checkpoints={entry.id: _checkpoint(entry) for entry in settings.checkpoints},
        routes={entry.id: _route(entry) for entry in settings.routes},
        cards=dict(settings.cards),
    )


def _checkpoint(entry: CheckpointEntry) -> Checkpoint:
    return Checkpoint(
        id=entry.id,
        name=entry.name,
        location=entry.location,
        device=entry.device or "",
        nfc=entry.nfc or "",
        reader=entry.reader or "",
        rotating=entry.rotating,
        is_key=entry.key,
        position=entry.position,
        plan=entry.plan,
        checks=tuple(_check(each) for each in entry.checks),
    )


def _check(entry: CheckEntry) -> Check:
    return Check(id=entry.id, name=entry.name, unit=entry.unit, low=entry.low, high=entry.high)


def _route(entry: RouteEntry) -> Route:
    return Route(
        id=entry.id,
        name=entry.name,
        kind=RouteKind(entry.kind),
        order=Order(entry.order),
        legs=tuple(Leg(checkpoint=stop.at, travel_s=stop.walk_s) for stop in entry.stops),
        schedules=tuple(_schedule(each) for each in entry.schedules),
        early_s=entry.early_min * MINUTE_S,
        late_s=entry.late_min * MINUTE_S,
        sync_s=entry.sync_min * MINUTE_S,
        guard=entry.guard or "",
        team=entry.team,
    )


def _schedule(entry: ScheduleEntry) -> Times | Draw:
    days = Days(
        weekdays=frozenset(WEEKDAYS.index(day) for day in entry.weekdays),
        month_days=entry.month_days,
        months=entry.months,
    )
    since, until = window_of(entry)
    if entry.draw is not None:
        spacing_s = entry.spacing_min * MINUTE_S
        return Draw(count=entry.draw, since=since, until=minutes_of(entry.to), spacing_s=spacing_s, days=days)
    if entry.at is not None:
        return Times(minutes=tuple(sorted({minutes_of(time) for time in entry.at})), days=days)
    every_min = (entry.every_h or 0) * 60 or entry.every_min or 0
    return Times(minutes=tuple(range(since, until, every_min)), days=days)
