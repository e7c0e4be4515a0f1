"""What may be sent to Gatehouse about patrols."""

import json
from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import Body as Content
from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator

from dashboard.api.bodies import Body, Line, Passage
from dashboard.api.models_patrol import FindingKind, MethodName
from dashboard.requests import within_reach

MOST_SCANS = 200
MOST_COUNT = 2**53  # what a browser can still count exactly


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a time such as 2026-01-31T08:00:00.000Z is wanted") from None
    if moment.tzinfo is None or within_reach(moment) is not moment:
        raise ValueError("a time with its zone is wanted, from the year 1970 to 9998")
    return text


Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}$")]
# As it was written: a phone's hash is made of these very characters.
Moment = Annotated[str, StringConstraints(max_length=40), AfterValidator(_moment)]
Name = Annotated[str, StringConstraints(max_length=100)]
Note = Annotated[str, StringConstraints(max_length=2000)]
Phone = Annotated[str, StringConstraints(max_length=64)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=MOST_COUNT)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
CheckValue = Annotated[bool, Strict()] | Annotated[float, Strict(), Field(allow_inf_nan=False)]


class Position(Body):
    """In degrees, and within how many metres."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    accuracy_m: Annotated[float, Field(ge=0, le=1e7)] = 0.0


class Finding(Body):
    """`media`: the SHA-256 of photos and recordings, which are sent on their own, before or after."""

    kind: FindingKind = "other"
    note: Note = ""
    media: Annotated[tuple[Digest, ...], Field(max_length=20)] = ()


class Scan(Body):
    """Somebody was at a checkpoint. `id` is made by the client: the same scan sent twice is one.

    `code` is what was scanned, or the digits that were typed; `uid` a tag's or a card's own number. `offset_ms` is how
    far the client believes its clock to be behind ours. `seq`, `previous` and `digest` are its count and its chain of
    hashes. In `checks`, true says that all is as it should be.
    """

    id: Uuid
    time: Moment
    checkpoint: Name | None = None
    code: Annotated[str, StringConstraints(max_length=500)] | None = None
    uid: Annotated[str, StringConstraints(max_length=64)] | None = None
    method: MethodName = "qr"
    round: Name | None = None
    phone: Phone = ""
    seq: Count = 0
    previous: Annotated[str, StringConstraints(max_length=64)] = ""
    digest: Annotated[str, StringConstraints(max_length=64)] = ""
    offset_ms: Finite | None = None
    monotonic_ms: Count | None = None
    position: Position | None = None
    result: Literal["ok", "abnormal"] = "ok"
    finding: Finding | None = None
    checks: Annotated[dict[Name, CheckValue], Field(max_length=100)] = {}
    note: Note = ""
    signed: bool = False

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if not (self.checkpoint or self.code or self.uid):
            raise ValueError("a scan tells at least one of checkpoint, code and uid")
        return self

    def chained(self) -> str:
        """What the phone has hashed: its values as a JSON array, written as a browser writes it."""
        told = [self.id, self.seq, self.checkpoint, self.code, self.uid, self.method, self.time, self.monotonic_ms]
        return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


Scans = Annotated[list[Scan], Content(max_length=MOST_SCANS)]


class BeginShift(Body):
    phone: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Sync(BeginShift):
    """`waiting`: how many records of the phone are still to come."""

    waiting: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    shift: Name | None = None


class UnexcuseStops(Body):
    checkpoints: Annotated[tuple[Line, ...], Field(min_length=1, max_length=200)]


class ExcuseStops(UnexcuseStops):
    reason: Passage


class PressPanic(Body):
    """`id` is made by the phone: pressed once, however often it is sent."""

    id: Uuid
    phone: Phone = ""
    position: Position | None = None


class ClearPanic(Body):
    note: Passage


class Place(Body):
    """A place in words."""

    zh: Line
    en: Line


class NewDispatch(Body):
    """Where to: an alarm, a device, a checkpoint or a place in words. `guard` left out: whoever takes it first."""

    alarm: Line | None = None
    device: Line | None = None
    checkpoint: Line | None = None
    place: Place | None = None
    note: Note = ""
    guard: Line | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if not (self.alarm or self.device or self.checkpoint or self.place):
            raise ValueError("a dispatch tells at least one of alarm, device, checkpoint and place")
        return self


class AnswerDispatch(Body):
    state: Literal["accepted", "arrived", "done", "cancelled"]
    text: Note = ""


class CloseIncident(Body):
    outcome: Passage
