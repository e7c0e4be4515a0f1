"""What is refused, and that every refusal has the one shape."""

from collections.abc import AsyncIterator

from dashboard.headers import LARGEST_BODY
from tests.dashboard.web_house import House

API = "/api/v1"
JSON = {"Content-Type": "application/json"}
REFUSED = [
    ("GET", f"{API}/nothing", None, 404, "not_found", None),
    ("GET", "/api/v2/health", None, 404, "not_found", None),
    ("PUT", f"{API}/tickets", None, 405, "method_not_allowed", None),
    ("POST", "/", None, 405, "method_not_allowed", None),
    ("POST", f"{API}/tickets", b"{", 422, "invalid", None),
    ("POST", f"{API}/tickets", b"[]", 422, "invalid", None),
    ("POST", f"{API}/tickets", b"{}", 422, "invalid", "title"),
    ("POST", f"{API}/tickets", b'{"title": "x", "colour": "red"}', 422, "invalid", "colour"),
    ("POST", f"{API}/tickets", b'{"title": "x", "device": "nowhere"}', 422, "invalid", "device"),
    ("POST", f"{API}/tickets", b'{"title": "%s"}' % (b"x" * LARGEST_BODY), 413, "too_large", None),
    ("GET", f"{API}/tickets?limit=0", None, 422, "invalid", "limit"),
    ("GET", f"{API}/tickets?state=lost", None, 422, "invalid", "state"),
    ("GET", f"{API}/patrol/rounds?limit=0", None, 422, "invalid", "limit"),
    ("GET", f"{API}/patrol/figures?by=hour", None, 422, "invalid", "by"),
    ("POST", f"{API}/patrol/dispatches", b"{}", 422, "invalid", None),
]


async def test_errors_have_one_shape(house: House) -> None:
    async with house.client("operator") as client:
        for method, path, content, status, code, field in REFUSED:
            answer = await client.request(method, path, content=content, headers=JSON)
            told = answer.json()["error"]
            assert (answer.status_code, told["code"], told["field"]) == (status, code, field), (path, answer.text)
            assert told["message"]
            assert answer.headers["cache-control"] == "no-store"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_a_body_without_an_announced_length_is_limited_too(house: House) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b"x" * (LARGEST_BODY // 8)

    async with house.client("operator") as client:
        answer = await client.post(f"{API}/tickets", content=chunks(), headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_what_nobody_foresaw_is_told_without_the_inside(house: House) -> None:
    house.health.told.pop("detail")
    async with house.client() as client:
        answer = await client.get(f"{API}/health")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "detail" not in answer.text
