"""The centre against transmitters on real sockets."""

import pytest

from drivers.driver import Device, ListeningConnection
from drivers.errors import ConnectionFailed
from drivers.registry import check, connect, protocol_of
from tests.drivers.gb26875_centre import (
    CONFIRM,
    CONTROL,
    DENY,
    FIRE,
    IDS,
    OTHER,
    PROFILE,
    Panels,
    listening,
    panel,
    transmitter,
)
from tests.drivers.gb26875_wire import (
    SOURCE,
    TIME_S,
    Client,
    component,
    components,
    frame,
    heartbeat,
    operation,
    system,
)


def test_the_scheme() -> None:
    assert protocol_of("gb26875://0.0.0.0:5200") == "gb26875"
    assert isinstance(connect("gb26875://0.0.0.0", [panel()]), ListeningConnection)
    assert PROFILE.usual_s("gb26875") == 15
    with pytest.raises(ValueError, match="'silent' is not an option here"):
        check("gb26875://0.0.0.0:5200?silent=3")
    with pytest.raises(ValueError, match="fire-1, fire-2 are the same fire system"):
        connect("gb26875://0.0.0.0", [panel(), panel("fire-2")])


async def test_a_panel_is_read_and_what_it_reports_is_confirmed() -> None:
    sink = Panels()
    async with listening(sink) as (_, port), transmitter(port) as client:
        await sink.until(lambda: sink.says("zone_3", 0))
        assert sink.says("panel_line_fault", 0)
        client.say(frame(2, 2, components(component(3, 1, FIRE))))
        assert await client.frames() == (2, CONFIRM, b"")
        assert sink.says("zone_3", 6)
        assert sink.says("latest_fire", "走道 点型光电感烟探测器")
        client.say(frame(3, 2, components(component(3, 6, FIRE, type_=23))))
        assert await client.frames() == (3, CONFIRM, b"")
        assert sink.says("fire_state", 2)
    assert [(device, time, body["began"]) for device, time, body in sink.events] == [("fire-1", TIME_S, ["fire"])] * 2
    assert not sink.unread


async def test_a_frame_is_confirmed_only_when_it_is_safe() -> None:
    sink = Panels(settles=False)
    async with listening(sink) as (_, port), transmitter(port) as client:
        burning = frame(2, 2, components(component(3, 1, FIRE), component(3, 2, FIRE)))
        client.say(burning, frame(3, 2, heartbeat()))
        assert await client.frames() == (3, CONFIRM, b"")  # a heartbeat holds nothing that could be lost
        assert len(sink.held) == 2
        client.say(burning)  # it hears nothing, and says it again
        await sink.until(lambda: len(sink.held) == 4)
        for settled in sink.held[:2]:
            settled()
        assert await client.frames() == (2, CONFIRM, b"")
        client.say(burning)  # the confirmation was lost
        assert await client.frames() == (2, CONFIRM, b"")
    assert len(sink.events) == 4
    assert sink.events[:2] == sink.events[2:]


async def test_what_is_wrong_is_denied() -> None:
    sink = Panels()
    async with listening(sink) as (_, port), transmitter(port) as client:
        spoilt = bytearray(frame(2, 2, heartbeat()))
        spoilt[-3] ^= 1
        client.say(bytes(spoilt))
        assert await client.frames() == (2, DENY, b"")
        client.say(frame(3, 2, components(component(5, 1, 1 << 2), component(3, 1, FIRE))[:-4]))
        assert await client.frames() == (3, DENY, b"")
        assert sink.events[-1][2]["zone"] == 5
        for serial, command in ((4, 1), (5, 4), (6, 77)):
            client.say(frame(serial, command, b"\x5a\x01"))
            assert await client.frames() == (serial, DENY, b"")
        client.say(frame(7, 200))  # a maker's own heartbeat
        assert await client.frames() == (7, CONFIRM, b"")
    assert len(sink.unread) == 2


async def test_a_cut_line_makes_offline_and_nothing_returns_or_doubles() -> None:
    sink = Panels()
    async with listening(sink) as (_, port):
        async with transmitter(port) as client:
            await sink.until(lambda: sink.says("zone_3", 0))
            client.say(frame(2, 2, components(component(3, 1, FIRE))))
            assert await client.frames() == (2, CONFIRM, b"")
        await sink.until(lambda: ("fire-1", False) in sink.onlines)
        cut = len(sink.frames)
        async with transmitter(port, FIRE, component(3, 1, FIRE)):
            await sink.until(lambda: sink.says("zone_4", 0))
        await sink.until(lambda: len(sink.onlines) == 2)
    at = IDS.index("zone_3")
    assert all(values[at] == 6 for _, values in sink.frames[cut:])
    assert [body["began"] for _, _, body in sink.events if body["report"] == "component"] == [["fire"]]
    assert sink.onlines == [("fire-1", False)] * 2


async def test_what_ended_during_the_cut_has_ended() -> None:
    sink = Panels()
    async with listening(sink) as (_, port):
        async with transmitter(port, FIRE, component(3, 1, FIRE)):
            await sink.until(lambda: sink.says("zone_4", 0) and sink.says("zone_3", 6))
        await sink.until(lambda: ("fire-1", False) in sink.onlines)
        async with transmitter(port):
            await sink.until(lambda: sink.says("zone_3", 0))
    assert [body["ended"] for _, _, body in sink.events if body["report"] == "component"] == [[], ["fire"]]


