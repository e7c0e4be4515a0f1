"""Row 21: vehicles in gate video, by day and night and in rain, read and judged as at a gate; the truth is known."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context

import numpy as np

from bench.report import Finding
from drivers.pictures.looking import Looking
from drivers.pictures.shot import JpegShot
from drivers.pictures.vehicles import Vehicles
from drivers.plates.recognise import PlateReader
from drivers.plates.vote import distance
from drivers.sighting import Sighting
from gateway.gates.judging.lists import lists_of
from gateway.gates.judging.policy import Asked, Known, decide
from gateway.gates.model import Decision, Gate, Vehicle, VehicleList
from simulators.gates.reel import Reel
from simulators.gates.story import Car, Who
from simulators.plates.layouts import LAYOUTS, Style
from simulators.plates.texts import DIGITS, LETTERS, number

PASSAGES, IN_A_ROW = 1000, 20
KNOWN_SHARE, TWIN_SHARE = 0.5, 0.2
"""So many vehicles stand on the list; so many of the others differ from one of these by a single character."""
SKIES = ((1.0, 0.0), (1.0, 0.8), (0.4, 0.0), (0.0, 0.0), (0.0, 0.6))
"""Light and rain: day, day in rain, dusk, night, night in rain."""
STYLES = {Style.BLUE: 0.62, Style.GREEN_SMALL: 0.25, Style.YELLOW: 0.08, Style.WHITE_POLICE: 0.05}
PATIENCE_S = 9.0
"""A guard lets in whoever has been standing so long."""
GATE = Gate(
    id="south-in", name_zh="南门", name_en="South gate", camera="gate-cam-1", barrier="barrier-1", direction="in"
)


@dataclass(slots=True, kw_only=True)
class Score:
    """What became of the cars. `mistakes` names the others: what it was, what was read."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong_openings: int = 0
    mistakes: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        self.counts += other.counts
        self.wrong_openings += other.wrong_openings
        self.mistakes += other.mistakes


def run() -> list[Finding]:
    """A thousand passages, on all cores; what was not right is named."""
    score = play(PASSAGES, seed=11)
    print(*("\n  " + " ".join(mistake) for mistake in score.mistakes), flush=True)
    right = score.counts["right"] / PASSAGES
    others = ", ".join(f"{what} {score.counts[what]}" for what in ("unsure", "unseen", "wrong"))
    return [
        Finding(
            row="21", what=f"{PASSAGES} passages of gate video, plate right", found=f"{right:.1%} ({others})",
            against="the truth of the film", reach="≥ 99 %", reached=right >= 0.99,
        ),
        Finding(
            row="21", what="the same: openings for a vehicle that may not pass", found=str(score.wrong_openings),
            against="the truth of the film", reach="0", reached=score.wrong_openings == 0,
        ),
    ]  # fmt: skip


def play(passages: int, *, seed: int, workers: int | None = None) -> Score:
    """So many cars, some in a row under each sky; one process a core, or none of its own for `workers` 0."""
    known, cars = people(passages, seed)
    rows = [cars[start : start + IN_A_ROW] for start in range(0, len(cars), IN_A_ROW)]
    jobs = [(row, known, seed + n, *SKIES[n % len(SKIES)]) for n, row in enumerate(rows)]
    total = Score()
    if workers == 0:
        for job in jobs:
            total.add(row_of_cars(*job))
        return total
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for future in [pool.submit(row_of_cars, *job) for job in jobs]:
            total.add(future.result())
    return total


def people(count: int, seed: int) -> tuple[frozenset[str], list[Car]]:
    """The plates on the list, and everybody who comes."""
    rng = np.random.default_rng(seed)
    weights = list(STYLES.values())
    cars: dict[str, Car] = {}
    known: list[Car] = []
    while len(cars) < count:
        style = list(STYLES)[int(rng.choice(len(STYLES), p=weights))]
        plate = number(style, rng)
        is_known = rng.random() < KNOWN_SHARE and style is not Style.WHITE_POLICE
        if not is_known and known and rng.random() < TWIN_SHARE:
            twin = known[int(rng.integers(len(known)))]
            plate, style = _nearly(twin.plate, rng), twin.style
        car = Car(plate=plate, style=style, who=Who.HOUSEHOLD if is_known else Who.STRANGER)
        if plate not in cars:
            cars[plate] = car
            known += [car] if is_known else []
    return frozenset(car.plate for car in known), list(cars.values())


def row_of_cars(cars: Sequence[Car], known: frozenset[str], seed: int, light: float, rain: float) -> Score:
    """One film from its first frame to its last, looked at as the gateway does."""
    reel = Reel(cars, seed=seed, light=light, rain=rain)
    looking, vehicles, score = Looking(), Vehicles("gate-cam-1", _reader().read), Score()
    lists = _known(known)
    told: dict[str, str] = {}
    for time, jpeg in reel.frames():
        shot = JpegShot(jpeg, time)
        seen = looking.see(shot)
        if seen.moving.boxes or vehicles.is_awake:
            for sighting in vehicles.see(shot, seen.moving.boxes):
                _judge(sighting, reel, lists, told, score)
        first = reel.waiting
        if first is not None and first.stopped_at is not None and time - first.stopped_at > PATIENCE_S:
            reel.open()
    for car in cars:
        what = told.get(car.plate, "unseen")
        score.counts[what] += 1
        if what != "right":
            score.mistakes.append((car.plate, what, f"light {light:g}, rain {rain:g}"))
    return score


def _judge(sighting: Sighting, reel: Reel, known: Known, told: dict[str, str], score: Score) -> None:
    """What is made of a vehicle that was told of; of those that are there the likest is meant."""
    there = [visit.car for visit in reel.lane.visits]
    meant = min(there, key=lambda car: distance(car.plate, sighting.seen), default=None)
    if meant is not None and told.get(meant.plate) != "wrong":
        is_right = sighting.plate == meant.plate or told.get(meant.plate) == "right"
        told[meant.plate] = "right" if is_right else "wrong" if sighting.plate else "unsure"
    if meant is None or sighting.plate not in ("", meant.plate):
        score.mistakes.append((meant.plate if meant else "nobody", "read as", sighting.plate))
    asked = Asked(
        gate=GATE, time=sighting.time, plate=sighting.plate, seen=sighting.seen, kind=sighting.kind,
        colour=sighting.colour, uncertain=sighting.uncertain, candidates=sighting.candidates, direction="in",
    )  # fmt: skip
    verdict = decide(asked, known)
    if verdict.decision is Decision.OPEN:
        score.wrong_openings += meant is None or not _may_pass(meant, known)
    if verdict.decision is Decision.OPEN or sighting.plate:
        reel.open()  # whom the list does not know a guard lets in


def _may_pass(car: Car, known: Known) -> bool:
    return car.plate in known.lists.vehicles or LAYOUTS[car.style].colour == "white"


def _nearly(plate: str, rng: np.random.Generator) -> str:
    """The same plate but for one of its last four characters."""
    at = int(rng.integers(len(plate) - 4, len(plate)))
    among = DIGITS if plate[at] in DIGITS else LETTERS
    return plate[:at] + among[int(rng.integers(len(among)))] + plate[at + 1 :]


@cache
def _reader() -> PlateReader:
    return PlateReader(threads=1)


@cache
def _known(plates: frozenset[str]) -> Known:
    listed = [Vehicle(id=plate, plate=plate, list=VehicleList.FIXED) for plate in sorted(plates)]
    return Known(lists=lists_of(listed, []))
