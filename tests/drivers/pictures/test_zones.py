"""Vehicles that stand in a zone, drawn; and what else comes through it. Two looks a second."""

from collections.abc import Callable, Sequence

import pytest

from drivers.driver import Zone
from drivers.pictures.looking import Looking
from drivers.pictures.shot import PictureShot
from tests.drivers.pictures.drawing import Picture, Scene, with_car, with_person, with_shadow

SCENE = Scene()
PLACE = SCENE.place()
ZONE = Zone(id="zone_1", corners=((0.2, 0.45), (0.8, 0.45), (0.8, 1), (0.2, 1)))
ASIDE = Zone(id="zone_2", corners=((0, 0.4), (0.15, 0.4), (0.15, 1), (0, 1)))
STEP_S = 0.5

Part = tuple[float, Callable[[float], Picture]]


def calm(t: float) -> Picture:
    return SCENE.seen(PLACE)


def parked(t: float) -> Picture:
    return SCENE.seen(with_car(PLACE, 240, 190))


def comes(t: float) -> Picture:
    return SCENE.seen(with_car(PLACE, int(-220 + t * 115), 190))


def passes(t: float) -> Picture:
    return SCENE.seen(with_car(PLACE, int(-220 + t % 6 * 150), 190))


def people(t: float) -> Picture:
    walking = with_person(with_person(PLACE, int(60 + t * 45 % 540), 200), int(600 - t * 40 % 540), 190)
    return SCENE.seen(with_person(walking, int(120 + t * 50 % 500), 210))


def stood(parts: Sequence[Part]) -> list[tuple[float, ...]]:
    """At the end of each part, how long a vehicle stood in each of the two zones."""
    looking, time, found = Looking([ZONE, ASIDE]), 1000.0, []
    for lasts_s, shown in parts:
        for step in range(int(lasts_s / STEP_S)):
            seen = looking.see(PictureShot(shown(step * STEP_S), time))
            time += STEP_S
        assert None not in seen.zones
        found.append(tuple(float(zone or 0) for zone in seen.zones))
    return found


@pytest.mark.parametrize("light", [1.0, 0.3])
def test_a_car_that_stops_is_counted_until_it_leaves(light: float) -> None:
    def seen(picture: Picture) -> Picture:
        return SCENE.seen(picture, light=light, noise=3 if light == 1 else 5)

    came: list[Part] = [(20, lambda t: seen(PLACE)), (4.0, lambda t: seen(with_car(PLACE, int(-220 + t * 115), 190)))]
    before, _, during, after = stood(
        [*came, (60, lambda t: seen(with_car(PLACE, 240, 190))), (40, lambda t: seen(PLACE))]
    )
    assert before == after == (0, 0)
    assert 45 < during[0] <= 62
    assert during[1] == 0


def test_a_small_car_far_away() -> None:
    assert stood([(20, calm), (40, lambda t: SCENE.seen(with_car(PLACE, 260, 220, wide=110)))])[-1][0] > 25


def test_somebody_in_front_of_it_does_not_begin_the_time_anew() -> None:
    hidden = with_person(with_car(PLACE, 240, 190), 340, 120, high=220)
    found = stood([(20, calm), (30, parked), (6, lambda t: SCENE.seen(hidden)), (30, parked)])
    assert found[-1][0] > 55


@pytest.mark.parametrize(
    "parts",
    [
        [(20, calm), (60, people)],
        [(20, calm), (60, passes)],
        [(20, calm), (60, lambda t: SCENE.seen(with_person(PLACE, 300, 200)))],
        [(20, calm), (60, lambda t: SCENE.seen(with_shadow(PLACE, 220, 200)))],
        [(20, calm), (60, lambda t: SCENE.seen(SCENE.rain(PLACE)))],
        [(20, lambda t: SCENE.seen(PLACE, light=0.4)), (60, calm)],
        [(20, calm), (60, lambda t: SCENE.seen(PLACE, light=0.3, noise=5))],
        [(20, parked), (60, calm)],
    ],
    ids=[
        "people walk",
        "cars pass",
        "a person stands",
        "a shadow",
        "rain",
        "lamp on",
        "lamp off",
        "was there and left",
    ],
)
def test_what_is_no_vehicle_that_stands(parts: Sequence[Part]) -> None:
    assert stood(parts)[-1] == (0, 0)


@pytest.mark.parametrize("after", [SCENE.rain, lambda picture: (picture * 0.5).astype("uint8")], ids=["rain", "dusk"])
def test_weather_does_not_hide_it(after: Callable[[Picture], Picture]) -> None:
    car = with_car(PLACE, 240, 190)
    found = stood([(20, calm), (30, parked), (40, lambda t: SCENE.seen(after(car)))])
    assert found[-1][0] > 55


def test_a_plain_side_that_hid_the_place_for_long_leaves_nothing_behind() -> None:
    hidden = PLACE.copy()
    hidden[130:, 100:420] = 120
    assert stood([(20, calm), (60, lambda t: SCENE.seen(hidden)), (40, calm)])[-1] == (0, 0)
