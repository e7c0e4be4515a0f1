"""What may be written to a device, and by whom, decided from values alone."""

import math
from enum import StrEnum

from drivers.frame import Frame, Quality
from drivers.profile import Point, Profile

ROLES = frozenset({"operator", "admin"})


class Reason(StrEnum):
    """Why a value may be written, or may not."""

    ALLOWED = "allowed"
    WRONG_ROLE = "wrong_role"
    READ_ONLY_KIND = "read_only_kind"
    NO_SUCH_POINT = "no_such_point"
    NOT_WRITABLE = "not_writable"
    OUT_OF_BOUNDS = "out_of_bounds"
    NOT_A_STATE = "not_a_state"


def judge(profile: Profile, point_id: str, value: float, role: str) -> Reason:
    """Whether this role may set this point of a device of this kind to this value (in the point's unit)."""
    if role not in ROLES:
        return Reason.WRONG_ROLE
    if profile.read_only:
        return Reason.READ_ONLY_KIND
    point = find(profile, point_id)
    if point is None:
        return Reason.NO_SUCH_POINT
    if point.write is None:
        return Reason.NOT_WRITABLE
    if not (math.isfinite(value) and point.write.minimum <= value <= point.write.maximum):
        return Reason.OUT_OF_BOUNDS
    if point.texts and value not in point.texts:
        return Reason.NOT_A_STATE
    return Reason.ALLOWED


def find(profile: Profile, point_id: str) -> Point | None:
    return next((point for point in profile.points if point.id == point_id), None)


def value_in(frame: Frame, profile: Profile, point_id: str) -> float | None:
    """The value of a point in a frame that was just read; None where it is missing or not good."""
    position = profile.index(point_id)
    places = range(len(frame.values)) if frame.at is None else frame.at.tolist()
    column = next((column for column, at in enumerate(places) if at == position), None)
    if column is None or frame.quality[column] != Quality.GOOD or not math.isfinite(frame.values[column]):
        return None
    return float(frame.values[column])


def agrees(point: Point, written: float, read_back: float | None) -> bool:
    """Whether the device took the value: within the point's tolerance, and never stricter than its raw step."""
    if read_back is None or point.write is None:
        return False
    step = abs(point.modbus.scale) / 2 if point.modbus is not None and "float" not in point.modbus.type else 0.0
    allowed = max(point.write.tolerance, step, 1e-6 * abs(written))
    return abs(read_back - written) <= allowed * (1 + 1e-9)
