"""Why a camera gives no video over RTSP is said so that an installer can mend it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drivers.cameras.reason import reason, verdict
from drivers.cameras.source import source_of
from drivers.errors import ConnectionFailed, DriverError, Garbage, Refused
from drivers.protocols.camera_url import parse
from tests.program import free_port


@pytest.mark.parametrize(
    ("user", "told", "kind", "said"),
    [
        (
            "",
            b"RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest\r\n",
            Refused,
            "it asks for a user and a password",
        ),
        ("me:secret@", b"RTSP/1.0 401 Unauthorized\r\n", Refused, "answers 401: the user or the password is wrong"),
        ("", b"RTSP/1.0 404 Not Found\r\n", Refused, "answers 404: Not Found"),
        ("", b"RTSP/2.0 503\r\n", Refused, "answers 503: "),
        ("", b"RTSP/1.0 200 OK\r\n", ConnectionFailed, "no video can be had there"),
        ("", b"HTTP/1.1 400 Bad Request\r\n", Garbage, "does not speak RTSP"),
        ("", b"RTSP/1.0 soon\r\n", Garbage, "does not speak RTSP"),
        ("", b"", Garbage, "does not speak RTSP"),
        ("", b"\xff\xfe\x00", Garbage, "does not speak RTSP"),
    ],
)
def test_an_answer_tells_what_is_the_matter(user: str, told: bytes, kind: type[DriverError], said: str) -> None:
    error = verdict(parse(f"rtsp://{user}10.0.3.22/stream"), told)
    assert type(error) is kind
    assert said in str(error)
    assert "secret" not in str(error)


@contextmanager
def answering(told: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A port where every question is answered so; b"" closes without a word."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    asked.append(line.recv(4096))
                    line.sendall(told)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)


def test_a_camera_that_refuses_is_asked_why_and_is_sent_no_password() -> None:
    with answering(b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n") as (port, asked):
        place = parse(f"rtsp://me:secret@127.0.0.1:{port}/a?channel=2&timeout_s=20&connect_timeout_s=20")
        with pytest.raises(Refused, match="the user or the password is wrong"):
            source_of(place).open()
        assert asked[-1].startswith(b"DESCRIBE rtsp://127.0.0.1:%d/a?channel=2 RTSP/1.0\r\n" % port)
        assert not any(b"secret" in each for each in asked)


def test_nobody_there_is_nobody_there() -> None:
    assert "Connection refused" in str(reason(parse(f"rtsp://127.0.0.1:{free_port()}/a")))


def test_a_camera_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = parse(f"rtsp://127.0.0.1:{server.getsockname()[1]}/a?timeout_s=0.2")
        assert "no answer in time" in str(reason(place))


def test_behind_tls_nothing_is_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = parse(f"rtsps://127.0.0.1:{server.getsockname()[1]}/a")
        assert "no video can be had there" in str(reason(place))
