"""What may be sent to Gatehouse over HTTP. A field that is not known is refused, so that a slip of the pen shows."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from dashboard.api.models import Role, Urgency
from dashboard.requests import within_reach

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
AccountName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$")]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]


def _reachable(moment: datetime) -> datetime:
    if within_reach(moment) is not moment:
        raise ValueError("a time from the year 1970 to 9998 is wanted")
    return moment


class Body(BaseModel):
    """No text holds a zero byte, which the database refuses."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def _no_zero_byte(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a text may not hold a zero byte")
        return value


class SignIn(Body):
    username: str = Field(max_length=100)
    password: str = Field(max_length=1000)


class NewTicket(Body):
    """`arrive_by` is the agreed time of an appointment; otherwise the clocks follow from the urgency."""

    title: Line
    description: Annotated[str, StringConstraints(max_length=2000)] = ""
    device: str | None = None
    trade: Annotated[str, StringConstraints(max_length=40)] = ""
    urgency: Urgency = "ordinary"
    source: Literal["patrol", "inspection", "upkeep", "frontdesk"] = "frontdesk"
    arrive_by: Annotated[AwareDatetime, AfterValidator(_reachable)] | None = None
    assignee: Line | None = None


class Step(Body):
    """`version` is that of the ticket which the person saw: if it has changed since, the step is 409."""

    version: int | None = None


class Assign(Step):
    assignee: Line


class Reason(Step):
    """Why a ticket is held, rejected, reopened or cancelled."""

    reason: Passage


class Resolve(Step):
    """`confirm` says that the person knows the alarm to be still active; `action` is another word for `solution`."""

    cause: Passage
    solution: Passage = Field(validation_alias=AliasChoices("solution", "action"))
    confirm: bool = False


class Rating(Step):
    rating: int = Field(ge=1, le=5)


class SelectValue(Body):
    value: float = Field(allow_inf_nan=False)


class ConfirmSelection(Body):
    selection: Line


class NewAccount(Body):
    name: AccountName
    role: Role
    password: Password


class ChangeAccount(Body):
    """What is left out stays as it is."""

    role: Role | None = None
    disabled: bool | None = None
    password: Password | None = None


class ChangePassword(Body):
    """One's own; the present one is asked again."""

    present: str = Field(max_length=1000)
    password: Password


class NewToken(Body):
    role: Role
