"""Pictures as files, a folder a day: `FOLDER/YYYY-MM-DD/ID.jpg`. The day (UTC) is that of the id, which leads there."""

import asyncio
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import structlog

from gateway.disk import LEAST_FREE_BYTES, check_room
from gateway.ids import is_id, time_of

WRITE_S = 5.0
log = structlog.get_logger(__name__)


class Pictures:
    """Never in the way: a picture that can't be written is lost, and counted in `failed`."""

    def __init__(self, folder: Path, *, least_free_bytes: int = LEAST_FREE_BYTES) -> None:
        self._folder = folder
        self._least_free_bytes = least_free_bytes
        self._is_failing = False
        self.failed = 0

    @property
    def is_failing(self) -> bool:
        """The last picture could not be written."""
        return self._is_failing

    async def keep(self, owner: str, pictures: Mapping[str, bytes]) -> frozenset[str]:
        """Write pictures by their name (`""` or `-plate`) for this id; the names of those that are on the disk now."""
        given = {name: jpeg for name, jpeg in pictures.items() if jpeg}
        if not given:
            return frozenset()
        try:
            async with asyncio.timeout(WRITE_S):
                await asyncio.to_thread(self._write, owner, given)
        except (OSError, TimeoutError) as error:
            self.failed += len(given)
            self._note(str(error) or "the disk does not answer")
            return frozenset()
        self._note(None)
        return frozenset(given)

    def path(self, owner: str, name: str = "") -> Path | None:
        """Where a picture is; None where there is none, or no longer."""
        if not is_id(owner):
            return None
        path = self._path(owner, name)
        return path if path.is_file() else None

    async def drop_before(self, time: float) -> int:
        """Remove the folders of the days before that of `time` (seconds UTC); how many there were."""
        return await asyncio.to_thread(self._drop, _day(time))

    def _write(self, owner: str, pictures: Mapping[str, bytes]) -> None:
        folder = self._path(owner, "").parent
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # they show people: for this account alone
        folder.mkdir(exist_ok=True)
        check_room(self._folder, self._least_free_bytes)
        for name, jpeg in pictures.items():
            path = self._path(owner, name)
            part = path.with_suffix(".part")
            try:
                part.write_bytes(jpeg)
                part.replace(path)
            except OSError:
                part.unlink(missing_ok=True)
                raise

    def _path(self, owner: str, name: str) -> Path:
        return self._folder / _day(time_of(owner)) / f"{owner}{name}.jpg"

    def _drop(self, day: str) -> int:
        old = [folder for folder in self._folder.glob("????-??-??") if folder.name < day]
        for folder in old:
            shutil.rmtree(folder)
        return len(old)

    def _note(self, reason: str | None) -> None:
        if reason is not None and not self._is_failing:
            log.error("pictures can't be written", folder=str(self._folder), reason=reason)
        elif reason is None and self._is_failing:
            log.info("pictures are written again", folder=str(self._folder))
        self._is_failing = reason is not None


def _day(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d")
