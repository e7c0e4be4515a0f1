"""Row 20: plates read in made scenes, and in a folder of real ones; the wheel's recogniser alone beside them."""

import csv
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.meter import percentile
from bench.report import Finding
from drivers.plates.grammar import clear_text
from drivers.plates.locate import Locator
from drivers.plates.recognise import PlateReader
from drivers.plates.rectify import Picture, straighten
from drivers.plates.wheel import SIZE, Wheel
from simulators.plates.scene import Setting, scene

SCENES, SEED = 200, 5
PLATE_PX = (70.0, 320.0)
FOLDER = "GATEHOUSE_PLATES"
"""Names a folder with pictures and a labels.csv: columns file, plate (A|B where several are seen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A picture as a JPEG file holds it, and the plates that are in it."""

    packed: bytes
    plates: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Score:
    """Pictures of which the first plate told was right, or wrong; seconds each."""

    right: int = 0
    wrong: int = 0
    took_s: list[float]

    def add(self, text: str, wanted: frozenset[str], took_s: float) -> None:
        self.right += text in wanted
        self.wrong += bool(text) and text not in wanted
        self.took_s.append(took_s)

    def told(self) -> str:
        count = len(self.took_s)
        median, late = percentile(self.took_s, 0.5) * 1e3, percentile(self.took_s, 0.95) * 1e3
        return f"{self.right / count:.1%} right, {self.wrong / count:.1%} wrong, {median:.0f} / {late:.0f} ms"


def run() -> list[Finding]:
    cv2.setNumThreads(1)
    findings = [_finding("made scenes", list(made()))]
    if folder := os.environ.get(FOLDER):
        findings.append(_finding(f"pictures of {Path(folder).name}", list(kept(Path(folder)))))
    return findings


def made() -> Iterator[Case]:
    rng = np.random.default_rng(SEED)
    setting = Setting(plate_px=PLATE_PX, cars=1, empty=0.0, harsh=0.15)
    count = 0
    while count < SCENES:
        drawn = scene(rng, (960, 720), setting=setting)
        if drawn.plates and not drawn.partial:
            count += 1
            packed = cv2.imencode(".jpg", drawn.picture, [int(cv2.IMWRITE_JPEG_QUALITY), 90])[1].tobytes()
            yield Case(packed=packed, plates=frozenset(plate.text for plate in drawn.plates))


def kept(folder: Path) -> Iterator[Case]:
    with (folder / "labels.csv").open(encoding="utf-8") as labels:
        for row in csv.DictReader(labels):
            yield Case(packed=(folder / row["file"]).read_bytes(), plates=frozenset(row["plate"].split("|")))


def _finding(what: str, cases: list[Case]) -> Finding:
    ours, wheels = with_ours(cases), with_the_wheel_alone(cases)
    return Finding(
        row="20", what=f"{len(cases)} {what}: first plate, one thread", found=ours.told(),
        against=f"same corners, the wheel's recogniser alone: {wheels.told()}",
        reach="≥ 96 % right, ≤ 2.5 % wrong, ≤ 30 / 60 ms",
        reached=ours.right >= 0.96 * len(cases) and ours.wrong <= 0.025 * len(cases)
        and percentile(ours.took_s, 0.5) <= 0.03 and percentile(ours.took_s, 0.95) <= 0.06,
    )  # fmt: skip


def with_ours(cases: list[Case]) -> Score:
    reader, score = PlateReader(), Score(took_s=[])
    for case in cases:
        started = time.perf_counter()
        plates = reader.read(_picture(case))
        score.add(plates[0].text if plates else "", case.plates, time.perf_counter() - started)
    return score


def with_the_wheel_alone(cases: list[Case]) -> Score:
    """Our corners, and what the wheel's recogniser says of them with no grammar."""
    locator, wheel, score = Locator(), Wheel(), Score(took_s=[])
    for case in cases:
        started = time.perf_counter()
        picture = _picture(case)
        found = locator.find(picture)[:1]
        texts = [
            clear_text(wheel.read(straighten(picture, each.corners, each.rows, size=SIZE))[0])[0] for each in found
        ]
        score.add(texts[0] if texts else "", case.plates, time.perf_counter() - started)
    return score


def _picture(case: Case) -> Picture:
    return np.asarray(cv2.imdecode(np.frombuffer(case.packed, np.uint8), cv2.IMREAD_COLOR), np.uint8)
