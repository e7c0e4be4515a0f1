"""What others learn of the patrols."""

from dataclasses import dataclass
from typing import Literal

from gateway.patrol.calls import Dispatch, Incident, Panic, Shift
from gateway.patrol.visits import Progress

What = Literal["round", "dispatch", "panic", "shift", "incident"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolChanged:
    """On the bus: the thing as it is now."""

    what: What
    thing: Progress | Dispatch | Panic | Shift | Incident
