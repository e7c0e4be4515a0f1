"""A write to a device in its two steps, and everything that stops it."""

import numpy as np
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import NoAnswer
from drivers.frame import Frame
from drivers.places import ModbusPoint
from drivers.profile import Point, Profile, Write
from gateway.control import policy
from gateway.control.model import SELECTION_S
from gateway.control.policy import Reason
from gateway.control.service import ControlService, Target
from gateway.errors import Conflict, GatehouseError, Invalid, NotAllowed, NotFound, Unavailable
from gateway.store.pool import Database
from tests.gateway.alarms.rig import AWAY, NOON, HandClock
from yamlfile import Text

NAME = Text(zh="泵房", en="pump room")
SETPOINT = Point(
    id="pressure_setpoint",
    name=NAME,
    unit="MPa",
    write=Write(minimum=0.2, maximum=0.8),
    modbus=ModbusPoint(address=10, scale=0.001),
)
MODE = Point(
    id="mode",
    name=NAME,
    texts={0: NAME, 1: NAME},
    write=Write(minimum=0, maximum=5),
    modbus=ModbusPoint(address=11),
)
LEVEL = Point(id="tank_level", name=NAME, modbus=ModbusPoint(address=12))
PUMPS = Profile(kind="pump_room", name=NAME, protocol="modbus", points=(LEVEL, SETPOINT, MODE))
FIRE = Profile(kind="fire_panel", name=NAME, protocol="modbus", read_only=True, points=(LEVEL,))


class Plant:
    """A device with registers: what is written is what is read, unless it is stubborn or silent."""

    def __init__(self) -> None:
        self.values = np.array([50.0, 0.45, 1.0])
        self.stubborn = self.deaf = self.mute = False
        self.writes: list[tuple[str, str, float]] = []

    async def write(self, device: str, point: str, value: float) -> None:
        if self.deaf:
            raise NoAnswer("no answer")
        self.writes.append((device, point, value))
        if not self.stubborn:
            self.values[PUMPS.index(point)] = round(value, 3)

    async def read(self, device: str) -> Frame:
        if self.mute:
            raise NoAnswer("no answer")
        return Frame(device=device, time=NOON, values=self.values.copy(), quality=np.zeros(3, np.uint8))


