"""The duty check (查岗): whether somebody sits in the fire control room. Times are monotonic seconds."""

import math
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from drivers.driver import Device
from drivers.places import Gb26875Kind
from drivers.protocols.gb26875_requests import Request, check_duty
from drivers.protocols.gb26875_state import FireState, Happening
from drivers.protocols.gb26875_url import Listening

HOUR_S, MINUTE_S = 3600.0, 60.0
ASKED, NOT_ANSWERED = 1, 3
# Checks that come like clockwork check nothing: each comes up to a quarter earlier or later.
SPREAD = 0.25


class Checked(Protocol):
    """The part of a panel that is needed here."""

    device: Device
    state: FireState


class DutyCheck:
    """Asks now and then; `random` gives 0..1."""

    def __init__(self, listening: Listening, kind: Gb26875Kind, random: Callable[[], float]) -> None:
        hours = kind.duty_check_h if listening.duty_check_h is None else listening.duty_check_h
        self._every_s = hours * HOUR_S
        self._answer_min = listening.duty_answer_min or kind.duty_answer_min
        self._random = random
        self._due = math.inf
        self._over = math.inf

    def connected(self, elapsed: float) -> None:
        """The first check counts from the first connection; one that fell into a cut is made up for."""
        if self._due == math.inf:
            self._plan(elapsed)

    def is_due(self, elapsed: float) -> bool:
        return elapsed >= self._due

    def is_over(self, elapsed: float) -> bool:
        return elapsed >= self._over

    def begin(self, elapsed: float) -> Request:
        """The question; its time runs from now."""
        self._plan(elapsed)
        self._over = elapsed + self._answer_min * MINUTE_S
        return check_duty(self._answer_min)

    def asked(self, panels: Sequence[Checked]) -> list[tuple[str, Happening]]:
        """What there is to record of having asked."""
        for panel in panels:
            panel.state.check_duty(ASKED)
        return [_recorded(panel, "asked") for panel in panels]

    def end(self, panels: Sequence[Checked]) -> list[tuple[str, Happening]]:
        """The time is over: who has not answered."""
        self._over = math.inf
        late = [panel for panel in panels if panel.state.duty_check == ASKED]
        for panel in late:
            panel.state.check_duty(NOT_ANSWERED)
        return [_recorded(panel, "not_answered") for panel in late]

    def forget(self, panels: Sequence[Checked]) -> None:
        """The line is cut: an answer could not come."""
        self._over = math.inf
        for panel in panels:
            if panel.state.duty_check == ASKED:
                panel.state.check_duty(0)

    def _plan(self, elapsed: float) -> None:
        spread = 1 + SPREAD * (2 * self._random() - 1)
        self._due = elapsed + self._every_s * spread if self._every_s else math.inf


def _recorded(panel: Checked, result: str) -> tuple[str, Happening]:
    return panel.device.id, Happening(time=time.time(), body={"report": "duty_check", "result": result})
