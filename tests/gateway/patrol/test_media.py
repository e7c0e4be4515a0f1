"""Photos and recordings on the disk."""

import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from gateway.errors import Invalid, Unavailable
from gateway.patrol.keeping.media import Media, sort_of

JPEG = b"\xff\xd8\xff\xe0 a photo"


def name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def test_a_photo_is_kept_once_under_its_own_name(tmp_path: Path) -> None:
    media = Media(tmp_path / "media")
    assert media.path(name(JPEG)) is None
    for _ in range(2):
        await media.keep(name(JPEG), JPEG)
    path = media.path(name(JPEG))
    assert path is not None
    assert path.read_bytes() == JPEG
    assert [each.name for each in (tmp_path / "media").glob("*/*")] == [name(JPEG)]
    assert (tmp_path / "media").stat().st_mode & 0o77 == 0


async def test_the_same_photo_sent_many_times_at_once_is_one_file(tmp_path: Path) -> None:
    media = Media(tmp_path / "media")
    content = JPEG + bytes(1_000_000)
    await asyncio.gather(*(media.keep(name(content), content) for _ in range(8)))
    assert [each.stat().st_size for each in (tmp_path / "media").glob("*/*")] == [len(content)]


@pytest.mark.parametrize(
    ("digest", "content"),
    [(name(b"other"), JPEG), ("../../etc/passwd", JPEG), (name(JPEG).upper(), JPEG), (name(b"<svg>"), b"<svg>"),
     (name(b""), b"")],
)  # fmt: skip
async def test_what_is_not_taken(tmp_path: Path, digest: str, content: bytes) -> None:
    media = Media(tmp_path / "media")
    with pytest.raises(Invalid):
        await media.keep(digest, content)
    assert media.path(digest) is None


async def test_a_full_disk(tmp_path: Path) -> None:
    full, roomy = Media(tmp_path, least_free_bytes=1 << 60), Media(tmp_path)
    with pytest.raises(Unavailable):
        await full.keep(name(JPEG), JPEG)
    assert full.path(name(JPEG)) is None
    await roomy.keep(name(JPEG), JPEG)
    assert full.path(name(JPEG)) is not None


async def test_old_ones_are_dropped(tmp_path: Path) -> None:
    media, other = Media(tmp_path), JPEG + b" too"
    await media.keep(name(JPEG), JPEG)
    await media.keep(name(other), other)
    old = media.path(name(JPEG))
    assert old is not None
    os.utime(old, (1000.0, 1000.0))
    assert await media.drop_before(2000.0) == 1
    assert media.path(name(JPEG)) is None
    assert media.path(name(other)) is not None


def test_sorts() -> None:
    contents = [JPEG, b"\x89PNG\r\n\x1a\n", b"RIFF....WEBPVP8 ", b"\x1a\x45\xdf\xa3", b"OggS", b"\0\0\0\x20ftypM4A "]
    assert [sort_of(each) for each in contents] == [
        "image/jpeg", "image/png", "image/webp", "audio/webm", "audio/ogg", "audio/mp4",
    ]  # fmt: skip
    assert sort_of(b"%PDF-1.7") is None
