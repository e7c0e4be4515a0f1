"""Cameras behind TLS: looked through only where the certificate is good, for the camera and for nobody else."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from drivers.cameras.source import Source, source_of
from drivers.cameras.tls import Relay
from drivers.errors import ConnectionFailed, NoAnswer
from drivers.protocols.camera_url import parse
from tests.certificates import self_signed
from tests.program import free_port
from tests.simulators.servers.test_camera import camera, serving
from tests.simulators.servers.test_rtsp import run_dry

PATIENT = "timeout_s=60&connect_timeout_s=30"


@asynccontextmanager
async def behind_tls(certificate: Path) -> AsyncIterator[int]:
    """The port of a simulated camera that speaks RTSP within TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with serving(camera()) as plain:

        async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while data := await reader.read(65_536):
                    writer.write(data)
                    await writer.drain()
            except OSError:
                pass
            finally:
                writer.close()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            to_reader, to_writer = await asyncio.open_connection("127.0.0.1", plain)
            await asyncio.gather(pipe(reader, to_writer), pipe(to_reader, writer))

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        yield int(server.sockets[0].getsockname()[1])
        server.close()


def source(port: int, query: str) -> Source:
    return source_of(parse(f"rtsps://me:secret@127.0.0.1:{port}/film?{PATIENT}&{query}"))


def shapes(opened: Source, count: int) -> list[tuple[int, ...]]:
    opened.open()
    shots = [opened.next(wanted=True) for _ in range(count)]
    return [shot.picture().shape for shot in shots if shot is not None]


async def test_the_film_of_a_camera_with_a_good_certificate_is_seen(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with behind_tls(certificate) as port:
        seen = source(port, f"ca={certificate}")
        assert await asyncio.to_thread(shapes, seen, 30) == [(360, 640, 3)] * 30
        seen.interrupt()
        with pytest.raises(NoAnswer):
            await asyncio.to_thread(run_dry, seen)
        seen.close()
        seen.close()


async def test_a_camera_whose_certificate_is_not_good_is_not_looked_through(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    another = self_signed(tmp_path, name="another")
    async with behind_tls(certificate) as port:
        for query in ("fps=4", f"ca={another}"):
            with pytest.raises(ConnectionFailed, match="certificate verify failed"):
                await asyncio.to_thread(source(port, query).open)


async def test_a_certificate_of_another_address_is_good_only_where_that_is_said(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, address="10.0.3.22")
    async with behind_tls(certificate) as port:
        with pytest.raises(ConnectionFailed, match="mismatch"):
            await asyncio.to_thread(source(port, f"ca={certificate}").open)
        seen = source(port, f"ca={certificate}&check_hostname=false")
        assert await asyncio.to_thread(shapes, seen, 1) == [(360, 640, 3)]
        seen.close()


@pytest.mark.parametrize(("query", "said"), [("fps=4", "refused"), ("ca=/nowhere.pem", "No such file")])
def test_why_there_is_none(query: str, said: str) -> None:
    with pytest.raises(ConnectionFailed, match=said):
        source(free_port(), query).open()


async def test_a_relay_that_nobody_comes_to_ends(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with behind_tls(certificate) as port:
        relay = await asyncio.to_thread(Relay, parse(f"rtsps://127.0.0.1:{port}/?ca={certificate}&{PATIENT}"))
        await asyncio.to_thread(relay.close)
        with pytest.raises(OSError):
            await asyncio.open_connection("127.0.0.1", relay.port)
