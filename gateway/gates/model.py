"""What the gates know and decide about, in plain values.

Times are seconds UTC; money is in fen, the hundredth of a yuan.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Direction = Literal["in", "out", ""]
Fen = int


class Decision(StrEnum):
    """What the gate does. ASK: a person decides."""

    OPEN = "open"
    REFUSE = "refuse"
    ASK = "ask"


class Reason(StrEnum):
    """Why; shown to people by its name in their language."""

    FIXED_VEHICLE = "fixed_vehicle"
    FIXED_VEHICLE_NEAR_MATCH = "fixed_vehicle_near_match"  # one uncertain character, and one vehicle alone fits
    VISITOR_PASS = "visitor_pass"
    CONTRACTOR_PASS = "contractor_pass"
    EMERGENCY_VEHICLE = "emergency_vehicle"
    POLICE_VEHICLE = "police_vehicle"
    TEMPORARY_ENTRY = "temporary_entry"
    FREE_EXIT = "free_exit"  # within the free minutes
    PAID_EXIT = "paid_exit"
    BY_HAND = "by_hand"  # a person opened
    CORRECTED = "corrected"  # a person put the plate right, and the policy then said open
    BLOCKED_VEHICLE = "blocked_vehicle"
    UNSURE_PLATE = "unsure_plate"
    UNKNOWN_PLATE = "unknown_plate"  # this gate lets nobody in who is not known
    NOT_VALID_NOW = "not_valid_now"  # before or after its time
    SPACES_TAKEN = "spaces_taken"
    CAR_PARK_FULL = "car_park_full"
    ALREADY_INSIDE = "already_inside"  # anti-passback
    NOT_INSIDE = "not_inside"
    NOT_CONFIRMED = "not_confirmed"  # the host has not said yes
    PASS_USED = "pass_used"
    WRONG_GATE = "wrong_gate"
    UNPAID = "unpaid"
    GATE_CLOSED = "gate_closed"  # out of service, or closed by its site


class Outcome(StrEnum):
    """What came of an order to open."""

    NONE = "none"  # nothing was ordered
    ORDERED = "ordered"
    OPENED = "opened"  # the arm was seen up
    FAILED = "failed"


class VehicleList(StrEnum):
    """On which list a vehicle stands."""

    FIXED = "fixed"
    BLOCKED = "blocked"
    EMERGENCY = "emergency"


class PassKind(StrEnum):
    VISITOR = "visitor"
    CONTRACTOR = "contractor"


class PassState(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle that is known. `holder` is the household or company; valid from ≤ t < until, None: for ever."""

    id: str
    plate: str
    list: VehicleList
    holder: str = ""
    note: str = ""
    valid_from: float | None = None
    valid_until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A household or company, and how many vehicles of its may be inside at once (0: no limit)."""

    name: str
    spaces: int = 0
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Leave to come in: by plate, or by its code (a QR on the visitor's phone), or both.

    code       the visitor's secret; host_code that of whoever confirms it
    most_uses  entries; 0: no limit within its time
    gates      empty: every gate
    """

    id: str
    kind: PassKind
    state: PassState
    code: str
    host_code: str
    visitor: str
    holder: str
    plate: str
    valid_from: float
    valid_until: float
    most_uses: int = 1
    uses: int = 0
    gates: tuple[str, ...] = ()
    created_by: str = ""
    created_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A vehicle's stay. `left_at` None: it is inside. `paid` is the sum of its payments."""

    id: str
    plate: str
    entered_at: float
    entry_gate: str
    entry_passage: str
    reason: Reason
    left_at: float | None = None
    exit_gate: str = ""
    exit_passage: str = ""
    fee: Fen = 0
    paid: Fen = 0
    paid_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """Hours, local, with a price of their own: at most `cap` for what of a stay falls between them."""

    starts: str
    ends: str
    cap: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """`per_hour` for every hour begun after the free minutes; at most `day_cap` in 24 hours from the entry.

    exit_minutes   how long after paying a vehicle may take to leave
    """

    free_minutes: int = 30
    per_hour: Fen = 500
    day_cap: Fen = 3000
    night: Night | None = None
    exit_minutes: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A lane. `direction` empty: both ways, told by how the vehicle moves.

    barrier     device of kind barrier; empty: nothing is opened, passages are only kept
    temporary   vehicles that nobody knows may come in, and pay on leaving
    passback    a vehicle that is inside can't come in again
    """

    id: str
    name_zh: str
    name_en: str
    camera: str
    barrier: str = ""
    direction: Direction = ""
    temporary: bool = False
    passback: bool = True
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A vehicle at a gate, what was read of it, and what was decided.

    plate       under which it was decided: as read, put right by a person, or that of the vehicle that alone fits
    seen        as the camera read it
    candidates  what else it might be, the most probable first
    match       whom the list says it is: a holder or a visitor
    fee         to be paid, in fen; None: nothing is asked
    tailgating  it went through in the opening of the vehicle before
    """

    id: str
    gate: str
    time: float
    plate: str
    seen: str
    colour: str
    kind: str
    confidence: float
    direction: Direction
    decision: Decision
    reason: Reason
    outcome: Outcome = Outcome.NONE
    candidates: tuple[str, ...] = ()
    uncertain: tuple[int, ...] = ()
    match: str = ""
    fee: Fen | None = None
    tailgating: bool = False
    has_picture: bool = False
    has_crop: bool = False
    decided_by: str = ""
    corrected_from: str = ""
    details: dict[str, str] = field(default_factory=dict)
