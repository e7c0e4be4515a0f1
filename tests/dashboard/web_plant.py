"""Polls of the small site's devices, as acquisition would write them into the table."""

import numpy as np

from drivers.frame import Frame
from tests.dashboard.web_house import House


def read_device(house: House, pressure: float, *, serial: str = "SN-1") -> None:
    """A poll of the first pump room."""
    values, quality = np.array([pressure, 1.0, 0.45, np.nan]), np.zeros(4, np.uint8)
    frame = Frame(device="pump-room-1", time=house.clock.time, values=values, quality=quality, texts={3: serial})
    house.gateway.table.apply(frame, house.clock.time)
    house.gateway.table.set_online("pump-room-1", True, house.clock.time)
