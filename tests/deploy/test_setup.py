"""Set-up: what it says when something is missing or fails, and that it does nothing twice."""

import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy import debian, progress, stamps, timescaledb
from deploy.debian import Need
from deploy.progress import SetupError
from tests.gateway.embedded.servers import lives
from tests.program import until

ROOT = Path(__file__).resolve().parents[2]
# Set-up asks the machine's own configuration where its packages come from. In pieces, so as not to find itself.
REGISTRY_HOSTS = ("debian" + ".org", "pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")


def test_an_ordinary_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian, "has_command", lambda *_names: lambda: True)
    needs = [
        Need(package="there", is_there=lambda: True),
        Need(package="one", is_there=lambda: False),
        Need(package="two", is_there=lambda: False),
    ]
    with pytest.raises(SetupError, match="apt-get install --no-install-recommends one two"):
        debian.install_missing(needs, logs=tmp_path)


def test_nothing_missing_is_nothing_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert debian.install_missing([Need(package="there", is_there=lambda: True)], logs=tmp_path) is False
    assert capsys.readouterr().out == ""


def test_another_system_is_told_what_would_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timescaledb, "is_installed", lambda: False)
    monkeypatch.setattr(timescaledb, "_debian_version", lambda: "")
    with pytest.raises(SetupError, match="GATEHOUSE_DATABASE_URL"):
        timescaledb.ensure(work=tmp_path, logs=tmp_path)


def test_a_step_says_what_it_does_and_how_long_it_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, say = tmp_path / "heard", progress.say

    def hear(text: str) -> None:
        say(text)
        if "so far" in text:
            heard.touch()

    monkeypatch.setattr(progress, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(progress, "say", hear)
    until_heard = f"until [ -e '{heard}' ]; do sleep 0.05; done"
    progress.run("Waiting", ["sh", "-c", until_heard], log=tmp_path / "log")
    said = capsys.readouterr().out
    assert "Waiting …" in said
    assert re.search(r"Waiting: \d+ s so far", said)
    assert re.search(r"Waiting: done in \d+\.\d s", said)


def test_a_failing_step_shows_the_end_of_its_output_and_where_the_rest_is(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = "for i in $(seq 100); do echo line $i; done; echo the reason >&2; exit 3"
    with pytest.raises(SetupError) as failed:
        progress.run("Trying", ["sh", "-c", script], log=log)
    text = str(failed.value)
    assert "the reason" in text
    assert "line 99" in text
    assert "line 50" not in text
    assert "exit 3" in text
    assert str(log) in text


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="could not start no-such-program"):
        progress.run("Trying", ["no-such-program"], log=tmp_path / "log")


def test_stopping_set_up_stops_what_it_runs(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from deploy.progress import end_on_sigterm, run\n"
        "end_on_sigterm()\n"
        "run('Hanging', ['sh', '-c', 'echo $$ > pid; sleep 300'], log=Path('log'), cwd=Path('.'))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, env=environment) as setup:
        pid = tmp_path / "pid"
        until(lambda: setup.poll() is not None or (pid.exists() and pid.read_text().strip()), what="its command")
        assert setup.poll() is None
        setup.send_signal(signal.SIGTERM)
        assert setup.wait(60) == 128 + signal.SIGTERM
    until(lambda: not lives(int(pid.read_text())), what="the end of what it ran")


def test_a_stamp_stands_until_an_input_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "made/stamp"
    source.write_text("one")
    before = stamps.digest(["place", source])
    assert not stamps.stands(stamp, before)
    stamps.mark(stamp, before)
    assert stamps.stands(stamp, stamps.digest(["place", source]))
    source.write_text("two")
    assert not stamps.stands(stamp, stamps.digest(["place", source]))


def test_a_digest_knows_where_one_input_ends() -> None:
    assert stamps.digest(["ab", "c"]) != stamps.digest(["a", "bc"])


def test_every_dependency_is_pinned() -> None:
    pinned = {
        _plain(line.split("==")[0])
        for line in (ROOT / "deploy/constraints.txt").read_text().splitlines()
        if "==" in line
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(item for extra in project["optional-dependencies"].values() for item in extra),
    ]
    assert {_plain(re.split(r"[\[<>=!~;]", item)[0]) for item in wanted} <= pinned


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def test_no_file_names_a_package_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    files = [ROOT / name for name in listed.split("\0") if name]
    naming = [
        str(file.relative_to(ROOT))
        for file in files
        if file.is_file() and any(host.encode() in file.read_bytes() for host in REGISTRY_HOSTS)
    ]
    assert naming == []
