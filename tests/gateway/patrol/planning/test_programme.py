"""What the site file's section becomes."""

from gateway.config.patrol_model import PatrolSettings
from gateway.patrol.model import Days, Draw, Order, RouteKind, Times
from gateway.patrol.planning.programme import programme_of

NAME = {"zh": "名", "en": "Name"}


def settings(*schedules: dict[str, object], **route: object) -> PatrolSettings:
    return PatrolSettings.model_validate(
        {
            "cards": {4417203: "wang", "0099": "li"},
            "checkpoints": [
                {"id": "gate", "name": NAME, "nfc": "04:a2:b3:c4:d5:e6:80", "key": True, "position": [31.2, 121.4]},
                {"id": "pump", "name": NAME, "device": "pump-1", "reader": "reader-1", "rotating": True,
                 "plan": [0.1, 0.2], "checks": [{"id": "oil", "name": NAME, "unit": "mm", "low": 20, "high": 80}]},
            ],
            "routes": [
                {"id": "night", "name": NAME, "stops": ["gate", {"at": "pump", "walk_s": 30}],
                 "schedules": list(schedules) or [{"every_h": 12}], **route},
            ],
        }
    )  # fmt: skip


def schedule(**given: object) -> Times | Draw:
    return programme_of(settings(given)).routes["night"].schedules[0]


def test_checkpoints_and_cards() -> None:
    made = programme_of(settings())
    gate, pump = made.checkpoints["gate"], made.checkpoints["pump"]
    assert (gate.nfc, gate.is_key, gate.rotating, gate.position, gate.device) == (
        "04A2B3C4D5E680", True, False, (31.2, 121.4), "",
    )  # fmt: skip
    assert (pump.device, pump.reader, pump.rotating, pump.plan) == ("pump-1", "reader-1", True, (0.1, 0.2))
    [oil] = pump.checks
    assert (oil.id, oil.unit, oil.low, oil.high) == ("oil", "mm", 20, 80)
    assert made.cards == {"4417203": "wang", "0099": "li"}


def test_a_route_as_it_is_given_and_with_what_is_left_out() -> None:
    plain = programme_of(settings()).routes["night"]
    assert [(leg.checkpoint, leg.travel_s) for leg in plain.legs] == [("gate", 120), ("pump", 30)]
    assert (plain.kind, plain.order, plain.guard, plain.team) == (RouteKind.PATROL, Order.FIXED, "", ())
    assert (plain.early_s, plain.late_s, plain.sync_s, plain.duration_s) == (600, 900, 3600, 150)
    other = programme_of(
        settings(kind="inspection", order="free", early_min=0.5, late_min=0.1, sync_min=2, guard="wang")
    ).routes["night"]
    assert (other.kind, other.order, other.guard) == (RouteKind.INSPECTION, Order.FREE, "wang")
    assert (other.early_s, other.late_s, other.sync_s) == (30, 6, 120)


def test_schedules_as_minutes_of_the_day() -> None:
    assert schedule(every_h=6) == Times(minutes=(0, 360, 720, 1080))
    assert schedule(every_h=2, **{"from": "20:00", "to": "02:00"}) == Times(minutes=(1200, 1320, 1440))
    assert schedule(every_min=20, **{"from": "23:00"}) == Times(minutes=(1380, 1400, 1420))
    assert schedule(at=["20:00", "08:30", "20:00"]) == Times(minutes=(510, 1200))
    days = Days(weekdays=frozenset({0, 6}), month_days=frozenset({1}), months=frozenset({1, 7}))
    given = {"weekdays": ["mon", "sun"], "month_days": [1], "months": [1, 7]}
    assert schedule(at=["08:00"], **given) == Times(minutes=(480,), days=days)


def test_a_draw_is_one_of_the_planning() -> None:
    night = schedule(draw=3, spacing_min=45, **{"from": "22:00", "to": "06:00"})
    assert night == Draw(count=3, since=1320, until=360, spacing_s=2700)
    assert schedule(draw=1) == Draw(count=1, since=0, until=1440, spacing_s=1800)
