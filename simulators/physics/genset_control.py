"""The controller of an emergency generator: three tries to start, the transfer to it and back, running down cold."""

from dataclasses import dataclass
from enum import IntEnum

CONFIRM_S = 1.0
"""How long the mains must be away before it starts."""
CRANK_S, PAUSE_S, TRIES = 5.0, 4.0, 3
WARM_UP_S = 3.0
BACK_AFTER_S = 10.0
"""In life the mains must be back for some minutes before the load returns to them."""
COOLING_S = 30.0


class State(IntEnum):
    STOPPED = 0
    STARTING = 1
    RUNNING = 2
    COOLING = 3
    FAILED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What holds at the moment: `test` asks for a run without load; `fires` says that the engine would catch."""

    mains: bool
    automatic: bool
    test: bool
    fires: bool
    stop: bool


class GensetControl:
    """`starts` counts engines that caught, in its life."""

    def __init__(self, *, starts: int) -> None:
        self.state = State.STOPPED
        self.on_load = self.start_failure = False
        self.starts = starts
        self._in_state_s = self._mains_lost_s = self._mains_back_s = 0.0

    def step(self, dt_s: float, orders: Orders) -> None:
        """Live on for `dt_s` seconds, which should be short against its times."""
        self._in_state_s += dt_s
        self._mains_lost_s = 0.0 if orders.mains else self._mains_lost_s + dt_s
        self._mains_back_s = self._mains_back_s + dt_s if orders.mains else 0.0
        if orders.stop:
            self._enter(State.STOPPED)
        elif self.state is State.FAILED:
            self._reset(orders)
        elif self.state is State.STARTING:
            self._crank(orders)
        elif self.state in (State.STOPPED, State.COOLING) and self._wanted(orders):
            self._enter(State.STARTING if self.state is State.STOPPED else State.RUNNING)
        elif self.state is State.RUNNING and not self._needed(orders):
            self._enter(State.COOLING)
        elif self.state is State.COOLING and self._in_state_s >= COOLING_S:
            self._enter(State.STOPPED)
        self.on_load = self.state is State.RUNNING and self._carries(orders)

    @property
    def turning(self) -> bool:
        """Whether the engine turns by its own power."""
        return self.state in (State.RUNNING, State.COOLING)

    @property
    def cranking(self) -> bool:
        """Whether the battery turns the engine just now."""
        return self.state is State.STARTING and self._in_state_s % (CRANK_S + PAUSE_S) < CRANK_S

    def _wanted(self, orders: Orders) -> bool:
        return orders.test or (orders.automatic and self._mains_lost_s >= CONFIRM_S)

    def _needed(self, orders: Orders) -> bool:
        return orders.test or not orders.mains or (self.on_load and self._mains_back_s < BACK_AFTER_S)

    def _carries(self, orders: Orders) -> bool:
        if orders.mains:
            return self.on_load and self._mains_back_s < BACK_AFTER_S
        return orders.automatic and (self.on_load or self._in_state_s >= WARM_UP_S)

    def _crank(self, orders: Orders) -> None:
        if orders.fires and self._in_state_s >= CRANK_S:
            self.starts += 1
            self._enter(State.RUNNING)
        elif self._in_state_s >= TRIES * CRANK_S + (TRIES - 1) * PAUSE_S:
            self.start_failure = True
            self._enter(State.FAILED)

    def _reset(self, orders: Orders) -> None:
        """The engineer who has mended it resets the controller."""
        if orders.fires:
            self.start_failure = False
            self._enter(State.STOPPED)

    def _enter(self, state: State) -> None:
        if state is not self.state:
            self.state, self._in_state_s = state, 0.0
