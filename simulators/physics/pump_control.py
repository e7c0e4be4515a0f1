"""The controller of a pump room: who is on duty, and how fast it runs.

One pump keeps the outlet pressure. Every six hours the next one takes its turn and the old one runs on until the new
one carries the load; when the duty pump trips, the next sound one starts at once.
"""

from collections.abc import Sequence

from simulators.physics.pump import RATED_HZ, RUNNING, STOPPED, TRIPPED, Pump

ALTERNATION_S = 6 * 3600.0
RAMP_HZ_PER_S = 25.0
LOWEST_HZ = 15.0
KP_HZ_PER_MPA = 60.0
KI_HZ_PER_MPA_S = 6.0


class PumpControl:
    """Sets the state and the speed of its pumps."""

    def __init__(self, pumps: Sequence[Pump], *, time: float, speed_hz: float) -> None:
        """Begin with the pump whose turn it is, already at `speed_hz`."""
        self._pumps = pumps
        self._turn = int(time // ALTERNATION_S)
        self._command_hz = speed_hz
        self._last_error = 0.0
        self._leaving: Pump | None = None
        self.duty = pumps[self._turn % len(pumps)]
        self.duty.start()
        self.duty.speed_hz = speed_hz

    def choose(self, time: float, *, powered: bool, trips: int) -> None:
        """Trips (of so many pumps) and their reset, the turn, the take-over, the loss of power."""
        tripped = [pump for pump in self._pumps if pump.state == TRIPPED]
        for pump in tripped[trips:]:
            pump.stop()
        if len(tripped) < min(trips, len(self._pumps)) and self.duty.state != TRIPPED:
            self._stop(self.duty, TRIPPED)
        turn = int(time // ALTERNATION_S)
        if self.duty.state == TRIPPED or (turn != self._turn and self._leaving is None):
            self._turn = turn
            self._hand_over()
        if not powered:
            for pump in self._pumps:
                self._stop(pump, TRIPPED if pump.state == TRIPPED else STOPPED)
        elif self.duty.state == STOPPED:
            self.duty.start()

    def drive(self, dt_s: float, *, pressure: float, setpoint: float) -> None:
        """PI control, by increments so that it does not wind up, and the ramp of the duty pump's drive."""
        if self.duty.state != RUNNING:
            return
        error = setpoint - pressure
        change = KP_HZ_PER_MPA * (error - self._last_error) + KI_HZ_PER_MPA_S * error * dt_s
        self._last_error = error
        self._command_hz = max(LOWEST_HZ, min(RATED_HZ, self._command_hz + change))
        step = RAMP_HZ_PER_S * dt_s
        self.duty.speed_hz += max(-step, min(step, self._command_hz - self.duty.speed_hz))
        if self._leaving is not None and self.duty.speed_hz >= self._command_hz - 0.5:
            self._stop(self._leaving, STOPPED)

    def _hand_over(self) -> None:
        """The next sound pump becomes duty. A pump that leaves without having tripped runs on for now."""
        count, leaving = len(self._pumps), self.duty
        following = [self._pumps[(leaving.number + step) % count] for step in range(count)]
        sound = next((pump for pump in following if pump.state != TRIPPED), leaving)
        if sound is not leaving:
            self._leaving = leaving if leaving.state == RUNNING else None
            self.duty = sound

    def _stop(self, pump: Pump, state: int) -> None:
        pump.stop(state)
        if self._leaving is pump:
            self._leaving = None
