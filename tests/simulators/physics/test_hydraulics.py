"""Pump curves, affinity, and a network that comes to rest where supply meets demand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.hydraulics import motor_power, pressure_after, pump_flow, speed_for

speeds = st.floats(0.3, 1.0)
flows = st.floats(0.5, 60.0)


@given(speed=speeds, pressure=st.floats(0.0, 0.9))
def test_flow_never_runs_backwards_and_falls_with_the_pressure(speed: float, pressure: float) -> None:
    flow = pump_flow(speed, pressure, 0.02)
    assert 0.0 <= pump_flow(speed, pressure + 0.05, 0.02) <= flow


@given(speed=speeds, pressure=st.floats(0.05, 0.5))
def test_affinity(speed: float, pressure: float) -> None:
    full = pump_flow(1.0, pressure / (speed * speed), 0.0)
    assert pump_flow(speed, pressure, 0.0) == pytest.approx(speed * full, abs=1e-4)


@given(flow=flows, pressure=st.floats(0.1, 0.6))
def test_the_speed_for_a_flow_gives_that_flow(flow: float, pressure: float) -> None:
    assert pump_flow(speed_for(flow, pressure, 0.02), pressure, 0.02) == pytest.approx(flow, rel=1e-6)


@given(speed=speeds, opening=st.floats(1.0, 300.0), start=st.floats(0.0, 0.9))
def test_a_long_time_ends_in_balance(speed: float, opening: float, start: float) -> None:
    pressure = pressure_after(start, 1e9, speeds=[speed], inlet=0.02, opening=opening)
    assert pump_flow(speed, pressure, 0.02) == pytest.approx(opening * math.sqrt(pressure), abs=0.1)


def test_without_pumps_the_network_runs_empty() -> None:
    assert pressure_after(0.45, 600.0, speeds=[], inlet=0.02, opening=30.0) < 0.01


def test_power_grows_with_speed_and_flow() -> None:
    assert motor_power(0.8, 30.0) < motor_power(1.0, 30.0) < motor_power(1.0, 50.0)
    assert motor_power(1.0, 0.0) < 0.4 * motor_power(1.0, 40.0)
