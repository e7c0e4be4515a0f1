"""Finding an answer in what came in."""

import pytest

from drivers.errors import Garbage
from drivers.protocols.modbus_frames import Mbap, Rtu, read_request, write_request
from drivers.requests import Span

READ = read_request(Span(table="holding", address=0, count=1))
ANSWER = b"\x03\x02\x00\x07"


def rtu_answer(unit: int, answer: bytes = ANSWER) -> bytes:
    return Rtu().frame(unit, answer)


@pytest.fixture
def rtu() -> Rtu:
    framing = Rtu()
    framing.frame(5, READ)
    return framing


def test_requests_are_those_of_the_standard():
    assert Mbap().frame(5, READ) == bytes.fromhex("0001 0000 0006 05 03 0000 0001")
    # The example of the standard for serial lines: read one register of unit 1 gives the checksum 84 0A.
    assert Rtu().frame(1, READ) == bytes.fromhex("01 03 0000 0001 84 0a")
    assert write_request("coil", 3, [1]) == (bytes.fromhex("05 0003 ff00"),) * 2
    assert write_request("holding", 1, [3]) == (bytes.fromhex("06 0001 0003"),) * 2
    assert write_request("holding", 1, [10, 258])[0] == bytes.fromhex("10 0001 0002 04 000a 0102")


def test_rtu_waits_for_the_whole_answer(rtu):
    whole = rtu_answer(5)
    for cut in range(len(whole)):
        assert rtu.take(whole[:cut], len(ANSWER)) == (None, whole[:cut])
    assert rtu.take(whole, len(ANSWER)) == (ANSWER, b"")


def test_rtu_passes_over_noise_and_answers_of_others(rtu):
    assert rtu.take(b"\x00\xff" + rtu_answer(5), len(ANSWER))[0] == ANSWER
    assert rtu.take(rtu_answer(6) + rtu_answer(5), len(ANSWER))[0] == ANSWER


def test_rtu_takes_a_refusal_and_not_a_wrong_checksum_or_length(rtu):
    assert rtu.take(rtu_answer(5, b"\x83\x02"), len(ANSWER))[0] == b"\x83\x02"
    broken = rtu_answer(5)[:-1] + b"\x00"
    assert rtu.take(broken, len(ANSWER))[0] is None
    assert rtu.take(rtu_answer(5, b"\x03\x04\x00\x07\x00\x08"), len(ANSWER))[0] is None


def test_tcp_passes_over_late_answers_and_keeps_what_is_incomplete():
    framing = Mbap()
    late = framing.frame(5, ANSWER)
    current = framing.frame(5, ANSWER)
    assert framing.take(late + current[:9], 4) == (None, current[:9])
    assert framing.take(late + current + late[:3], 4) == (ANSWER, late[:3])
    assert framing.rest(current + late[:3]) == late[:3]


@pytest.mark.parametrize("data", ["0001 0001 0006 05 03", "0001 0000 0002 05 03", "0001 0000 ffff 05 03"])
def test_tcp_knows_what_is_no_message(data):
    framing = Mbap()
    framing.frame(5, READ)
    with pytest.raises(Garbage):
        framing.take(bytes.fromhex(data), 4)
