"""The screens' files: what is served, how long it may be kept, and what is not reachable."""

import gzip
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from dashboard.errors import register
from dashboard.screens import screens_router


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>Gatehouse</title>")
    (dist / "scan.html").write_text("<title>Scan</title>")
    (dist / "scan-sw.js").write_text("wake()")
    (dist / "scan.webmanifest").write_text("{}")
    (dist / "assets/index-DzNR2v9q.js").write_text("go()")
    (dist / "assets/index-DzNR2v9q.js.gz").write_bytes(gzip.compress(b"go()"))
    (dist / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return dist


def client(folder: Path) -> httpx.AsyncClient:
    app = FastAPI()
    register(app)
    app.include_router(screens_router(folder))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gatehouse.test")


async def test_places_of_the_application_get_its_page(folder: Path) -> None:
    async with client(folder) as browser:
        for path in ("/", "/alarms", "/systems/pump_room/pump-room-1"):
            answer = await browser.get(path)
            assert (answer.status_code, answer.text) == (200, "<title>Gatehouse</title>")
            assert answer.headers["cache-control"] == "no-cache"


async def test_the_guards_phone_gets_its_own_page(folder: Path) -> None:
    async with client(folder) as browser:
        for path in ("/scan", "/scan?c=gate.1.ABCD", "/scan/round/night-20260131-01"):
            answer = await browser.get(path)
            assert (answer.status_code, answer.text) == (200, "<title>Scan</title>"), path
            assert answer.headers["cache-control"] == "no-cache"
        assert (await browser.get("/scanner")).text == "<title>Gatehouse</title>"
        assert (await browser.get("/scan/missing.js")).status_code == 404


async def test_its_worker_is_asked_for_each_time(folder: Path) -> None:
    async with client(folder) as browser:
        worker = await browser.get("/scan-sw.js")
        manifest = await browser.get("/scan.webmanifest")
    assert (worker.headers["cache-control"], worker.headers["content-type"]) == (
        "no-cache",
        "text/javascript; charset=utf-8",
    )
    assert manifest.headers["content-type"] == "application/manifest+json"


async def test_what_has_a_hash_in_its_name_is_kept_for_ever_and_sent_packed(folder: Path) -> None:
    async with client(folder) as browser:
        answer = await browser.get("/assets/index-DzNR2v9q.js", headers={"Accept-Encoding": "gzip, br"})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]
        assert answer.text == "go()"
        plain = await browser.get("/assets/index-DzNR2v9q.js", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.text == "go()"
        assert (await browser.get("/favicon.svg")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"])
async def test_nothing_else_is_reachable(folder: Path, path: str) -> None:
    async with client(folder) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/assets/gone-12345678.js", "/missing.png", "/api", "/api/v1/nothing"])
async def test_a_missing_file_is_not_answered_with_the_page(folder: Path, path: str) -> None:
    async with client(folder) as browser:
        answer = await browser.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_screens_that_were_not_built_say_how(tmp_path: Path) -> None:
    async with client(tmp_path / "nothing") as browser:
        answer = await browser.get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text
