"""A picture that cars and plates are painted on, one before the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .car import Vehicle, random_vehicle
from .draw import FlatPlate
from .pose import Matrix, Pose, project
from .surroundings import Picture, backdrop, paste

MakePlate = Callable[[Generator], FlatPlate]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPlate:
    """A plate in a scene: corners 4 x 2 pixels, top left, top right, bottom right, bottom left."""

    corners: NDArray[np.float32]
    text: str
    colour: str
    rows: int


class Canvas:
    """Paints cars one after the other, the farthest first; `bare` is the share of plates that hang on no car."""

    def __init__(self, picture: Picture, rng: Generator, photographs: Sequence[Picture], *, bare: float) -> None:
        self.picture = picture
        self.plates: list[PlacedPlate] = []
        self.hidden: list[PlacedPlate] = []
        self.lamps: list[NDArray[np.float64]] = []
        self._rng, self._bare, self._photographs = rng, bare, photographs

    def add(self, pose: Pose, plate: MakePlate | None) -> None:
        """A car with its plate, or with none, or a plate alone; what it hides is taken off the list."""
        rng = self._rng
        matrix = pose.matrix()
        if plate is None or rng.random() >= self._bare:
            vehicle = random_vehicle(rng)
            self._paint(vehicle, matrix)
        if plate is not None:
            self._hang(plate(rng), matrix)

    def _paint(self, vehicle: Vehicle, matrix: Matrix) -> None:
        before = self.picture.copy()
        for shape in vehicle.shapes:
            outline = np.round(np.clip(project(matrix, shape.points_mm), -4e3, 4e3) * 16).astype(np.int32)
            cv2.fillPoly(self.picture, [outline], shape.colour, cv2.LINE_AA, 4)
        self._reflect(before)
        self._letter(vehicle, matrix)
        left, top, right, bottom = vehicle.box_mm
        hull = project(matrix, np.array([(left, top), (right, top), (right, bottom), (left, bottom)]))
        self._hide(hull.astype(np.float32))
        self.lamps.extend(project(matrix, vehicle.lamps_mm))

    def _reflect(self, before: Picture) -> None:
        """Paint mirrors its surroundings: something of another picture shines through what was painted."""
        rng = self._rng
        share = rng.uniform(0.0, 0.3)
        size = (before.shape[1], before.shape[0])
        coarse = backdrop(rng, (max(8, size[0] // 3), max(8, size[1] // 3)), self._photographs)
        mirrored = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
        blend = cv2.addWeighted(self.picture, 1.0 - share, mirrored, share, 0.0)
        changed = cv2.split(cv2.absdiff(self.picture, before))
        cv2.copyTo(blend, cv2.bitwise_or(cv2.bitwise_or(changed[0], changed[1]), changed[2]), self.picture)

    def _letter(self, vehicle: Vehicle, matrix: Matrix) -> None:
        """Names, stickers and telephone numbers on the car, away from the plate."""
        rng = self._rng
        for _ in range(int(rng.integers(0, 3))):
            board = np.empty((40, int(rng.integers(60, 300)), 3), np.uint8)
            board[:] = rng.integers(0, 256, 3) if rng.random() < 0.5 else 200
            ink = tuple(int(v) for v in rng.integers(0, 256, 3))
            word = "".join(chr(int(at)) for at in rng.integers(65, 91, int(rng.integers(2, 9))))
            cv2.putText(board, word, (4, 31), int(rng.integers(0, 4)), 1.0, ink, int(rng.integers(1, 4)), cv2.LINE_AA)
            at = np.array(
                [[rng.uniform(vehicle.box_mm[0], vehicle.box_mm[2]), rng.choice((-1, 1)) * rng.uniform(180, 600)]]
            )
            shift = np.array([[1.0, 0.0, at[0, 0]], [0.0, 1.0, at[0, 1]], [0.0, 0.0, 1.0]])
            high = rng.uniform(30.0, 160.0)
            paste(self.picture, board, matrix @ shift, 1.0, (high * board.shape[1] / 40.0, high))

    def _hang(self, plate: FlatPlate, matrix: Matrix) -> None:
        rng = self._rng
        size_mm = (440.0 if plate.picture.shape[1] / plate.picture.shape[0] < 3.3 else 480.0, 0.0)
        size_mm = (size_mm[0], size_mm[0] * plate.picture.shape[0] / plate.picture.shape[1])
        if rng.random() < 0.5:
            self._frame(size_mm, matrix)
        light = np.exp(rng.normal(0.0, 0.25)) * np.exp(rng.normal(0.0, 0.12, 3))
        shown = np.clip(plate.picture * light, 0, 255).astype(np.uint8)
        if rng.random() < 0.3:
            shown = _faded(shown, rng)
        corners = paste(self.picture, shown, matrix, 1.0, size_mm)
        self._hide(corners.astype(np.float32))
        self.plates.append(
            PlacedPlate(corners=corners.astype(np.float32), text=plate.text, colour=plate.colour, rows=plate.rows)
        )

    def _hide(self, hull: NDArray[np.float32]) -> None:
        """Plates under what was just painted are no longer whole."""
        covered = [each for each in self.plates if _overlaps(each.corners, hull)]
        self.plates = [each for each in self.plates if not _overlaps(each.corners, hull)]
        self.hidden.extend(covered)

    def _frame(self, size_mm: tuple[float, float], matrix: Matrix) -> None:
        """A holder round the plate: black, chrome or white, thin or broad."""
        rng = self._rng
        board = np.full((4, 4, 3), rng.choice((15, 40, 120, 200, 240)), np.uint8)
        paste(self.picture, board, matrix, 1.0, (size_mm[0] + rng.uniform(6, 50), size_mm[1] + rng.uniform(6, 50)))


def _faded(plate: Picture, rng: Generator) -> Picture:
    """Less contrast, or a colour turned, as dirt and cheap cameras do."""
    veil, colour = rng.uniform(0.0, 0.45), rng.uniform(20, 235, 3)
    mixed = plate * (1 - veil) + colour * veil
    if rng.random() < 0.3:
        mixed = mixed @ (np.eye(3) + rng.normal(0.0, 0.15, (3, 3)))
    return np.clip(mixed, 0, 255).astype(np.uint8)


def _overlaps(corners: NDArray[np.float32], hull: NDArray[np.float32]) -> bool:
    """Whether any corner or the middle of a plate lies within `hull`."""
    points = [*corners, corners.mean(axis=0)]
    return any(cv2.pointPolygonTest(hull, (float(x), float(y)), False) >= 0 for x, y in points)
