"""What a simulated kind of device is, seen from outside.

A kind is one file in `simulators/devices/`, named after it, with

    FAULTS: tuple[Fault, ...]                   what can go wrong in its plant
    build(setup: Setup) -> Model                a specimen, already in its everyday state
    CUTS: Mapping[str, str]                     if others may hang on it: fault → what is then without supply,
                                                `device` (all of them) or the point of one outgoing feeder

and, where its specimens tell more than values, with a method of theirs

    take_events() -> list[dict[str, Any]]       JSON objects: what happened since it was last asked
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from simulators.gates.lane import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What makes a specimen: its seed, the points it is fitted with, its time zone, its first moment (UTC seconds).

    `lane` is the gate to which it belongs, if it does: its camera and its barrier share it.
    """

    seed: int
    fitted: frozenset[str]
    zone: ZoneInfo
    time: float
    lane: Lane | None = None


class Model(Protocol):
    """A plant that lives on by itself. `faults` holds the names of what is wrong with it; others add and discard."""

    faults: set[str]

    def step(self, dt_s: float, time: float) -> None:
        """Live on for `dt_s` seconds, until `time` (UTC seconds)."""

    def values(self) -> Mapping[str, float | str]:
        """What its instruments say now, by point id; a point that is not there is not fitted."""

    def write(self, point: str, value: float) -> None:
        """Set a point; ValueError where it cannot be set so."""


@runtime_checkable
class Eventful(Protocol):
    """A model that tells events too."""

    def take_events(self) -> list[dict[str, Any]]:
        """What happened since it was last asked."""
