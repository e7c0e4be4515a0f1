"""Centrifugal pumps in parallel, each behind its check valve, on a network with an accumulator.

Pressures in MPa, flows in m³/h, speeds as a share of the rated speed (1 = 50 Hz).
"""

import math
from collections.abc import Sequence

SHUT_OFF_MPA = 0.92
STEEPNESS = 1.875e-4
ACCUMULATOR = 500.0
"""How much water the accumulator gives for one MPa, in (m³/h)·s: 500 is about 140 litres."""


def pump_flow(speed: float, pressure: float, inlet: float) -> float:
    """What one pump delivers against `pressure`: p = p_inlet + H₀·s² − k·q² by the affinity laws; never backwards."""
    spare = inlet + SHUT_OFF_MPA * speed * speed - pressure
    return math.sqrt(spare / STEEPNESS) if spare > 0.0 else 0.0


def speed_for(flow: float, pressure: float, inlet: float) -> float:
    """The speed at which one pump delivers `flow` at `pressure`."""
    return math.sqrt(max(0.0, pressure - inlet + STEEPNESS * flow * flow) / SHUT_OFF_MPA)


def pressure_after(pressure: float, dt_s: float, *, speeds: Sequence[float], inlet: float, opening: float) -> float:
    """The network's pressure `dt_s` later, with `opening`·√p drawn off.

    Implicit Euler by bisection: pump flow falls and draw-off grows with the pressure, so there is one root,
    and a long step comes out at the balance instead of swinging about it.
    """
    low, high = 0.0, max(pressure, inlet + SHUT_OFF_MPA)
    for _ in range(20):
        middle = (low + high) / 2.0
        gain = sum(pump_flow(speed, middle, inlet) for speed in speeds) - opening * math.sqrt(middle)
        if pressure + dt_s / ACCUMULATOR * gain > middle:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def motor_power(speed: float, flow: float) -> float:
    """Shaft power of one pump in kW: an idle part by the cube of the speed, a part that bends over with the flow."""
    return 3.0 * speed**3 + 0.2 * speed * speed * flow * max(0.0, 1.0 - flow / 170.0)
