"""What the gateway's eye makes of the simulated pictures: each fault is that flaw, and a quiet film has none."""

from collections.abc import Callable, Iterator

import cv2
import pytest

from drivers.driver import Zone
from drivers.pictures.looking import Looking, Seen
from drivers.pictures.shot import JpegShot
from simulators.gates.painter import Painter
from simulators.gates.story import Neighbourhood, Who
from simulators.gates.view import Standing, View

FRAMES_PER_S = 3
CALM_S = {"moved": 90}
FAULT_S = {"blurred": 45, "moved": 30}
"""Where it takes longer than others: to know the place, and to be sure."""
FLAWS = ("black", "white", "blurred", "moved", "covered", "frozen")
LANE = Zone(id="zone_1", corners=((0.0, 0.42), (0.36, 0.42), (0.42, 0.78), (0.0, 0.86)))
CARS = [Neighbourhood(6).guest(Who.STRANGER) for _ in range(3)]


def seen(views: Callable[[float], View], seconds: float, *, is_gate: bool = True) -> Iterator[tuple[float, Seen]]:
    painter, looking = Painter(12, is_gate=is_gate), Looking((LANE,) if not is_gate else ())
    still = b""
    for number in range(int(seconds * FRAMES_PER_S)):
        at_s = number / FRAMES_PER_S
        view = views(at_s)
        if not still or view.spoilt != "frozen":
            still = cv2.imencode(".jpg", painter.picture(view, number), [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
        yield at_s, looking.see(JpegShot(still, 1e9 + at_s))


def told(one: Seen) -> list[str]:
    return [name for name in FLAWS if getattr(one.watched.flaws, name)]


@pytest.mark.parametrize(
    ("fault", "light"), [(fault, 1.0) for fault in FLAWS] + [("black", 0.0), ("covered", 0.0), ("frozen", 0.0)]
)
def test_a_fault_is_seen_as_what_it_is(fault: str, light: float) -> None:
    calm_s = CALM_S.get(fault, 15)

    def views(at_s: float) -> View:
        return View(light=light, arm=0.0, spoilt=fault if at_s >= calm_s else "")

    for at_s, one in seen(views, calm_s + FAULT_S.get(fault, 20)):
        assert told(one) in ([], [fault])
        assert at_s >= calm_s or told(one) == []
    assert told(one) == [fault]


@pytest.mark.parametrize(("light", "rain"), [(1.0, 0.0), (0.5, 0.0), (0.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
def test_cars_and_rain_are_no_flaw(light: float, rain: float) -> None:
    def views(at_s: float) -> View:
        since_s = at_s % 20.0
        car = CARS[int(at_s / 20.0) % len(CARS)]
        distance_m = max(0.0, 13.0 - 3.0 * since_s) if since_s < 12.0 else 36.0 - 3.0 * since_s
        arm = min(1.0, max(0.0, since_s - 10.0)) if since_s < 16.0 else max(0.0, 17.0 - since_s)
        return View(light=light, rain=rain, arm=arm, cars=(Standing(car=car, distance_m=distance_m),))

    flawed = [(at_s, told(one)) for at_s, one in seen(views, 60.0) if told(one)]
    assert flawed == []


@pytest.mark.parametrize("light", [1.0, 0.0])
def test_a_parked_car_stands_in_the_lane_and_a_walker_does_not(light: float) -> None:
    def views(at_s: float) -> View:
        parked = min(1.0, max(0.0, at_s - 40.0) / 3.0)
        walker = (at_s % 15.0) / 9.0
        return View(light=light, parked=parked, walker=walker if walker <= 1.0 else None)

    stood = [(at_s, one.zones[0]) for at_s, one in seen(views, 70.0, is_gate=False)]
    assert all(not zone for at_s, zone in stood if at_s < 43.0)
    last = stood[-1][1]
    assert last is not None
    assert 10.0 < last < 27.0
