"""Two submersible pumps of 3 kW in a sump, and the controller that shares the work out between them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

STOPPED, RUNNING, TRIPPED = 0, 1, 2
START_M, SECOND_M, STOP_M = 1.2, 1.6, 0.4
SHORT_BAND_M = 0.05


@dataclass(slots=True, kw_only=True)
class SumpPump:
    """`number` counts from 1; `hours` is what it has run in its life."""

    number: int
    starts: int
    hours: float
    state: int = STOPPED

    def run(self) -> None:
        self.starts += self.state != RUNNING
        self.state = RUNNING


class SumpControl:
    """One pump from the start level on, both from a higher one, none below the stop level; the lead then changes."""

    def __init__(self, pumps: Sequence[SumpPump], *, lead: int) -> None:
        self._pumps = pumps
        self._wanted = 0
        self.lead = lead

    def decide(self, level_m: float, *, powered: bool, tripped: Collection[int], alternates: bool, short: bool) -> None:
        """Start and stop by the level. `tripped` are numbers of pumps; `short`: it stops soon below the start level."""
        before, self._wanted = self._wanted, self._need(level_m, START_M - SHORT_BAND_M if short else STOP_M)
        if before and not self._wanted and alternates:
            self.lead = self.lead % len(self._pumps) + 1
        free = self._wanted if powered else 0
        for pump in sorted(self._pumps, key=lambda pump: pump.number != self.lead):
            if pump.number in tripped:
                pump.state = TRIPPED
            elif free:
                pump.run()
                free -= 1
            else:
                pump.state = STOPPED

    def _need(self, level_m: float, stop_m: float) -> int:
        """How many pumps the level calls for."""
        if level_m <= stop_m:
            return 0
        if level_m >= SECOND_M:
            return len(self._pumps)
        return max(self._wanted, int(level_m >= START_M))
