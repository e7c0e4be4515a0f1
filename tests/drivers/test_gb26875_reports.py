"""What the data of frames says, in the standard's form and in the makers' own."""

from drivers.places import Gb26875Kind
from drivers.protocols.gb26875_reports import (
    ComponentStatus,
    Operation,
    SystemStatus,
    TransmitterStatus,
    read,
    text_of,
    time_bytes,
    time_of,
)
from tests.drivers.gb26875_wire import TIME, TIME_S, component, components, heartbeat, operation, system

STANDARD = Gb26875Kind()


def test_a_system() -> None:
    (found,) = read(system(1 << 1 | 1 << 8), STANDARD).objects
    assert found == SystemStatus(system=1, address=1, bits=frozenset({"fire", "mains_fault"}), time=TIME_S)


def test_components() -> None:
    reports = read(components(component(3, 12, 1 << 1), component(4, 1, 1 << 8, type_=23, text="楼梯口")), STANDARD)
    assert reports.problem is None
    first, second = reports.objects
    assert first == ComponentStatus(
        system=1, address=1, component=42, place=bytes((12, 0, 3, 0)), zone=3, number=12, bits=frozenset({"fire"}),
        text="走道", time=TIME_S,
    )  # fmt: skip
    assert isinstance(second, ComponentStatus)
    assert (second.zone, second.component, second.bits, second.text) == (4, 23, {"power_fault"}, "楼梯口")


def test_operations_and_the_transmitter() -> None:
    assert read(operation(1 << 5), STANDARD).objects == (
        Operation(address=None, done=frozenset({"duty_answer"}), operator=7, time=TIME_S),
    )
    assert read(operation(1, type_=4), STANDARD).objects == (
        Operation(address=1, done=frozenset({"reset"}), operator=7, time=TIME_S),
    )
    assert read(heartbeat(1 << 3 | 1 << 6), STANDARD).objects == (
        TransmitterStatus(bits=frozenset({"mains_fault", "line_fault"}), time=TIME_S),
    )


def test_types_that_tell_no_state_are_stepped_over() -> None:
    for data in (
        b"", b"\x03\x01" + bytes(16), b"\x05\x02" + bytes(8), b"\x06\x01\x01\x01\x03abc", b"\x07\x01" + bytes(38),
        b"\x08\x01" + bytes(8), b"\x19\x01\x01\x02", b"\x1a\x02\x02ab\x00", b"\x1c\x01" + TIME, b"\xc8\x01whatever",
        b"\x02\x00",
    ):  # fmt: skip
        reports = read(data, STANDARD)
        assert (reports.objects, reports.problem) == ((), None), data


def test_what_does_not_fill_its_frame_is_a_problem_and_the_rest_holds() -> None:
    whole = components(component(3, 1, 2), component(3, 2, 2))
    reports = read(whole[:-1], STANDARD)
    assert len(reports.objects) == 1
    assert reports.problem is not None
    for data in (b"\x02", b"\x06\x01\x01\x01\x09abc", b"\x1a\x01", b"\x19\x02\x01\x02", whole + b"x"):
        assert read(data, STANDARD).problem is not None, data


def test_objects_without_their_times() -> None:
    (found,) = read(bytes((1, 1, 1, 1, 2, 0)), STANDARD).objects
    assert found == SystemStatus(system=1, address=1, bits=frozenset({"fire"}), time=None)


def test_variants() -> None:
    kind = Gb26875Kind(
        bcd_times=True, utc_offset_h=0, byte_order="big", component_bytes=14, component_bits={"fire": 0},
        zone_bytes=(0, 1),
    )  # fmt: skip
    raw = bytes((2, 1, 1, 9, 40, 7, 0, 1, 2, 0x00, 0x01)) + b"hello" + bytes((0x59, 0x58, 0x23, 0x31, 0x12, 0x25))
    (found,) = read(raw, kind).objects
    assert isinstance(found, ComponentStatus)
    assert (found.zone, found.number, found.text, found.address) == (7, 0x000102, "hello", 9)
    assert "fire" in found.bits
    assert found.time == 1_767_225_539.0
    assert time_bytes(1_767_225_539.0, kind) == raw[-6:]
    assert time_bytes(TIME_S, STANDARD) == TIME


def test_times_that_are_none() -> None:
    for raw in (bytes(6), bytes((99,)) * 6, b"\xff" * 6, TIME[:5]):
        assert time_of(raw, STANDARD) is None


def test_texts() -> None:
    assert text_of("3号楼走道".encode("gb18030").ljust(31, b"\0")) == "3号楼走道"
    assert text_of(b"  hall \x01 \0junk") == "hall"
    assert text_of("走".encode("gb18030")[:1]) == "\N{REPLACEMENT CHARACTER}"
