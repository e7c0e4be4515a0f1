"""Where a plane stands before the camera: from millimetres on the plane to pixels of the picture."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """A plane turned by yaw, pitch, roll; its origin is at `centre` (pixels) and `px_per_mm` large there."""

    centre: tuple[float, float]
    px_per_mm: float
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    distance_mm: float = 5000.0

    def matrix(self) -> Matrix:
        """3x3, maps (x, y, 1) in mm to homogeneous pixels."""
        turn = _turn(self.yaw_deg, self.pitch_deg, self.roll_deg)
        focal = self.px_per_mm * self.distance_mm
        camera = np.array([[focal, 0.0, self.centre[0]], [0.0, focal, self.centre[1]], [0.0, 0.0, 1.0]])
        return np.asarray(camera @ np.column_stack([turn[:, 0], turn[:, 1], (0.0, 0.0, self.distance_mm)]))


def project(matrix: Matrix, points_mm: NDArray[np.float64]) -> Matrix:
    """N x 2 points of the plane as N x 2 pixels."""
    flat = np.column_stack([points_mm, np.ones(len(points_mm))]) @ matrix.T
    return np.asarray(flat[:, :2] / np.maximum(flat[:, 2:], 1e-6))


def random_pose(rng: Generator, centre: tuple[float, float], px_per_mm: float) -> Pose:
    """Mostly nearly straight, sometimes up to 50 degrees of yaw, 30 of pitch, 20 of roll."""
    wide = rng.random() < 0.35
    return Pose(
        centre=centre,
        px_per_mm=px_per_mm,
        yaw_deg=float(np.clip(rng.normal(0.0, 26.0 if wide else 10.0), -50.0, 50.0)),
        pitch_deg=float(np.clip(rng.normal(0.0, 14.0 if wide else 7.0), -30.0, 30.0)),
        roll_deg=float(np.clip(rng.normal(0.0, 9.0 if wide else 3.0), -20.0, 20.0)),
        distance_mm=float(np.exp(rng.uniform(np.log(1800.0), np.log(15000.0)))),
    )


def _turn(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Matrix:
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    about_y = np.array([[np.cos(yaw), 0.0, np.sin(yaw)], [0.0, 1.0, 0.0], [-np.sin(yaw), 0.0, np.cos(yaw)]])
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, np.cos(pitch), -np.sin(pitch)], [0.0, np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0.0], [np.sin(roll), np.cos(roll), 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(about_z @ about_x @ about_y)
