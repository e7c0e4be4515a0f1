"""Frames of GB/T 26875.3 out of a stream that does what streams on bad lines do."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import WriteRefused
from drivers.protocols.gb26875_frames import Command, Packet, Parser, Spoilt, answer, encode
from tests.drivers.gb26875_wire import CENTRE, SOURCE, TIME, frame, heartbeat


def packets(*chunks: bytes) -> list[tuple[int, bytes]]:
    """What a parser makes of these chunks; a spoilt frame has a negative serial."""
    parser = Parser()
    found = [one for chunk in chunks for one in parser.feed(chunk)]
    return [
        (-one.packet.serial, one.packet.data) if isinstance(one, Spoilt) else (one.serial, one.data) for one in found
    ]


def test_a_frame_says_who_sends_what() -> None:
    (found,) = Parser().feed(frame(0x1234, 2, heartbeat(), version=0x0201))
    assert found == Packet(
        serial=0x1234, version=0x0201, time=TIME, source=SOURCE, destination=CENTRE, command=2, data=heartbeat()
    )


@given(st.binary(max_size=200), st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_chopped_anywhere(data: bytes, lengths: list[int]) -> None:
    stream = frame(1, 2, data) + frame(2, 2, b"@@##@@##") + frame(3, 2, b"")
    chunks, at = [], 0
    while at < len(stream):
        length = lengths[len(chunks) % len(lengths)]
        chunks.append(stream[at : at + length])
        at += length
    assert packets(*chunks) == [(1, data), (2, b"@@##@@##"), (3, b"")]


@given(st.binary(max_size=300))
def test_garbage_between_frames(noise: bytes) -> None:
    found = packets(frame(1, 2, b"one") + noise + frame(2, 2, b"two"))
    assert found[0] == (1, b"one")
    assert (2, b"two") in found


def test_a_frame_that_was_cut_off_does_not_hide_the_next() -> None:
    whole = frame(1, 2, bytes(200))
    for cut in range(1, len(whole)):
        assert packets(whole[:cut] + frame(2, 2, b"next"))[-1] == (2, b"next"), cut


def test_a_spoilt_length_that_happens_to_add_up_hides_nothing() -> None:
    inner = [frame(serial, 2, bytes((serial,)) * 4) for serial in range(2, 5)]
    whole = frame(1, 2, b"".join(inner))
    assert [serial for serial, _ in packets(whole)] == [2, 3, 4]
    assert packets(whole) == packets(*(whole[at : at + 1] for at in range(len(whole))))


def test_a_spoilt_length_that_ends_where_a_frame_ends_hides_nothing() -> None:
    inner = frame(2, 2, b"\0")
    for fill in range(256):
        # Its last three bytes are the inner frame's own, checksum and all.
        head = bytearray(frame(1, 2, bytes((fill,)) + inner)[: -3 - len(inner)])
        head[24:26] = (len(inner) - 2).to_bytes(2, "little")
        assert (2, b"\0") in packets(bytes(head) + inner), fill


def test_a_wrong_checksum_is_told() -> None:
    spoilt = bytearray(frame(7, 2, heartbeat()))
    spoilt[-3] ^= 1
    assert packets(bytes(spoilt), frame(8, 2)) == [(-7, heartbeat()), (8, b"")]


def test_a_length_that_cannot_be_is_no_frame() -> None:
    assert packets(frame(1, 2, bytes(1025)) + frame(2, 2)) == [(2, b"")]
    assert packets(frame(1, 2, bytes(1024))) == [(1, bytes(1024))]


def test_what_waits_for_its_end_is_bounded() -> None:
    parser, chance = Parser(), random.Random(1)
    for _ in range(2000):
        parser.feed(bytes(chance.choice(b"@#\0\1") for _ in range(100)))
        assert len(parser._buffer) <= 1054


def test_what_is_not_waited_for_any_longer_gives_way() -> None:
    parser = Parser()
    spoilt = bytearray(frame(3, 2, b"spoilt"))
    spoilt[-3] ^= 1
    assert parser.feed(frame(1, 2, bytes(500))[:100] + bytes(spoilt)) == []
    assert parser.is_waiting
    (found,) = parser.give_up()
    assert isinstance(found, Spoilt)
    assert not parser.is_waiting


def sent(command: int, data: bytes = b"") -> Packet:
    return Packet(serial=5, source=CENTRE, destination=SOURCE, command=command, data=data)


def test_what_is_sent_can_be_read() -> None:
    for packet in (
        sent(Command.CONFIRM),
        sent(Command.REQUEST, b"\x3d\x01\x01\x01"),
        sent(Command.CONTROL, b"\x5b\x01\x05"),
    ):
        assert Parser().feed(encode(packet)) == [packet]


def test_an_answer_goes_back_to_its_sender() -> None:
    (heard,) = Parser().feed(frame(9, 2, heartbeat()))
    assert isinstance(heard, Packet)
    assert answer(heard, Command.CONFIRM, TIME) == Packet(
        serial=9, time=TIME, source=CENTRE, destination=SOURCE, command=Command.CONFIRM
    )


READS = {61, 62, 63, 64, 65, 66, 67, 68, 81, 84, 85, 86, 88}


@pytest.mark.parametrize("command", range(256))
def test_nothing_else_can_be_sent(command: int) -> None:
    allowed = {Command.CONTROL: {90, 91}, Command.REQUEST: READS}.get(command, set())
    for flag in range(256):
        packet = sent(command, bytes((flag, 1, 0)))
        if flag in allowed:
            encode(packet)
        else:
            with pytest.raises(WriteRefused, match="only read"):
                encode(packet)
