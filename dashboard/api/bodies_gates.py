"""What may be sent to Gatehouse about gates, vehicles, passes and payments."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from dashboard.api.bodies import Body, Line
from dashboard.api.models_gates import PassKindName, VehicleListName
from dashboard.requests import within_reach

Plate = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]
MaybePlate = Annotated[str, StringConstraints(strip_whitespace=True, max_length=16)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=200)]
Moment = Annotated[AwareDatetime, AfterValidator(within_reach)]


class CorrectPlate(Body):
    plate: Plate


class OpenGate(Body):
    """`passage`: the vehicle that is let through; left out: nobody in particular."""

    passage: str | None = Field(default=None, max_length=64)
    note: Note = ""


class ShowPass(Body):
    """The code of a pass, or the whole address in its QR code."""

    code: Code


class SaveVehicle(Body):
    plate: Plate
    list: VehicleListName = "fixed"
    holder: Name = ""
    note: Note = ""
    valid_from: Moment | None = None
    valid_until: Moment | None = None


class SaveHolder(Body):
    spaces: int = Field(default=0, ge=0, le=10_000)
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""


class NewPass(Body):
    """`confirmed`: the host has said yes already, on the telephone. `most_uses` 0: no limit within its time."""

    kind: PassKindName = "visitor"
    visitor: Line
    holder: Name = ""
    plate: MaybePlate = ""
    valid_from: Moment
    valid_until: Moment
    most_uses: int = Field(default=1, ge=0, le=10_000)
    gates: tuple[Line, ...] = Field(default=(), max_length=50)
    confirmed: bool = False


class Payment(Body):
    """`id` is the payer's own: the same payment told twice counts once. `amount` in fen."""

    id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    amount: int = Field(gt=0, le=100_000_000)
    method: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
