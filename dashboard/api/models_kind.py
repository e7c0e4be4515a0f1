"""What the screens must know of a kind of device before they can draw it."""

from typing import Literal

from pydantic import BaseModel

from dashboard.api.models import Words


class Limit(BaseModel):
    """Where a rule begins to hold. With `device` it is the site's own limit, in place of the rule's for that device."""

    rule: str
    name: Words
    side: Literal["high", "low"]
    limit: float
    priority: int
    device: str | None


class WriteBounds(BaseModel):
    """The point may be set, within these."""

    minimum: float
    maximum: float


class KindPoint(BaseModel):
    """`range`: the ends of its scale. `texts`: what its values mean, by value, when they are states."""

    id: str
    name: Words
    unit: str
    decimals: int
    range: tuple[float, float] | None
    texts: dict[str, Words]
    write: WriteBounds | None
    limits: list[Limit]


class Screen(BaseModel):
    """Among which systems the kind stands, which point stands for it, and whose trends are shown."""

    system: str
    headline: str | None
    trends: list[str]


class Kind(BaseModel):
    """`protocols`: every wire on which its devices can be read; `protocol` is the usual one."""

    kind: str
    name: Words
    protocol: str
    protocols: list[str]
    screen: Screen
    read_only: bool
    points: list[KindPoint]
