"""What a simulated device has in its registers is what its profile's decoder reads."""

import math

import pytest

from drivers.codec import decode
from simulators.kinds import kinds
from simulators.registers import Registers
from tests.simulators.specimens import PROFILES, model

MODBUS = [kind for kind, profile in PROFILES.items() if "modbus" in profile.protocol]
SIMULATED = [kind for kind in MODBUS if kind in kinds()]


def decoded(registers: Registers, kind: str, point: str) -> float | str:
    profile = PROFILES[kind]
    place = profile.points[profile.index(point)].modbus
    assert place is not None
    words = registers.read(place.table, place.address, place.width)
    assert words is not None
    return decode(place, profile.modbus, words)


def reading(registers: Registers, kind: str, point: str) -> float:
    value = decoded(registers, kind, point)
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("kind", SIMULATED)
def test_every_point_reads_as_it_was_told(kind: str) -> None:
    told = model(kind).values()
    registers = Registers(PROFILES[kind])
    registers.fill(told)
    assert set(told) == {point.id for point in PROFILES[kind].points}
    for point in PROFILES[kind].points:
        assert point.modbus is not None
        if point.modbus.type == "string":
            assert decoded(registers, kind, point.id) == told[point.id]
            continue
        step = point.modbus.scale if not point.modbus.type.startswith("float") else abs(told[point.id]) * 1e-6
        assert reading(registers, kind, point.id) == pytest.approx(told[point.id], abs=0.51 * step), point.id


def test_points_in_one_register_do_not_disturb_each_other() -> None:
    registers = Registers(PROFILES["switchgear"])
    breakers = {"breaker": 2.0, "feeder_1_breaker": 1.0, "feeder_2_breaker": 0.0, "feeder_3_breaker": 2.0}
    registers.fill({**breakers, "feeder_4_breaker": 1.0})
    registers.fill({**breakers, "feeder_4_breaker": 0.0})
    assert {name: reading(registers, "switchgear", name) for name in breakers} == breakers
    assert reading(registers, "switchgear", "feeder_4_breaker") == 0.0


def test_a_pump_that_is_not_fitted_answers_ones_everywhere() -> None:
    registers = Registers(PROFILES["pump_room"])
    registers.fill(model("pump_room", without="pump_3_").values())
    assert registers.read("input", 120, 8) == [0xFFFF] * 8
    for point in PROFILES["pump_room"].points:
        assert math.isnan(reading(registers, "pump_room", point.id)) == point.id.startswith("pump_3_"), point.id


@pytest.mark.parametrize(("table", "address", "count"), [("holding", 0, 9), ("input", 99, 2), ("coil", 0, 1)])
def test_outside_of_its_tables_there_is_nothing(table: str, address: int, count: int) -> None:
    assert Registers(PROFILES["pump_room"]).read(table, address, count) is None  # type: ignore[arg-type]


def test_what_a_write_means() -> None:
    registers = Registers(PROFILES["pump_room"])
    assert registers.meant("holding", 4, [0x3F00, 0x0000]) == {"pressure_setpoint": 0.5}
    assert registers.meant("holding", 4, [0x3F00]) is None
    assert registers.meant("holding", 3, [1, 0x3F00, 0x0000]) is None
    assert registers.meant("input", 100, [1]) is None
