"""Faults begin, end by themselves, and are told from each other."""

import pytest

from simulators.kinds import all_faults, faults_of, kinds
from tests.simulators.specimens import EVENING, PROFILES, device


def test_a_fault_of_the_plant_ends_at_its_time() -> None:
    board = device("switchgear")
    board.inject("phase_loss", until_s=10.0)
    board.step(1.0, EVENING + 1, clock_s=9.0)
    assert board.faults == ("phase_loss",)
    assert board.readings()["voltage_b"] < 10.0
    board.step(1.0, EVENING + 2, clock_s=10.0)
    assert board.faults == ()
    assert board.readings()["voltage_b"] > 200.0


def test_a_stuck_sensor_tells_what_it_told_and_the_plant_goes_on() -> None:
    board = device("switchgear")
    told = dict(board.readings())
    board.inject("sensor_stuck", until_s=None)
    board.inject("supply_loss", until_s=None)
    board.step(1.0, EVENING + 1, clock_s=1.0)
    assert board.readings() == told
    assert board.model.values()["voltage_a"] == 0.0
    board.inject("clear", until_s=None)
    assert board.readings()["voltage_a"] == 0.0
    board.step(1.0, EVENING + 2, clock_s=2.0)
    assert board.readings()["voltage_a"] > 200.0


def test_a_stuck_sensor_is_not_stuck_anew_by_asking_twice() -> None:
    board = device("switchgear")
    board.inject("sensor_stuck", until_s=5.0)
    told = dict(board.readings())
    board.step(60.0, EVENING + 60, clock_s=1.0)
    board.inject("sensor_stuck", until_s=50.0)
    board.step(60.0, EVENING + 120, clock_s=6.0)
    assert board.readings() == told


def test_the_graver_wire_fault_is_played_and_no_plant_hears_of_it() -> None:
    board = device("switchgear")
    board.inject("slow", until_s=None)
    assert board.wire_fault == "slow"
    board.inject("silent", until_s=None)
    assert board.wire_fault == "silent"
    assert board.model.faults == set()
    board.inject("none", until_s=None)
    assert board.wire_fault is None


@pytest.mark.parametrize(
    ("kind", "fault", "said"),
    [
        ("switchgear", "phase_los", "did you mean 'phase_loss'?"),
        ("switchgear", "water_leak", "Its faults: phase_loss, overvoltage"),
        ("environment", "exceptions", "environment) has no fault 'exceptions'"),
        ("pump_room", "phase_loss", "burst_pipe"),
    ],
)
def test_a_fault_that_the_kind_does_not_have(kind: str, fault: str, said: str) -> None:
    with pytest.raises(LookupError) as refused:
        device(kind).inject(fault, until_s=None)
    assert said in str(refused.value)


def test_the_table_of_faults() -> None:
    assert set(kinds()) == {kind for kind, profile in PROFILES.items() if "gatehouse" not in profile.protocols}
    names = {(fault.kind, fault.name) for fault in all_faults()}
    assert len(names) == len(all_faults())
    wire = {"silent", "sensor_stuck", "garbage"}
    assert {fault.name for fault in faults_of("environment", "mqtt")} == {"water_leak", "overheating", *wire}
    assert {"slow", "exceptions", "burst_pipe", *wire} < {fault.name for fault in faults_of("pump_room", "modbus")}


@pytest.mark.parametrize("fault", all_faults(), ids=lambda fault: f"{fault.kind}-{fault.name}")
def test_every_fault_of_the_table_can_be_injected(fault) -> None:  # type: ignore[no-untyped-def]
    specimens = {
        "any": "switchgear", "modbus": "pump_room", "mqtt": "environment", "gb26875": "fire_panel",
        "http": "plate_camera",
    }  # fmt: skip
    subject = device(specimens.get(fault.kind, fault.kind))
    subject.inject(fault.name, until_s=None)
    subject.step(1.0, EVENING + 1, clock_s=1.0)
    assert subject.faults == (fault.name,)
