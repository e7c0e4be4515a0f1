"""Random and mutated frames, chopped at any byte, between sound ones: each sound one is answered, nothing breaks.

GATEHOUSE_FUZZ_FRAMES says how many frames (20,000 if not set; a whole run has 1,000,000).
"""

import asyncio
import os
import random
import resource

from hypothesis import given
from hypothesis import strategies as st

from drivers.places import Gb26875Kind
from drivers.protocols.gb26875_frames import Packet, Parser
from drivers.protocols.gb26875_reports import read
from tests.drivers.gb26875_centre import Panels, listening
from tests.drivers.gb26875_wire import SOURCE, Client, component, components, frame, heartbeat, operation, system

FRAMES = int(os.environ.get("GATEHOUSE_FUZZ_FRAMES", "20000"))
MARK = b"\xfa\x01"
"""A maker's own type: sound frames of the run carry it, so that no mutation passes for one."""
BATCH = 200


def sound(serial: int) -> bytes:
    return frame(serial & 0xFFFF, 2, MARK + (serial & 0xFFFF).to_bytes(2, "little"))


def mutated(chance: random.Random) -> bytes:
    """A frame that something went wrong with; now and then it is sound all the same."""
    body = chance.choice((
        lambda: heartbeat(chance.randrange(256)),
        lambda: system(chance.randrange(65536)),
        lambda: operation(chance.randrange(256), chance.choice((4, 24))),
        lambda: components(*(component(chance.randrange(70), n, chance.randrange(512)) for n in range(3))),
        lambda: chance.randbytes(chance.randrange(80)),
        lambda: b"@@##@@",
    ))()  # fmt: skip
    whole = bytearray(frame(chance.randrange(65536), chance.randrange(8), body))
    spoil = chance.randrange(6)
    if spoil == 0:
        return chance.randbytes(chance.randrange(120))
    if spoil == 1:
        return bytes(whole[: chance.randrange(len(whole))])
    if spoil == 2:
        del whole[chance.randrange(len(whole))]
    elif spoil == 3:
        whole[24:26] = chance.randbytes(2)
    elif spoil == 4:
        for _ in range(3):
            whole[chance.randrange(len(whole))] = chance.randrange(256)
    else:
        return bytes(whole) + chance.choice((b"", b"@", b"@@", b"##"))
    return bytes(whole)


def stream(chance: random.Random, serials: range) -> bytes:
    return b"".join(mutated(chance) + sound(serial) for serial in serials)


def chunks(chance: random.Random, data: bytes) -> list[bytes]:
    cuts = sorted(chance.randrange(len(data)) for _ in range(len(data) // chance.choice((2, 20, 200, 2000)) + 1))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def test_the_parser_finds_every_sound_frame() -> None:
    chance, parser, kind = random.Random(26875), Parser(), Gb26875Kind()
    for first in range(0, FRAMES // 2, BATCH):
        found = set()
        for chunk in chunks(chance, stream(chance, range(first, first + BATCH))):
            for one in parser.feed(chunk):
                if isinstance(one, Packet) and one.data[:2] == MARK:
                    found.add(int.from_bytes(one.data[2:], "little"))
                elif isinstance(one, Packet):
                    read(one.data, kind)
        # Random data begins with the mark now and then.
        assert found >= {serial & 0xFFFF for serial in range(first, first + BATCH)}


async def test_the_centre_answers_every_sound_frame() -> None:
    chance, sink = random.Random(3), Panels()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with listening(sink, options="answer_s=0.3&silent_s=600") as (_, port):
        client = await Client.connect(port)
        for first in range(0, FRAMES // 2, BATCH):
            for chunk in chunks(chance, stream(chance, range(first, first + BATCH))):
                client.say(chunk)
            await client.writer.drain()
            await confirmed(client, {serial & 0xFFFF for serial in range(first, first + BATCH)})
            sink.frames.clear()
            sink.events.clear()
            sink.unread.clear()
        client.close()
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 64 * 1024


async def confirmed(client: Client, serials: set[int]) -> None:
    """Wait until each of these was confirmed; mutated frames have answers of their own."""
    while serials:
        serial, command, _ = await client.frames()
        if command == 3:
            serials.discard(serial)


@given(st.binary(max_size=400), st.integers(0, 65535))
def test_whatever_comes_before_a_frame(noise: bytes, serial: int) -> None:
    found = Parser().feed(noise + sound(serial))
    assert isinstance(found[-1], Packet)
    assert (found[-1].serial, found[-1].source) == (serial, SOURCE)


@given(st.binary(max_size=200), st.sampled_from(("little", "big")), st.integers(9, 255), st.booleans())
def test_whatever_the_data_is(data: bytes, order: str, length: int, bcd: bool) -> None:
    kind = Gb26875Kind.model_validate({"byte_order": order, "component_bytes": length, "bcd_times": bcd})
    reports = read(data, kind)
    assert len(reports.objects) <= 255


def test_the_run_is_as_long_as_it_says() -> None:
    assert FRAMES >= 2 * BATCH


async def test_many_at_once() -> None:
    """Ten lines of one transmitter, each taking over from the last, all in the middle of noise."""
    sink, chance = Panels(), random.Random(7)
    async with listening(sink) as (_, port):
        clients = [await Client.connect(port) for _ in range(10)]
        for number, client in enumerate(clients):
            client.say(chance.randbytes(500), stream(chance, range(100 * number, 100 * number + 20)))
        async with asyncio.TaskGroup() as tasks:
            for number, client in enumerate(clients):
                tasks.create_task(confirmed(client, set(range(100 * number, 100 * number + 20))))
        for client in clients:
            client.close()
