"""Whether a disk has room for what could be done without."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from gateway.disk import LEAST_FREE_BYTES, check_room


def test_the_last_of_a_disk_is_left_to_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    usage = SimpleNamespace(free=LEAST_FREE_BYTES)

    def disk_usage(folder: Path) -> SimpleNamespace:
        asked.append(folder)
        return usage

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    check_room(tmp_path)
    usage.free -= 1
    with pytest.raises(OSError, match="less than 256 MiB are free in "):
        check_room(tmp_path)
    check_room(tmp_path, 1 << 20)
    assert asked == [tmp_path] * 3


def test_of_a_real_disk(tmp_path: Path) -> None:
    check_room(tmp_path, 0)
    with pytest.raises(OSError, match="are free in"):
        check_room(tmp_path, 1 << 60)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check_room(tmp_path / "none")
