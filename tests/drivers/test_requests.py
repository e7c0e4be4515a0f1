"""Points packed into reads, and what is learned from a device that refuses some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.places import ModbusKind, ModbusPoint
from drivers.requests import NOTHING, Refused, Span, plan, probe, span_of

TYPES = st.sampled_from(["uint16", "int16", "float32", "uint32", "float64"])
POINTS = st.lists(
    st.one_of(
        st.builds(ModbusPoint, table=st.sampled_from(["holding", "input"]), address=st.integers(0, 300), type=TYPES),
        st.builds(ModbusPoint, table=st.just("coil"), address=st.integers(0, 300), type=st.just("bit")),
    ),
    min_size=1,
    max_size=40,
)
KINDS = st.builds(
    ModbusKind, max_registers=st.integers(4, 125), max_bits=st.integers(1, 2000), max_gap=st.integers(0, 40)
)


def points(*addresses: int, **fields: object) -> list[ModbusPoint]:
    return [ModbusPoint.model_validate({"address": address, **fields}) for address in addresses]


def spans(made) -> list[tuple[int, int]]:
    return [(read.address, read.count) for read in made.reads]


@given(POINTS, KINDS)
def test_every_point_is_in_one_read_and_limits_are_kept(wanted, kind):
    made = plan(wanted, kind)
    for point, read in zip(wanted, made.read_of, strict=True):
        assert made.reads[read].contains(span_of(point))
    for read in made.reads:
        assert read.count <= (kind.max_bits if read.table == "coil" else kind.max_registers)
    assert set(made.read_of) == set(range(len(made.reads)))


def test_one_point_a_register_costs_no_more_than_a_block():
    assert spans(plan(points(*range(250)), ModbusKind())) == [(0, 125), (125, 125)]


def test_gaps_are_bridged_up_to_the_limit():
    kind = ModbusKind(max_gap=3)
    assert spans(plan(points(0, 4, 9), kind)) == [(0, 5), (9, 1)]
    coils = points(0, 49, 98, table="coil", type="bit")
    assert spans(plan(coils, kind)) == [(0, 99)]


def test_a_long_point_is_never_split():
    made = plan([*points(0, 1, 2), *points(3, type="float64")], ModbusKind(max_registers=5))
    assert spans(made) == [(0, 3), (3, 4)]
    with pytest.raises(ValueError, match="more than a read of 2"):
        plan(points(0, type="float64"), ModbusKind(max_registers=2))


def test_bits_of_one_register_and_overlapping_points_share_a_read():
    bits = [ModbusPoint(address=7, type="bit", bit=bit) for bit in range(16)]
    assert spans(plan([*bits, *points(6, type="uint32")], ModbusKind())) == [(6, 2)]


def test_points_left_out_are_not_read():
    made = plan([points(0)[0], None, points(1)[0]], ModbusKind())
    assert (spans(made), made.read_of) == ([(0, 2)], (0, -1, 0))


class Device:
    """A device that refuses some registers, borders and lengths; `asked` counts its requests."""

    def __init__(self, missing: set[int], longest: int = 125, borders: tuple[int, ...] = ()) -> None:
        self.missing, self.longest, self.borders = missing, longest, borders
        self.asked = 0

    def grants(self, read: Span) -> bool:
        self.asked += 1
        crosses = any(read.address < border < read.end for border in self.borders)
        return not crosses and read.count <= self.longest and not self.missing & set(range(read.address, read.end))


def learn(device: Device, wanted: list[ModbusPoint], rounds: int) -> tuple[Refused, bool]:
    """Poll and learn; whether the last plan is granted as a whole."""
    refused = NOTHING
    for _ in range(rounds):
        made = plan(wanted, ModbusKind(), refused)
        denied = [read for read in made.reads if not device.grants(read)]
        if not denied:
            return refused, True
        for read in denied:
            search = probe(read, [span_of(point) for point in wanted])
            try:
                tried = next(search)
                while True:
                    tried = search.send(device.grants(tried))
            except StopIteration as end:
                refused |= end.value
    return refused, False


def test_one_refused_register_is_found_by_halving_and_the_rest_stays_in_blocks():
    device = Device(missing={37})
    refused, is_done = learn(device, points(*range(100)), rounds=3)
    assert is_done
    assert spans(plan(points(*range(100)), ModbusKind(), refused)) == [(0, 37), (38, 62)]
    assert device.asked < 20


def test_an_unused_register_that_may_not_be_read_along_is_gone_around():
    wanted = points(0, 1, 2, 6, 7, 8)
    refused, is_done = learn(Device(missing={4}), wanted, rounds=2)
    assert is_done
    made = plan(wanted, ModbusKind(), refused)
    assert (spans(made), -1 in made.read_of) == ([(0, 3), (6, 3)], False)


def test_a_border_between_neighbours_is_found():
    refused, is_done = learn(Device(missing=set(), borders=(64,)), points(*range(100)), rounds=8)
    assert is_done
    assert all(not (read.address < 64 < read.end) for read in plan(points(*range(100)), ModbusKind(), refused).reads)


@given(POINTS, st.sets(st.integers(0, 310), max_size=12), st.integers(8, 125))
def test_in_the_end_everything_that_can_be_read_is_read(wanted, missing, longest):
    device = Device(missing, longest)
    refused, is_done = learn(device, wanted, rounds=200)
    assert is_done
    made = plan(wanted, ModbusKind(), refused)
    for point, read in zip(wanted, made.read_of, strict=True):
        assert (read >= 0) == device.grants(span_of(point))
