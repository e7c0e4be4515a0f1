"""The command line as its users meet it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from gateway import cli
from gateway.commands import data as places
from gateway.commands.services import DATABASE_FILE, Services, announced, answers
from gateway.embedded import PrivatePostgres
from gateway.store.migrate import migrate

GATEHOUSE = Path(sys.executable).with_name("gatehouse")
COMMANDS = ("demo", "run", "check", "simulate", "inject", "plates", "backup", "restore")
SITE = """\
site: {id: yard, name: {zh: 院子, en: Yard}, timezone: Asia/Shanghai}
connections:
  plc: modbus+tcp://127.0.0.1:1502
devices:
  - {id: pump-room-1, kind: pump_room, connection: plc, unit: 1}
"""


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GATEHOUSE_DATABASE_URL", "GATEHOUSE_MQTT_URL", "GATEHOUSE_DATA"):
        monkeypatch.delenv(name, raising=False)


def invoke(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words], input=stdin)


@pytest.mark.parametrize("command", [(name,) for name in COMMANDS] + [("user", "add"), ("token", "create")])
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    assert invoke(*command, "--help").exit_code == 0


def test_help_imports_nothing_of_the_program() -> None:
    loaded = "import sys, gateway.cli; print([name for name in ('numpy', 'psycopg', 'fastapi') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("words", [("backup", "file"), ("restore", "file")])
def test_what_is_not_built_yet_says_so(words: tuple[str, ...]) -> None:
    result = invoke(*words)
    assert result.exit_code == 3
    assert "not built yet" in result.stderr


def test_a_right_site_file(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(SITE)
    result = invoke("check", site)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("ok: 1 devices, ")


def test_a_wrong_site_file_is_refused_with_its_line_by_every_command(tmp_path: Path, data: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(SITE.replace("kind: pump_room", "kind: pump_rom"))
    for command in (("check", site), ("run", site, "--data", data), ("simulate", site, "--data", data)):
        result = invoke(*command)
        assert result.exit_code == 2
        assert f"{site}:5: " in (result.stdout if command[0] == "check" else result.stderr)
    assert list(data.iterdir()) == []


def test_an_account_from_the_command_line(data: Path) -> None:
    added = invoke("user", "add", "wang", "--role", "engineer", "--data", data, stdin="a long enough password\n")
    assert added.exit_code == 0, added.output
    with PrivatePostgres(data) as database, psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT name, role FROM account").fetchall() == [("wang", "engineer")]


def test_accounts_and_tokens_reach_the_database_of_the_program_that_runs(data: Path) -> None:
    with Services(data) as services:
        migrate(services.database_url)
        environment = {**os.environ, "GATEHOUSE_DATA": str(data)}
        command = [GATEHOUSE, "token", "create", "--role", "manager"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert len(done.stdout.split()) == 1
        made = invoke("user", "add", "li", "--role", "guard", "--random", "--data", data)
        assert made.exit_code == 0, made.output
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("SELECT role FROM token").fetchall() == [("manager",)]
            assert connection.execute("SELECT name FROM account").fetchall() == [("li",)]


def test_a_second_account_of_a_name_is_refused(database_url: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEHOUSE_DATABASE_URL", database_url)
    monkeypatch.setattr(sys, "argv", ["gatehouse", "user", "add", "wang", "--role", "guard", "--random"])
    monkeypatch.setenv("GATEHOUSE_DATA", str(data))
    for expected in ("0", "gatehouse: there is an account 'wang' already"):
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert str(ended.value) == expected


def test_an_unknown_role_is_refused(data: Path) -> None:
    assert invoke("token", "create", "--role", "king", "--data", data).exit_code == 2


def test_addresses_are_kept_while_a_program_runs(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEHOUSE_DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("GATEHOUSE_MQTT_URL", "mqtt://somewhere")
    file = data / DATABASE_FILE
    with Services(data):
        assert announced(file) == "postgresql://somewhere/else"
        assert file.stat().st_mode & 0o077 == 0
        with Services(data):  # the gateway within the demo
            pass
        assert announced(file) == "postgresql://somewhere/else"
    assert not file.exists()


def test_an_embedded_server_that_dies_is_started_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEHOUSE_MQTT_URL", "mqtt://somewhere")
    started: list[PrivatePostgres] = []
    start = PrivatePostgres.start

    def noting(server: PrivatePostgres) -> str:
        started.append(server)
        return start(server)

    monkeypatch.setattr(PrivatePostgres, "start", noting)
    with Services(data) as services:
        killed = started[0].pid
        assert killed is not None
        os.kill(killed, 9)
        deadline = time.monotonic() + 100
        while not (len(started) > 1 and answers(services.database_url)):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_data_lies_beside_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "gatehouse/.venv"))
    assert places.default_data() == tmp_path / "gatehouse/data"
    monkeypatch.setattr(sys, "prefix", "/usr")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert places.default_data() == tmp_path / ".local/share/gatehouse"


def test_the_last_simulator_is_found_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    here, other = tmp_path / "here", tmp_path / "other"
    for folder in (here, other):
        folder.mkdir()
    assert places.simulator_data(here) == here
    (other / places.SOCKET).touch()
    places.remember_simulator(other)
    assert places.simulator_data(here) == other
    (here / places.SOCKET).touch()
    assert places.simulator_data(here) == here


def test_a_pointer_that_others_could_have_written_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    other = tmp_path / "other"
    other.mkdir()
    (other / places.SOCKET).touch()
    places.remember_simulator(other)
    (tmp_path / f"gatehouse-{os.geteuid()}").chmod(0o777)
    assert places.simulator_data(tmp_path) == tmp_path
