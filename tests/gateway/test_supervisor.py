"""A supervised program: started again with growing pauses, given up when it never stands."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from gateway import supervisor
from gateway.supervisor import Program


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """`gatehouse` is a script here that writes its number to a file and does what its first word says."""
    stand_in = tmp_path / "bin/gatehouse"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\necho $$ >> "$NOTES"\n[ "$1" = stay ] && exec sleep 60\nexit 7\n')
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in.with_name("python")))
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 0.05)
    return _program(tmp_path, "stay")


def _program(folder: Path, word: str) -> Program:
    return Program("stand-in", [word], data=folder, environment={"NOTES": str(folder / "notes")})


def _starts(folder: Path) -> list[int]:
    notes = folder / "notes"
    return [int(line) for line in notes.read_text().split()] if notes.exists() else []


def _look_until_started(program: Program, folder: Path, times: int) -> list[str]:
    news: list[str] = []
    deadline = time.monotonic() + 60
    while len(_starts(folder)) < times:
        assert time.monotonic() < deadline
        news += program.look_after()
        time.sleep(0.01)
    return news


def test_a_killed_program_is_started_again(program: Program, tmp_path: Path) -> None:
    program.start()
    _look_until_started(program, tmp_path, 1)
    os.kill(_starts(tmp_path)[0], signal.SIGKILL)
    news = _look_until_started(program, tmp_path, 2)
    program.stop()
    assert len(news) == 1
    assert "stand-in ended (SIGKILL)" in news[0]
    assert not program.gives_up()


def test_a_program_that_never_stands_is_given_up_after_growing_pauses(program: Program, tmp_path: Path) -> None:
    failing = _program(tmp_path, "fail")
    failing.start()
    news = _look_until_started(failing, tmp_path, 4)
    assert "exit 7" in news[0]
    assert [line.split(" again in ")[1].split(";")[0] for line in news[:3]] == ["0.05 s", "0.1 s", "0.2 s"]
    assert failing.gives_up()
    failing.stop()


def test_stopping_asks_first(program: Program, tmp_path: Path) -> None:
    program.start()
    _look_until_started(program, tmp_path, 1)
    program.stop()
    assert not Path(f"/proc/{_starts(tmp_path)[0]}").exists()
