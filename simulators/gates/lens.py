"""How the camera at a gate sees the lane: a pinhole at its post, behind the arm, that looks at what drives up.

Across and ahead in metres from the camera; pixels from the left and from the top.
"""

from simulators.plates.pose import Matrix, Pose

SIZE = (640, 360)
HORIZON_PX = 108
FOCAL_PX = 900.0
HEIGHT_M = 1.2
PLATE_HEIGHT_M = 0.55
STOP_LINE_M = 3.6
NEAREST_M = 1.25
LANE_M = 0.3
"""How far to the right of the camera's axis the middle of the cars is."""


def on_ground(across_m: float, ahead_m: float) -> tuple[float, float]:
    """Where a point of the road is seen."""
    return SIZE[0] / 2 + FOCAL_PX * across_m / ahead_m, HORIZON_PX + FOCAL_PX * HEIGHT_M / ahead_m


def above_ground(across_m: float, ahead_m: float, up_m: float) -> tuple[float, float]:
    """Where a point `up_m` above the road is seen."""
    return SIZE[0] / 2 + FOCAL_PX * across_m / ahead_m, HORIZON_PX + FOCAL_PX * (HEIGHT_M - up_m) / ahead_m


def of_plate(distance_m: float, across_m: float = LANE_M, yaw_deg: float = 9.0) -> Matrix | None:
    """From millimetres round the plate of a car to pixels; None where the car is past the camera."""
    ahead_m = STOP_LINE_M + distance_m
    if ahead_m < NEAREST_M:
        return None
    centre = above_ground(across_m, ahead_m, PLATE_HEIGHT_M)
    pose = Pose(
        centre=centre, px_per_mm=FOCAL_PX / ahead_m / 1000.0, yaw_deg=yaw_deg, pitch_deg=6.0,
        distance_mm=1000.0 * ahead_m,
    )  # fmt: skip
    return pose.matrix()
