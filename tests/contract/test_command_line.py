"""The commands as scripts use them: what they print, where, and how they end."""

import re
import socket
from pathlib import Path

import httpx
import pytest

from tests.contract.outside import ROLES, Demo, gatehouse, refusal
from tests.program import free_port

# The example of the documentation, with what a person may leave out left out.
SITE = """\
site: {id: jinxiu, name: {zh: 锦绣花园, en: Jinxiu Garden}, timezone: Asia/Shanghai}
connections:
  b1-plc: modbus+tcp://10.0.3.11:502
  bus:    mqtt://127.0.0.1:1883
devices:
  - {id: pump-room-1, kind: pump_room, connection: b1-plc, unit: 1, poll_s: 1, location: {zh: 水泵房, en: Pumps}}
rules:
  - {device: pump-room-1, rule: outlet_pressure_low, limit: 0.25}
profiles: ./profiles
packs: ./packs
"""
WRONG = {
    "devices[0].kind": ("kind: pump_room", "kind: pump_rom", 6),
    "devices[0].connection": ("connection: b1-plc", "connection: b2-plc", 6),
    "devices[0].poll_s": ("poll_s: 1", "poll_s: 0", 6),
    "devices[0].colour": ("unit: 1", "unit: 1, colour: red", 6),
    "connections.b1-plc": ("modbus+tcp://10.0.3.11:502", "gopher://10.0.3.11", 3),
    "rules[0].rule": ("rule: outlet_pressure_low", "rule: outlet_presure_low", 8),
    "site.timezone": ("Asia/Shanghai", "Asia/Shangai", 1),
    "profiles": ("./profiles", "./nowhere", 9),
}
TOGETHER = (
    ("devices[0].poll_s", "devices[0].colour", "site.timezone", "profiles"),
    ("devices[0].connection", "connections.b1-plc", "rules[0].rule"),
    ("devices[0].kind",),
)
LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<field>[^ ]+): (?P<what>.+)")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for folder in ("profiles", "packs"):
        (tmp_path / folder).mkdir()
    file = tmp_path / "site.yaml"
    file.write_text(SITE, encoding="utf-8")
    return file


def test_a_right_site_file(site: Path) -> None:
    done = gatehouse("check", site)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("together", TOGETHER, ids=["shape", "meaning", "kind"])
def test_a_wrong_site_file(site: Path, together: tuple[str, ...]) -> None:
    """Each mistake on a line of its own, by file, line and field; first those of the shape, then how parts fit."""
    text = SITE
    for right, wrong, _ in (WRONG[field] for field in together):
        text = text.replace(right, wrong, 1)
    site.write_text(text, encoding="utf-8")
    done = gatehouse("check", site)
    assert done.returncode == 2
    found = [LINE.fullmatch(line) for line in done.stdout.splitlines()]
    told = {(each["file"], int(each["line"]), each["field"]) for each in found if each}
    assert told == {(str(site), WRONG[field][2], field) for field in together}, done.stdout
    assert len(told) == len(found)


@pytest.mark.parametrize("text", ["", "a: [", "site: 5"])
def test_a_file_that_is_no_site(tmp_path: Path, text: str) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(text)
    done = gatehouse("check", file)
    assert done.returncode == 2
    assert all(LINE.fullmatch(line) for line in done.stdout.strip().splitlines()), done.stdout


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for command in ("check", "run", "simulate"):
        done = gatehouse(command, tmp_path / "nothing.yaml")
        assert done.returncode == 2
        told = done.stdout if command == "check" else done.stderr
        assert LINE.fullmatch(told.strip()), told


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("GATEHOUSE_MQTT_URL", "http://10.0.3.2"),
        ("GATEHOUSE_MQTT_URL", "mqtt://10.0.3.2:99999"),
        ("GATEHOUSE_DATABASE_URL", "s3cret nonsense"),
    ],
)
def test_an_address_that_is_none(site: Path, data: Path, name: str, address: str) -> None:
    done = gatehouse("run", site, "--data", data, "--port", str(free_port()), **{name: address})
    assert done.returncode == 1
    assert done.stderr.startswith(f"gatehouse: {name}: ")
    assert "s3cret" not in done.stderr
    assert list(data.iterdir()) == []


def test_a_port_that_is_taken(site: Path, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = gatehouse("run", site, "--data", data, "--port", port)
    assert done.returncode == 1
    assert port in done.stderr
    assert list(data.iterdir()) == []


@pytest.mark.parametrize("words", [("backup", "x"), ("restore", "x")])
def test_what_is_not_built_says_so(words: tuple[str, ...], tmp_path: Path) -> None:
    done = gatehouse(*words)
    assert (done.returncode, done.stdout) == (3, "")
    assert "not built" in done.stderr


def test_the_faults_are_listed_a_line_each() -> None:
    done = gatehouse("inject", "--list")
    assert done.returncode == 0
    listed = {tuple(line.split()[:2]) for line in done.stdout.splitlines()}
    named = "phase_loss overvoltage unbalance overheating_joint"
    assert {("switchgear", fault) for fault in named.split()} <= listed
    assert {("pump_room", fault) for fault in ("pump_trip", "dry_run", "burst_pipe")} <= listed
    assert all(len(line.split()) > 3 for line in done.stdout.splitlines()), "a line was folded"


def test_a_fault_that_there_is_not(demo: Demo) -> None:
    for words in (("nothing-1", "phase_loss"), ("switchgear-1", "burst_pipe"), ("switchgear-1", "nothing")):
        done = gatehouse("inject", *words, "--data", demo.data)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("gatehouse: ")
    assert gatehouse("inject", "switchgear-1", "--data", demo.data).returncode == 2


def test_logins_for_each_role_are_told_and_kept_private(demo: Demo) -> None:
    assert f"http://127.0.0.1:{demo.port}" in demo.said()
    assert set(demo.logins()) == set(ROLES)
    assert all(password in demo.said() for password in demo.logins().values())
    assert (demo.data / "logins.txt").stat().st_mode & 0o777 == 0o600


def test_an_account_by_name_role_and_a_password_from_a_pipe(demo: Demo, stranger: httpx.Client) -> None:
    words = ("user", "add", "wang", "--role", "engineer", "--data", demo.data)
    done = gatehouse(*words, stdin="a fine long password\n")
    assert done.returncode == 0, done.stderr
    assert "a fine long password" not in done.stdout
    signed_in = stranger.post("/session", json={"username": "wang", "password": "a fine long password"})
    assert signed_in.json()["role"] == "engineer"
    again = gatehouse(*words, stdin="another fine password\n")
    assert (again.returncode, again.stdout) == (1, "")
    assert "wang" in again.stderr
    for name, password in (("li", "short"), ("no space", "a fine long password")):
        refused = gatehouse("user", "add", name, "--role", "guard", "--data", demo.data, stdin=f"{password}\n")
        assert refused.returncode != 0, (name, password)
        assert "Traceback" not in refused.stderr


def test_a_token_is_one_word(demo: Demo, stranger: httpx.Client) -> None:
    token = demo.token("guard")
    assert re.fullmatch(r"\S{20,}", token)
    assert stranger.get("/session", headers={"Authorization": f"Bearer {token}"}).json()["role"] == "guard"
    refusal(stranger.get("/tickets", headers={"Authorization": f"Bearer {token}"}), 403)
