"""A camera over RTSP: what it answers, what OpenCV makes of its film, and what the gateway does when it goes."""

import asyncio
from contextlib import AsyncExitStack

import cv2
import numpy as np
import pytest

from drivers.cameras.source import Source, source_of
from drivers.errors import NoAnswer
from drivers.protocols.camera_url import parse
from simulators.servers.rtsp import Request, answer, request
from tests.drivers.test_camera import Heard, looked_through, until
from tests.program import free_port
from tests.simulators.servers.test_camera import NOON, ask, camera, decoded, serving

PATIENT = "timeout_s=60&connect_timeout_s=30"


def asked(method: str, **headers: str) -> Request:
    return Request(method=method, url="rtsp://camera/film", headers=headers)


@pytest.mark.parametrize(
    ("method", "headers", "told"),
    [
        ("OPTIONS", {"cseq": "1"}, "RTSP/1.0 200 OK\r\ncseq: 1\r\n"),
        ("DESCRIBE", {"cseq": "2"}, "a=control:film"),
        ("SETUP", {"transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}, "interleaved=0-1"),
        ("SETUP", {"transport": "RTP/AVP;unicast;client_port=5000-5001"}, "RTSP/1.0 461 "),
        ("SETUP", {}, "RTSP/1.0 461 "),
        ("PLAY", {"cseq": "4"}, "session: 1"),
        ("GET_PARAMETER", {}, "RTSP/1.0 200 OK"),
        ("RECORD", {}, "RTSP/1.0 501 "),
    ],
)
def test_what_is_asked_is_answered(method: str, headers: dict[str, str], told: str) -> None:
    assert told in answer(asked(method, **headers)).decode()


def test_a_body_is_as_long_as_its_head_says() -> None:
    head, body = answer(asked("DESCRIBE")).split(b"\r\n\r\n", 1)
    assert f"content-length: {len(body)}".encode() in head


@pytest.mark.parametrize("head", [b"POST / HTTP/1.1\r\n\r\n", b"hello\r\n\r\n", b"\xff\xfe\r\n\r\n"])
def test_what_is_no_request_is_an_error(head: bytes) -> None:
    with pytest.raises(ValueError):
        request(head)


async def test_requests_are_taken_while_the_film_runs_and_the_end_is_the_end() -> None:
    async with serving(camera()) as port, asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for method in ("OPTIONS", "DESCRIBE", "SETUP", "PLAY"):
            writer.write(f"{method} rtsp://x/ RTSP/1.0\r\nCSeq: 7\r\nTransport: RTP/AVP/TCP\r\n\r\n".encode())
            assert b" 200 OK" in await reader.readuntil(b"\r\n\r\n")
            if method == "DESCRIBE":
                await reader.readuntil(b"a=control:film\r\n")
        assert await reader.readexactly(2) == b"$\0"  # the film
        writer.write(b"$\x01\x00\x04abcd")  # how it is received
        writer.write(b"TEARDOWN rtsp://x/ RTSP/1.0\r\nCSeq: 8\r\n\r\n")
        rest = await reader.read()
        assert b"cseq: 8" in rest
        writer.close()


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\r\n\r\n", b"GET\r\n\r\n", b"x" * 10_000])
async def test_what_is_not_spoken_ends_the_connection_and_nothing_else(sent: bytes) -> None:
    async with serving(camera()) as port, asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await reader.read() == b""
        writer.close()
        assert (await ask(port, "/picture.jpg"))[1].startswith(b"\xff\xd8")


def first_picture(source: Source) -> np.ndarray:
    source.open()
    try:
        shot = source.next(wanted=True)
        assert shot is not None
        return np.asarray(shot.picture())
    finally:
        source.close()


async def test_opencv_sees_the_same_picture_as_by_http() -> None:
    async with serving(camera()) as port:
        seen = await asyncio.to_thread(first_picture, source_of(parse(f"rtsp://127.0.0.1:{port}/film?{PATIENT}")))
        by_http = decoded((await ask(port, "/picture.jpg"))[1])
    assert seen.shape == by_http.shape
    assert float(cv2.absdiff(seen, by_http).mean()) < 6.0  # the noise of two moments


async def test_a_camera_that_goes_is_lost_once_and_comes_back() -> None:
    heard, port = Heard(), free_port()
    url = f"rtsp://127.0.0.1:{port}/film?timeout_s=5&connect_timeout_s=30"
    async with AsyncExitStack() as looking:
        async with serving(camera(), port):
            connection = await looking.enter_async_context(looked_through(url, heard))
            await until(lambda: connection.is_up and heard.frames)
            assert heard.failures == []
        await until(lambda: heard.failures and not connection.is_up)
        seen = len(heard.frames)
        async with serving(camera(), port):
            await until(lambda: connection.is_up and len(heard.frames) > seen)
            # Meanwhile it was out of reach, or had just begun to listen; the stream ended once.
            assert ["the stream ended" in each for each in heard.failures].count(True) == 1
    assert "the stream ended" in heard.failures[0]


async def test_a_camera_that_falls_silent_is_told_after_its_time(capfd: pytest.CaptureFixture[str]) -> None:
    device = camera()
    async with serving(device) as port:
        source = source_of(parse(f"rtsp://me:secret@127.0.0.1:{port}/film?timeout_s=0.5&connect_timeout_s=30"))
        await asyncio.to_thread(source.open)
        device.inject("silent", None)
        device.step(0.0, NOON, 0.0)
        with pytest.raises(NoAnswer, match="no frame for"):
            await asyncio.to_thread(run_dry, source)
        source.close()
    assert capfd.readouterr().err == ""  # OpenCV says nothing of it, and so not the password either


def run_dry(source: Source) -> None:
    """What has already come is given first."""
    while True:
        source.next(wanted=False)
