"""The demo's programme: there is something to see whenever one looks."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.config import load_site
from gateway.config.site import Site
from gateway.demo_site import write_demo_site
from gateway.parts import plan_picture, programme
from gateway.patrol.model import RouteKind
from gateway.patrol.planning.rounds import rounds
from tests.gateway.patrol.planning.programme import SECRET, midnight

DAY_S = 86_400.0


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return load_site(write_demo_site(tmp_path))


def test_a_round_is_open_within_ten_minutes_whenever_the_demo_is_started(site: Site) -> None:
    made = programme(site)
    zone = ZoneInfo(site.timezone)
    begin = midnight(date(2026, 4, 1), zone)
    found = [
        each
        for route in made.routes.values()
        for each in rounds(route, made.checkpoints, begin - DAY_S, begin + 2 * DAY_S, zone, SECRET)
    ]
    for minute in range(0, 1440, 5):
        time = begin + 60 * minute
        assert any(each.opens_at <= time + 600 and time <= each.closes_at for each in found)


def test_every_route_has_its_days(site: Site) -> None:
    made = programme(site)
    zone = ZoneInfo(site.timezone)
    since, until = midnight(date(2026, 1, 1), zone), midnight(date(2026, 4, 1), zone)
    count = {
        name: len(rounds(route, made.checkpoints, since, until, zone, SECRET)) for name, route in made.routes.items()
    }
    assert count["pump-rooms-daily"] == 90
    assert count["switchgear-weekly"] == 13
    assert count["generators-monthly"] == 3
    assert count["hydrants-quarterly"] == 1
    assert count["night-draw"] in range(3 * 89, 3 * 90 + 1)  # a night at the edge may lie on both sides of it
    assert count["basement"] == 4 * 90


def test_inspections_are_of_devices_and_have_something_to_type(site: Site) -> None:
    made = programme(site)
    inspected = [
        made.checkpoints[leg.checkpoint]
        for route in made.routes.values()
        if route.kind is RouteKind.INSPECTION and route.id != "hydrants-quarterly"
        for leg in route.legs
    ]
    assert len(inspected) == 8
    for checkpoint in inspected:
        assert checkpoint.device
        assert any(check.unit for check in checkpoint.checks)
        assert any(not check.unit for check in checkpoint.checks)


def test_every_checkpoint_has_its_place_on_the_plan_and_is_walked(site: Site) -> None:
    made = programme(site)
    walked = {leg.checkpoint for route in made.routes.values() for leg in route.legs}
    assert walked == set(made.checkpoints)
    assert all(checkpoint.plan for checkpoint in made.checkpoints.values())
    assert len({checkpoint.plan for checkpoint in made.checkpoints.values()}) == len(made.checkpoints)
    picture = plan_picture(site)
    assert picture is not None
    assert picture.read_text(encoding="utf-8").startswith("<svg")