async def test_silence_is_the_same_as_a_cut() -> None:
    sink = Panels()
    async with listening(sink, options="answer_s=1&silent_s=3") as (_, port), transmitter(port) as client:
        await sink.until(lambda: ("fire-1", False) in sink.onlines)
        with pytest.raises((EOFError, ConnectionError)):
            await client.until(CONTROL)


async def test_a_transmitter_that_comes_again_before_its_old_line_is_known_to_be_dead() -> None:
    sink = Panels()
    async with listening(sink) as (_, port), transmitter(port) as old, transmitter(port) as new:
        await sink.until(lambda: sink.says("zone_3", 0))
        old.close()
        new.say(frame(9, 2, components(component(3, 1, FIRE))))
        assert await new.frames() == (9, CONFIRM, b"")
        assert sink.says("zone_3", 6)
        assert not sink.onlines


async def test_transmitters_and_the_systems_behind_them_are_told_apart() -> None:
    sink = Panels()
    devices = (panel("a-1", address=SOURCE), panel("a-2", address=SOURCE, unit=2), panel("b", address=OTHER.upper()))
    async with listening(sink, *devices) as (_, port):
        client = await Client.connect(port)
        client.say(frame(1, 2, components(component(3, 1, FIRE, address=2))))
        await client.until(CONFIRM)
        assert (sink.says("zone_3", 6, "a-2"), sink.says("zone_3", 6, "a-1")) == (True, False)
        client.say(frame(2, 2, components(component(4, 1, FIRE)), source=OTHER))
        await client.until(CONFIRM)
        assert sink.says("zone_4", 6, "b")
        client.say(frame(3, 2, components(component(4, 1, FIRE, address=9))))
        await client.until(CONFIRM)
        client.say(frame(4, 2, heartbeat(), source="999999999999"))
        assert (await client.until(DENY))[0] == 4
        client.close()
        await sink.until(lambda: len(sink.onlines) == 3)
    assert [reason for _, _, reason in sink.unread] == [
        "no device is the fire system of this address", "no device has this address",
    ]  # fmt: skip


async def test_the_only_transmitter_keeps_its_place_while_it_is_there() -> None:
    sink = Panels()
    async with listening(sink) as (_, port):
        async with transmitter(port):
            stranger = await Client.connect(port)
            stranger.say(frame(1, 2, components(component(3, 1, FIRE)), source=OTHER))
            assert await stranger.frames() == (1, DENY, b"")
        await sink.until(lambda: bool(sink.onlines))
        stranger.say(frame(2, 2, heartbeat(), source=OTHER))
        assert await stranger.frames() == (2, CONFIRM, b"")
        stranger.close()


async def test_a_reset_makes_it_read_again() -> None:
    sink = Panels()
    async with listening(sink) as (_, port), transmitter(port, 1, component(5, 1, 1 << 2)) as client:
        await sink.until(lambda: sink.says("zone_5", 2) and sink.says("zone_4", 0))
        client.say(frame(2, 2, system(1 | 1 << 13)))
        assert await client.frames() == (2, CONFIRM, b"")
        assert sink.says("zone_5", 0)
        await client.answer_reading(1 << 2, component(5, 1, 1 << 2))
        await sink.until(lambda: sink.says("zone_5", 2))


async def test_the_duty_check() -> None:
    sink = Panels()
    async with listening(sink, options="answer_s=1&duty_answer_min=0.05") as (connection, port):
        with pytest.raises(ConnectionFailed):
            connection.check_duty("fire-1")
        async with transmitter(port) as client:
            connection.check_duty("fire-1")
            assert (await client.until(CONTROL))[1] == b"\x5b\x01\x01"
            assert sink.says("duty_check", 1)
            await sink.until(lambda: sink.says("duty_check", 3))
            connection.check_duty("fire-1")
            client.say(frame(2, 2, operation(1 << 5)))
            assert (await client.until(CONFIRM))[0] == 2
            assert sink.says("duty_check", 2)
    results = [body.get("result") or body["done"] for _, _, body in sink.events if body["report"] != "component"]
    assert results == ["asked", "not_answered", "asked", ["duty_answer"]]


async def test_the_duty_check_comes_by_itself() -> None:
    sink = Panels()
    async with listening(sink, options="answer_s=1&duty_check_h=0.0005") as (_, port), transmitter(port) as client:
        assert (await client.until(CONTROL))[1] == b"\x5b\x01\x05"


async def test_clocks_are_set_where_the_kind_wants_it() -> None:
    kind = PROFILE.gb26875.model_copy(update={"clock_sync": True})
    device = Device(id="fire-1", profile=PROFILE.model_copy(update={"gb26875": kind}))
    async with listening(Panels(), device) as (_, port):
        client = await Client.connect(port)
        client.say(frame(1, 2, heartbeat()))
        _, data = await client.until(CONTROL)
        assert (data[:2], len(data)) == (b"\x5a\x01", 8)
        client.close()