class Desk:
    """The service on a real database, and the plant behind it."""

    def __init__(self, url: str, database: Database) -> None:
        self.url = url
        self.clock = HandClock()
        self.plant = Plant()
        self.online = True
        self.control = ControlService(
            site="s",
            database=database,
            clock=self.clock,
            devices={"pr-1": Target(profile=PUMPS, without=frozenset({"mode"})), "fire": Target(profile=FIRE)},
            online=lambda device: self.online,
            writer=self.plant,
        )

    def audited(self) -> list[tuple[str, str]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT who, action FROM audit ORDER BY id").fetchall()


@pytest.fixture
def desk_of(database_url: str) -> tuple[str, Database]:
    return database_url, Database(database_url, most=2)


async def test_selected_confirmed_written_read_back_and_audited(desk_of: tuple[str, Database]) -> None:
    async with desk_of[1]:
        desk = Desk(*desk_of)
        chosen = await desk.control.select("pr-1", "pressure_setpoint", 0.5, "wang", "operator")
        assert desk.plant.writes == []
        result = await desk.control.confirm("pr-1", "pressure_setpoint", chosen.id, "wang", "operator")
        assert (result.written, result.read_back, result.ok) == (0.5, 0.5, True)
        assert desk.plant.writes == [("pr-1", "pressure_setpoint", 0.5)]
        assert desk.audited() == [("wang", f"control.{action}") for action in ("select", "write", "written")]
        with pytest.raises(NotFound):
            await desk.control.confirm("pr-1", "pressure_setpoint", chosen.id, "wang", "operator")


async def test_a_confirmation_is_refused_and_nothing_written(desk_of: tuple[str, Database]) -> None:
    async with desk_of[1]:
        desk = Desk(*desk_of)
        chosen = await desk.control.select("pr-1", "pressure_setpoint", 0.5, "wang", "operator")
        with pytest.raises(NotAllowed):
            await desk.control.confirm("pr-1", "pressure_setpoint", chosen.id, "zhao", "operator")
        with pytest.raises(NotFound):
            await desk.control.confirm("pr-1", "tank_level", chosen.id, "wang", "operator")
        desk.clock.time += SELECTION_S + 1
        with pytest.raises(Conflict) as late:
            await desk.control.confirm("pr-1", "pressure_setpoint", chosen.id, "wang", "operator")
        assert (late.value.code, desk.plant.writes) == ("expired", [])


async def test_what_the_device_does_not_take_is_said(desk_of: tuple[str, Database]) -> None:
    async with desk_of[1]:
        desk = Desk(*desk_of)
        for trouble, read_back in (("stubborn", 0.45), ("mute", None)):
            chosen = await desk.control.select("pr-1", "pressure_setpoint", 0.6, "wang", "operator")
            setattr(desk.plant, trouble, True)
            result = await desk.control.confirm("pr-1", "pressure_setpoint", chosen.id, "wang", "operator")
            assert (result.read_back, result.ok) == (read_back, False)
        chosen = await desk.control.select("pr-1", "pressure_setpoint", 0.6, "wang", "operator")
        desk.plant.deaf = True
        with pytest.raises(Unavailable) as failed:
            await desk.control.confirm("pr-1", "pressure_setpoint", chosen.id, "wang", "operator")
        assert failed.value.code == "device"
        assert desk.audited()[-1] == ("wang", "control.write_failed")


REFUSED: list[tuple[str, str, float, str, type[GatehouseError]]] = [
    ("pr-1", "pressure_setpoint", 0.9, "operator", Invalid),
    ("pr-1", "pressure_setpoint", float("nan"), "operator", Invalid),
    ("pr-1", "pressure_setpoint", 0.5, "engineer", NotAllowed),
    ("pr-1", "tank_level", 0.5, "operator", NotAllowed),
    ("pr-1", "mode", 1, "operator", NotFound),
    ("pr-1", "nothing", 1, "operator", NotFound),
    ("pr-9", "mode", 1, "operator", NotFound),
    ("fire", "tank_level", 1, "admin", NotAllowed),
]


async def test_what_may_not_be_selected(desk_of: tuple[str, Database]) -> None:
    async with desk_of[1]:
        desk = Desk(*desk_of)
        for device, point, value, role, error in REFUSED:
            with pytest.raises(error):
                await desk.control.select(device, point, value, "wang", role)
        desk.online = False
        with pytest.raises(Unavailable):
            await desk.control.select("pr-1", "pressure_setpoint", 0.5, "wang", "operator")
        assert desk.audited() == []


async def test_without_an_audit_there_is_no_write() -> None:
    desk = Desk(AWAY, Database(AWAY))
    with pytest.raises(Unavailable):
        await desk.control.select("pr-1", "pressure_setpoint", 0.5, "wang", "operator")
    assert desk.plant.writes == []


def test_a_state_that_it_does_not_have_is_not_set() -> None:
    assert policy.judge(PUMPS, "mode", 1, "operator") is Reason.ALLOWED
    assert policy.judge(PUMPS, "mode", 2, "operator") is Reason.NOT_A_STATE


@given(st.floats(min_value=0.2, max_value=0.8))
def test_rounding_to_the_register_is_no_disagreement(value: float) -> None:
    assert policy.agrees(SETPOINT, value, round(value * 1000) * 0.001)
    assert not policy.agrees(SETPOINT, value, value + 0.002)


def test_a_value_is_found_in_a_partial_frame_and_only_if_it_is_good() -> None:
    values, at = np.array([0.4, 1.0]), np.array([1, 2], np.intp)
    frame = Frame(device="d", time=NOON, values=values, quality=np.array([0, 1], np.uint8), at=at)
    found = [policy.value_in(frame, PUMPS, point) for point in ("tank_level", "pressure_setpoint", "mode")]
    assert found == [None, 0.4, None]
