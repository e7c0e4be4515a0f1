"""A duty check that a person asks for: down to the transmitter, and in the audit only where it was asked."""

from contextlib import asynccontextmanager

import psycopg
import pytest

from drivers.driver import Device
from drivers.places import Gb26875Point
from drivers.profile import Point, Profile
from gateway.acquisition.service import Acquisition, ReadDevice
from gateway.control.duty import DutyChecks
from gateway.errors import Invalid, NotFound, Unavailable
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from gateway.store.pool import Database
from tests.gateway.acquisition.wires import NAME, PROFILE
from tests.gateway.alarms.rig import AWAY, HandClock

PANEL = Profile(
    kind="panel",
    name=NAME,
    protocol="gb26875",
    read_only=True,
    points=(Point(id="duty_check", name=NAME, gb26875=Gb26875Point(duty_check=True)),),
)


@asynccontextmanager
async def checks(database: Database):
    """A panel whose transmitter has not connected, and a meter that is polled."""
    devices = {"fire-1": PANEL, "meter-1": PROFILE}
    table = PointTable([TableDevice(id=id_, profile=profile, expected_s=1.0) for id_, profile in devices.items()])
    acquisition = Acquisition(
        connections={"fire-1": "gb26875://127.0.0.1:5200", "meter-1": "modbus+tcp://127.0.0.1:502"},
        devices=[
            ReadDevice(device=Device(id=id_, profile=profile), connection=id_, poll_s=1.0)
            for id_, profile in devices.items()
        ],
        sink=None,  # type: ignore[arg-type] # nothing is read here
        table=table,
        clock=HandClock(),
    )
    async with database:
        yield DutyChecks(site="s", database=database, transmitters=acquisition)


@pytest.mark.parametrize(("device", "error"), [("fire-1", Unavailable), ("meter-1", Invalid), ("nothing", NotFound)])
async def test_what_cannot_be_asked_is_in_no_audit(database_url: str, device: str, error: type[Exception]) -> None:
    async with checks(Database(database_url, most=2)) as duty:
        with pytest.raises(error):
            await duty.ask(device, "li", "manager")
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM audit").fetchone() == (0,)


async def test_what_was_asked_is_in_the_audit(database_url: str) -> None:
    asked: list[str] = []

    class Answering:
        def check_duty(self, device: str) -> None:
            asked.append(device)

    async with Database(database_url, most=2) as database:
        await DutyChecks(site="s", database=database, transmitters=Answering()).ask("fire-1", "li", "manager")
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT who, role, action, target FROM audit").fetchall()
    assert (asked, rows) == (["fire-1"], [("li", "manager", "control.duty_check", "fire-1")])


async def test_without_an_audit_nobody_is_asked() -> None:
    async with checks(Database(AWAY, most=2)) as duty:
        with pytest.raises(Unavailable):
            await duty.ask("fire-1", "li", "manager")
