"""Signing in and out, and who is refused."""

from pathlib import Path

import httpx

from dashboard.sessions import COOKIE, ENDED_FILE, LIFETIME_S, SECRET_FILE
from gateway.store import accounts
from gateway.store.accounts import create_token
from tests.dashboard.web_house import PASSWORD, House

SESSION = "/api/v1/session"


async def sign_in(client: httpx.AsyncClient, name: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    return await client.post(SESSION, json={"username": name, "password": password}, headers=headers)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_sign_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get(house: House) -> None:
    async with house.client() as client:
        answer = await sign_in(client, "operator")
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith(f"{COOKIE}=")
        assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "secure" not in cookie
        me = (await client.get(SESSION)).json()
        assert (me["name"], me["role"]) == ("operator", "operator")
        assert "acknowledge" in me["may"]
        assert "manage_accounts" not in me["may"]
        assert await house.audited() == [("operator", "signed_in", "")]


async def test_by_https_the_cookie_is_for_https_only(house: House) -> None:
    transport = httpx.ASGITransport(app=house.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://gatehouse.test") as client:
        answer = await sign_in(client, "operator")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_wrong_password_and_unknown_name_look_the_same(house: House) -> None:
    async with house.client() as client:
        wrong = await sign_in(client, "operator", "not the password")
        unknown = await sign_in(client, "nobody", "not the password")
    assert code(wrong) == (401, "wrong_password")
    assert wrong.content == unknown.content
    assert "set-cookie" not in wrong.headers
    assert {action for _, action, _ in await house.audited()} == {"sign_in_failed"}


async def test_guessing_is_slowed_down_also_for_the_right_password(house: House) -> None:
    async with house.client() as client:
        for _ in range(5):
            assert code(await sign_in(client, "operator", "a wrong guess")) == (401, "wrong_password")
        refused = await sign_in(client, "operator")
        assert code(refused) == (429, "too_many")
        assert refused.headers["retry-after"] == "1"
        assert (await sign_in(client, "manager")).status_code == 200
        house.clock.time += 2
        assert (await sign_in(client, "operator")).status_code == 200


async def test_signed_out_means_the_cookie_is_dead_even_if_somebody_kept_it(house: House) -> None:
    async with house.client("operator") as client:
        kept = client.cookies[COOKIE]
        assert (await client.delete(SESSION)).status_code == 204
        assert COOKIE not in client.cookies
        assert code(await client.get(SESSION)) == (401, "not_signed_in")
        client.cookies.set(COOKIE, kept)
        assert code(await client.get(SESSION)) == (401, "session_ended")
    assert [action for _, action, _ in await house.audited()] == ["signed_out", "signed_in"]


async def test_a_session_ends_after_its_time(house: House) -> None:
    async with house.client("operator") as client:
        house.clock.time += LIFETIME_S - 1
        assert (await client.get(SESSION)).status_code == 200
        house.clock.time += 2
        client.cookies.set(COOKIE, client.cookies[COOKIE])
        assert code(await client.get(SESSION)) == (401, "session_ended")


async def test_a_cookie_that_was_tampered_with_is_refused(house: House) -> None:
    async with house.client("guard") as client:
        good = client.cookies[COOKIE]
        for bad in (good[:-1], f"x{good}", good.replace(".", "", 1), "", "ä".encode().hex()):
            client.cookies.clear()
            client.cookies.set(COOKIE, bad)
            assert (await client.get(SESSION)).status_code == 401, bad


async def test_a_changed_account_loses_its_sessions(house: House) -> None:
    async with house.client("operator") as client, house.client("admin") as admin:
        assert (await admin.post("/api/v1/accounts/operator", json={"disabled": True})).json()["disabled"] is True
        assert code(await client.get(SESSION)) == (401, "session_ended")
        assert code(await sign_in(client, "operator")) == (401, "wrong_password")


async def test_ones_own_password(house: House) -> None:
    async with house.client("engineer") as client:
        wrong = {"present": "not the password", "password": "another-password"}
        assert code(await client.post(f"{SESSION}/password", json=wrong)) == (401, "wrong_password")
        short = await client.post(f"{SESSION}/password", json={"present": PASSWORD, "password": "short"})
        assert (code(short), short.json()["error"]["field"]) == ((422, "invalid"), "password")
        right = {"present": PASSWORD, "password": "another-password"}
        assert (await client.post(f"{SESSION}/password", json=right)).status_code == 204
        assert code(await client.get(SESSION)) == (401, "session_ended")
        assert code(await sign_in(client, "engineer")) == (401, "wrong_password")
        assert (await sign_in(client, "engineer", "another-password")).status_code == 200


async def test_a_page_of_another_site_can_change_nothing(house: House) -> None:
    async with house.client("operator") as client:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": "http://gatehouse.test"},
        ):
            refused = await client.post("/api/v1/tickets", json={"title": "x"}, headers=headers)
            assert code(refused) == (403, "other_site")
            assert code(await sign_in(client, "operator", **headers)) == (403, "other_site")
        ours = {"Origin": "http://gatehouse.test", "Sec-Fetch-Site": "same-origin"}
        assert (await client.post("/api/v1/tickets", json={"title": "x"}, headers=ours)).status_code == 201


async def test_tokens_open_and_are_revoked(house: House) -> None:
    async with house.client("admin") as admin, house.client() as machine:
        made = (await admin.post("/api/v1/tokens", json={"role": "manager"})).json()
        assert made["token"].startswith("gth_")
        machine.headers["Authorization"] = f"Bearer {made['token']}"
        me = (await machine.get(SESSION)).json()
        assert (me["name"], me["role"], me["expires_at"]) == (f"token:{made['id']}", "manager", None)
        listed = (await admin.get("/api/v1/tokens")).json()
        assert [token["id"] for token in listed] == [made["id"]]
        assert "token" not in listed[0]
        assert made["token"] not in str(listed)
        assert (await admin.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
        assert code(await machine.get(SESSION)) == (401, "bad_token")
        assert code(await admin.delete("/api/v1/tokens/none")) == (404, "not_found")


async def test_a_token_made_on_the_command_line_opens_at_once(house: House) -> None:
    token = create_token(house.database_url, "guard")
    async with house.client() as machine:
        machine.headers["Authorization"] = f"bearer {token}"
        assert (await machine.get(SESSION)).json()["role"] == "guard"
        machine.headers["Authorization"] = f"Bearer {token}x"
        assert code(await machine.get(SESSION)) == (401, "bad_token")


async def test_an_account_made_on_the_command_line_may_sign_in_at_once(house: House) -> None:
    accounts.add_account(house.database_url, "li.wei", "engineer", "a-long-password")
    async with house.client() as client:
        assert (await sign_in(client, "li.wei", "a-long-password")).json()["role"] == "engineer"


async def test_secrets_are_for_the_program_alone(house: House) -> None:
    async with house.client("operator") as client:
        await client.delete(SESSION)
    for name in (SECRET_FILE, ENDED_FILE):
        assert mode(house.gateway.data / name) == 0o600


async def test_signing_in_works_while_the_database_is_away(house: House) -> None:
    await house.app.state.directory.refresh()
    await house.gateway.database.stop()
    async with house.client("operator") as client:
        assert (await client.get(SESSION)).json()["name"] == "operator"
        assert code(await client.get("/api/v1/tickets")) == (503, "database")
