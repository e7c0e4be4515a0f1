"""Where it goes what devices tell of by themselves: a vehicle before a camera, a card at a checkpoint, an event.

Gates and patrols are made after the connections by which they order their barriers; so both are asked for late.
"""

from collections.abc import Callable, Mapping
from typing import Any

from drivers.driver import Settled
from drivers.sighting import Sighting
from gateway.acquisition.events import DeviceEvents
from gateway.gates.lanes.service import GateService
from gateway.patrol.service import PatrolService


class Vehicles:
    """They go to the gates."""

    def __init__(self, gates: Callable[[], GateService]) -> None:
        self._gates = gates

    def take(self, sighting: Sighting, settled: Settled | None) -> None:
        self._gates().take(sighting, settled)


class Reports:
    """They go into the journal, and a card at a checkpoint to the patrols as well."""

    def __init__(self, events: DeviceEvents, patrol: Callable[[], PatrolService]) -> None:
        self._events = events
        self._patrol = patrol

    def keep(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None) -> None:
        """`settled` once every one of them has it."""
        patrol = self._patrol()
        if patrol.readers.is_reader(device):
            settled = None if settled is None else _after(2, settled)
            patrol.read_card(device, time, body, settled)
        self._events.keep(device, time, body, settled)


def _after(calls: int, settled: Settled) -> Settled:
    """What calls `settled` when it has itself been called so often."""
    left = calls

    def one() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            settled()

    return one
