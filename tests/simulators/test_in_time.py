"""A fault is an alarm soon enough to be painted within three seconds."""

import numpy as np
import pytest

from rules.columns import DeviceColumns
from rules.engine import Engine
from rules.loader import load_packs
from tests.simulators.specimens import EVENING, NIGHT, PROFILES, device

TICK_S = 0.5
TIMES = pytest.mark.parametrize("time", [EVENING, NIGHT], ids=["evening", "night"])


class Watched:
    """A device under the rules of its kind, polled once a second."""

    def __init__(self, kind: str, time: float) -> None:
        self.device = device(kind, time=time)
        self.time = time
        self._points = tuple(point.id for point in PROFILES[kind].points)
        columns = (*self._points, "online")
        fitted = np.ones(len(columns), bool)
        self.engine = Engine(
            [DeviceColumns(id="device-1", kind=kind, start=0, points=columns, fitted=fitted)], load_packs()
        )

    def live(self, seconds: int) -> set[str]:
        """Every rule that held at some time during so many seconds."""
        held: set[str] = set()
        for _ in range(seconds):
            for _ in range(round(1.0 / TICK_S)):
                self.time += TICK_S
                self.device.step(TICK_S, self.time, self.time)
            readings = self.device.readings()
            values = np.array([*(readings[point] for point in self._points), 1.0])
            quality, times = np.zeros(len(values), np.uint8), np.full(len(values), self.time)
            self.engine.evaluate(self.time, values, quality, times)
            held |= {rule for _, rule in self.engine.active()}
        return held


@TIMES
def test_a_lost_phase_is_told_in_time_to_be_painted_within_three_seconds(time: float) -> None:
    watched = Watched("switchgear", time)
    watched.live(5)
    watched.device.inject("phase_loss", None)
    assert watched.live(2) == {"phase_loss"}
