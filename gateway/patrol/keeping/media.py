"""Photos and recordings as files under their SHA-256: `FOLDER/AB/ABCDEF…`. The same one sent twice is one file."""

import asyncio
import hashlib
import re
import threading
from pathlib import Path

import structlog

from gateway.disk import LEAST_FREE_BYTES, check_room
from gateway.errors import Invalid, Unavailable
from gateway.private import write_private

WRITE_S = 15.0
DIGEST = re.compile(r"[0-9a-f]{64}")
log = structlog.get_logger(__name__)


class Media:
    """A medium that can't be written is not taken: its phone keeps it, and sends it again."""

    def __init__(self, folder: Path, *, least_free_bytes: int = LEAST_FREE_BYTES) -> None:
        self._folder = folder
        self._least_free_bytes = least_free_bytes
        self._is_failing = False
        self._writing = threading.Lock()

    async def keep(self, digest: str, content: bytes) -> None:
        """Invalid: it is another's, or no picture and no sound. Unavailable: the disk is full."""
        if not DIGEST.fullmatch(digest):
            raise Invalid("a medium is named by its SHA-256, 64 hex digits", field="digest")
        if hashlib.sha256(content).hexdigest() != digest:
            raise Invalid("the content is not what its name says", field="digest")
        if sort_of(content) is None:
            raise Invalid("this is no picture and no sound that is known here", field="content")
        try:
            async with asyncio.timeout(WRITE_S):
                await asyncio.to_thread(self._write, digest, content)
        except (OSError, TimeoutError) as error:
            self._note(str(error) or "the disk does not answer")
            raise Unavailable("the photo can't be kept now; send it again later", code="disk") from error
        self._note(None)

    def path(self, digest: str) -> Path | None:
        """Where it is; None where there is none, or no longer."""
        path = self._path(digest) if DIGEST.fullmatch(digest) else None
        return path if path is not None and path.is_file() else None

    async def drop_before(self, time: float) -> int:
        """Remove what was written before this time (seconds UTC); how many there were."""
        return await asyncio.to_thread(self._drop, time)

    def _write(self, digest: str, content: bytes) -> None:
        with self._writing:  # a phone may send the same one twice at once
            self._write_new(self._path(digest), content)

    def _write_new(self, path: Path, content: bytes) -> None:
        if path.is_file():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # they show people: for this account alone
        path.parent.mkdir(mode=0o700, exist_ok=True)
        check_room(self._folder, self._least_free_bytes)
        write_private(path, content)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _drop(self, time: float) -> int:
        old = [path for path in self._folder.glob("??/*") if path.stat().st_mtime < time]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _note(self, reason: str | None) -> None:
        if reason is not None and not self._is_failing:
            log.error("photos of guards can't be kept", folder=str(self._folder), reason=reason)
        elif reason is None and self._is_failing:
            log.info("photos of guards are kept again", folder=str(self._folder))
        self._is_failing = reason is not None


def sort_of(content: bytes) -> str | None:
    """The media type that its first bytes show (each format's own signature); None: none that is taken."""
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:4] == b"\x1a\x45\xdf\xa3":  # EBML: Matroska and WebM
        return "audio/webm"
    if content[:4] == b"OggS":
        return "audio/ogg"
    return "audio/mp4" if content[4:8] == b"ftyp" else None
