"""Private files: whole or not there, on the disk, and nobody else's, at no moment."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.private import write_private

OLD, NEW = b"old", b"new" * 1000


@pytest.fixture(autouse=True)
def lenient_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_in_the_place_of_the_old_one_and_private(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(OLD)
    path.chmod(0o644)
    write_private(path, NEW)
    assert (path.read_bytes(), mode(path)) == (NEW, 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_crash_has_left_behind_neither_stays_nor_lends_its_rights(tmp_path: Path) -> None:
    path, left = tmp_path / "keys", tmp_path / "keys.part"
    left.write_bytes(OLD)
    left.chmod(0o666)
    with left.open("rb") as watching:
        write_private(path, NEW)
        assert watching.read() == OLD
    assert (path.read_bytes(), mode(path)) == (NEW, 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_that_somebody_has_laid_is_not_followed(tmp_path: Path) -> None:
    path, other = tmp_path / "keys", tmp_path / "other"
    other.write_bytes(OLD)
    (tmp_path / "keys.part").symlink_to(other)
    path.symlink_to(other)
    write_private(path, NEW)
    assert not path.is_symlink()
    assert (path.read_bytes(), other.read_bytes()) == (NEW, OLD)


def test_content_is_on_the_disk_before_the_name_and_the_name_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sync = tmp_path / "keys", os.fsync
    path.write_bytes(OLD)
    seen: list[tuple[str, int, bytes]] = []

    def watched(handle: int) -> None:
        sync(handle)
        found = os.fstat(handle)
        what = "folder" if stat.S_ISDIR(found.st_mode) else "file"
        seen.append((what, stat.S_IMODE(found.st_mode) if what == "file" else 0, path.read_bytes()))

    monkeypatch.setattr(os, "fsync", watched)
    write_private(path, NEW)
    assert seen == [("file", 0o600, OLD), ("folder", 0, NEW)]


def test_a_disk_that_refuses_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys"
    path.write_bytes(OLD)

    def refuse(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no space left"):
        write_private(path, NEW)
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "none" / "keys", NEW)
