"""Gates: who passed, who may, who is inside, and what that costs. Money is in fen, the hundredth of a yuan."""

from typing import Literal

from pydantic import BaseModel

from dashboard.api.models import Time, Words

PassageDirection = Literal["in", "out", ""]
PlateColour = Literal["blue", "yellow", "green", "white", "black", ""]
VehicleListName = Literal["fixed", "blocked", "emergency"]
PassKindName = Literal["visitor", "contractor"]
PassStateName = Literal["requested", "confirmed", "revoked"]


class Gate(BaseModel):
    """A lane. `barrier` is null where nothing is opened; `direction` is empty where it serves both ways."""

    id: str
    name: Words
    camera: str
    barrier: str | None
    direction: PassageDirection
    temporary: bool


class Passage(BaseModel):
    """A vehicle at a gate.

    `plate` is what it was decided under, `seen` what the camera read; `uncertain` are positions in `seen`.
    `reason` is one of a fixed set of names; `match` is the holder or visitor on whose account it came.
    `picture` and `crop` are addresses, null where there is no picture, or no longer.
    """

    id: str
    gate: str
    time: Time
    plate: str
    seen: str
    colour: PlateColour
    kind: str
    confidence: float
    direction: PassageDirection
    decision: Literal["open", "refuse", "ask"]
    reason: str
    outcome: Literal["none", "ordered", "opened", "failed"]
    candidates: list[str]
    uncertain: list[int]
    match: str
    fee: int | None
    tailgating: bool
    decided_by: str
    corrected_from: str
    picture: str | None
    crop: str | None


class Vehicle(BaseModel):
    """A known vehicle; valid from ≤ t < until, null: no end on that side. `spaces` are those of its holder."""

    id: str
    plate: str
    list: VehicleListName
    holder: str
    spaces: int
    note: str
    valid_from: Time | None
    valid_until: Time | None


class Holder(BaseModel):
    """A household or company; `spaces`: how many vehicles of its may be inside at once, 0 for no limit."""

    name: str
    spaces: int
    phone: str


class ImportProblem(BaseModel):
    """What is wrong with a cell; row 1 is the header."""

    row: int
    column: str
    message: Words


class ImportResult(BaseModel):
    """What an import has done, or with `dry_run` would do. With any problem nothing is done."""

    added: int
    changed: int
    unchanged: int
    problems: list[ImportProblem]


class Pass(BaseModel):
    """Leave to come in. `code` is the visitor's, `host_code` is for whoever is to confirm it."""

    id: str
    kind: PassKindName
    state: PassStateName
    code: str
    host_code: str
    visitor: str
    holder: str
    plate: str
    valid_from: Time
    valid_until: Time
    most_uses: int
    uses: int
    gates: list[str]
    created_by: str
    created_at: Time


class Visit(BaseModel):
    """A pass as the visitor, or the host, sees it by the code alone. `as_host`: this code may confirm."""

    site: Words
    kind: PassKindName
    state: PassStateName
    visitor: str
    holder: str
    plate: str
    valid_from: Time
    valid_until: Time
    most_uses: int
    uses: int
    gates: list[Words]
    as_host: bool


class Parking(BaseModel):
    """How full the car park is; `spaces` and `free` are null where they are not counted."""

    inside: int
    spaces: int | None
    free: int | None


class ParkingSession(BaseModel):
    """A stay. `fee` is what it costs, up to now while it lasts; `due` is what of that is still to be paid."""

    id: str
    plate: str
    entered_at: Time
    entry_gate: str
    entry_passage: str
    left_at: Time | None
    exit_gate: str
    fee: int
    paid: int
    due: int
    paid_at: Time | None
    leave_by: Time | None
