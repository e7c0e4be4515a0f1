"""Values to registers and back, one by one and all at once."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import decode, encode, merge
from drivers.decoder import Decoder
from drivers.places import WIDTHS, ModbusKind, ModbusPoint
from drivers.requests import plan

KIND = ModbusKind()
ORDERS = st.sampled_from(["big", "little"])
INTEGERS = ("int16", "uint16", "int32", "uint32", "int64", "uint64")
# Values are float64: whole numbers are exact up to here.
EXACT = 1 << 53


def wire(registers: list[int]) -> bytes:
    return struct.pack(f">{len(registers)}H", *registers)


def decode_all(points: list[ModbusPoint], answers: dict[tuple[str, int], list[int]], kind: ModbusKind = KIND):
    """Decode a device that holds `answers`: {(table, address): registers}, unset ones 0."""
    made = plan(points, kind)
    memory = {
        (table, address + offset): register
        for (table, address), registers in answers.items()
        for offset, register in enumerate(registers)
    }
    parts = []
    for read in made.reads:
        cells = [memory.get((read.table, read.address + offset), 0) for offset in range(read.count)]
        is_bits = read.table in ("coil", "discrete")
        parts.append(np.packbits(cells, bitorder="little").tobytes() if is_bits else wire(cells))
    return Decoder(points, kind, made).decode(parts)


@st.composite
def addresses(draw: st.DrawFn) -> tuple[ModbusPoint, float]:
    """A point of any number type in any order, and a raw value that it can hold."""
    type_ = draw(st.sampled_from([*WIDTHS]))
    fields: dict[str, object] = {"type": type_, "address": draw(st.integers(0, 400))}
    fields |= {
        "word_order": draw(ORDERS),
        "byte_order": draw(ORDERS),
        "table": draw(st.sampled_from(["holding", "input"])),
    }
    bits = 16 * WIDTHS[type_]
    if type_ == "bit":
        fields["bit"], raw = draw(st.integers(0, 15)), draw(st.integers(0, 1))
    elif type_.startswith("bcd"):
        raw = draw(st.integers(0, 10 ** (bits // 4) - 1))
    elif type_.startswith("float"):
        raw = draw(st.floats(width=bits, allow_nan=False, allow_infinity=False))
    elif type_.startswith("uint") and draw(st.booleans()):
        low = draw(st.integers(0, bits - 1))
        width = draw(st.integers(1, min(53, bits - low)))
        fields["bits"], raw = (low, width), draw(st.integers(0, (1 << width) - 1))
    else:
        top = min(1 << (bits - type_.startswith("int")), EXACT) - 1
        raw = draw(st.integers(-top - 1 if type_.startswith("int") else 0, top))
    return ModbusPoint.model_validate(fields), raw


@given(addresses())
def test_what_is_encoded_is_decoded(case):
    point, raw = case
    assert decode(point, KIND, encode(point, KIND, raw)) == raw


@given(st.lists(addresses(), min_size=1, max_size=30))
def test_all_at_once_is_the_same_as_one_by_one(cases):
    points, registers, taken = [], {}, set()
    for point, raw in cases:
        place = {(point.table, point.address + offset) for offset in range(point.width)}
        if not place & taken:
            taken |= place
            points.append(point)
            registers[point.table, point.address] = encode(point, KIND, raw)
    values, quality, texts = decode_all(points, registers)
    expected = [decode(point, KIND, registers[point.table, point.address]) for point in points]
    assert values.tolist() == expected
    assert not quality.any()
    assert texts is None


@given(addresses(), st.data())
def test_merge_changes_only_the_points_own_bits(case, data):
    point, raw = case
    before = data.draw(st.lists(st.integers(0, 65535), min_size=point.width, max_size=point.width))
    after = merge(point, KIND, before, raw)
    assert decode(point, KIND, after) == raw
    other = encode(point, KIND, 0)
    if point.type == "bit" or point.bits is not None:
        assert merge(point, KIND, after, 0) == merge(point, KIND, before, 0)
    else:
        assert merge(point, KIND, before, 0) == other


@pytest.mark.parametrize(
    ("order", "registers"),
    [
        (("big", "big"), [0x4366, 0x8000]),
        (("little", "big"), [0x8000, 0x4366]),
        (("big", "little"), [0x6643, 0x0080]),
        (("little", "little"), [0x0080, 0x6643]),
    ],
)
def test_word_and_byte_orders(order, registers):
    # 230.5 is 0x43668000 as an IEEE 754 float.
    point = ModbusPoint(address=0, type="float32", word_order=order[0], byte_order=order[1])
    assert encode(point, KIND, 230.5) == registers
    of_the_kind = ModbusPoint(address=0, type="float32")
    assert decode(of_the_kind, ModbusKind(word_order=order[0], byte_order=order[1]), registers) == 230.5


def test_scale_and_offset():
    point = ModbusPoint(address=0, type="int16", scale=0.1, offset=-40)
    assert encode(point, KIND, -15.5) == [245]
    assert decode(point, KIND, [245]) == pytest.approx(-15.5)
    values, _, _ = decode_all([point], {("holding", 0): [245]})
    assert values.tolist() == pytest.approx([-15.5])


@pytest.mark.parametrize(
    ("fields", "registers"),
    [
        ({"type": "uint16", "invalid": [65535]}, [0xFFFF]),
        ({"type": "int16", "invalid": [0x8000]}, [0x8000]),
        ({"type": "int16", "invalid": [-32768]}, [0x8000]),
        ({"type": "int32", "invalid": [1, 0x7FFFFFFF]}, [0x7FFF, 0xFFFF]),
        ({"type": "uint64", "invalid": [2**64 - 1]}, [0xFFFF] * 4),
        ({"type": "uint16", "bits": [4, 2], "invalid": [65535]}, [0xFFFF]),
        ({"type": "bit", "bit": 3, "invalid": [65535]}, [0xFFFF]),
        ({"type": "bcd16"}, [0x12A4]),
        ({"type": "bcd16", "invalid": [0x9999]}, [0x9999]),
        ({"type": "float32"}, [0x7FC0, 0]),
        ({"type": "float32"}, [0x7F80, 1]),
        ({"type": "float32"}, [0x7F80, 0]),
        ({"type": "float64"}, [0x7FF0, 0, 0, 1]),
        ({"type": "float32", "invalid": [-9999], "scale": 2}, [0xC61C, 0x3C00]),
    ],
)
def test_no_value(fields, registers):
    point = ModbusPoint.model_validate({"address": 7, **fields})
    assert math.isnan(decode(point, KIND, registers))
    good = ModbusPoint(address=50)
    values, quality, _ = decode_all([point, good], {("holding", 7): registers, ("holding", 50): [3]})
    assert quality.tolist() == [1, 0]
    assert math.isnan(values[0])
    assert values[1] == 3


def test_nan_is_encoded_as_the_marker():
    assert encode(ModbusPoint(address=0, invalid=(65535,)), KIND, math.nan) == [65535]
    assert encode(ModbusPoint(address=0, type="int16", invalid=(0x8000,)), KIND, math.nan) == [0x8000]
    assert encode(ModbusPoint(address=0, type="uint64", invalid=(2**64 - 1,)), KIND, math.nan) == [0xFFFF] * 4
    assert merge(ModbusPoint(address=0, bits=(4, 2), invalid=(65535,)), KIND, [3], math.nan) == [65535]
    with pytest.raises(ValueError, match="marker"):
        encode(ModbusPoint(address=0), KIND, math.nan)


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"type": "uint16"}, 65536), ({"type": "uint16"}, -1), ({"type": "int16"}, 40000), ({"type": "bcd16"}, 10000),
        ({"type": "uint16", "bits": [0, 2]}, 4), ({"type": "bit", "bit": 0}, 2), ({"type": "uint32"}, math.inf),
        ({"type": "float32"}, 1e39), ({"type": "string", "length": 1}, "abc"), ({"type": "uint16"}, "on"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(fields, value):
    with pytest.raises(ValueError):
        encode(ModbusPoint.model_validate({"address": 0, **fields}), KIND, value)


@pytest.mark.parametrize("text", ["", "VFD-7", "水泵房 1", "exactly16bytes!!"])
@pytest.mark.parametrize("byte_order", ["big", "little"])
def test_texts(text, byte_order):
    point = ModbusPoint(address=20, type="string", length=8, byte_order=byte_order, word_order="little")
    registers = encode(point, KIND, text)
    assert decode(point, KIND, registers) == text
    number = ModbusPoint(address=0)
    values, quality, texts = decode_all([point, number], {("holding", 20): registers})
    assert texts == {0: text}
    assert quality.tolist() == [0, 0]
    assert math.isnan(values[0])


def test_texts_of_devices_in_china_and_rubbish():
    point = ModbusPoint(address=0, type="string", length=3)
    chinese = list(struct.unpack(">3H", "水泵 ".encode("gb18030").ljust(6, b"\0")))
    assert decode_all([point], {("holding", 0): chinese})[2] == {0: "水泵"}
    values, quality, texts = decode_all([point], {("holding", 0): [0x41FF, 0x8141, 0]})
    assert (quality.tolist(), texts) == ([1], {})
    assert math.isnan(values[0])


def test_coils_and_discrete_inputs():
    points = [
        ModbusPoint(table=table, address=address, type="bit")
        for table in ("coil", "discrete")
        for address in (3, 9, 20)
    ]
    held = {("coil", 9): [1], ("discrete", 3): [1], ("discrete", 20): [1]}
    values, quality, _ = decode_all(points, held)
    assert values.tolist() == [0, 1, 0, 1, 0, 1]
    assert not quality.any()
    assert encode(points[0], KIND, 1) == [1]


def test_a_read_without_an_answer_makes_its_points_bad_and_no_others():
    points = [ModbusPoint(address=0), ModbusPoint(address=100, type="float32"), ModbusPoint(address=1)]
    made = plan(points, KIND)
    assert made.read_of == (0, 1, 0)
    values, quality, _ = Decoder(points, KIND, made).decode([wire([7, 8]), None])
    assert quality.tolist() == [0, 1, 0]
    assert values[[0, 2]].tolist() == [7, 8]
    assert math.isnan(values[1])
