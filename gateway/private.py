"""Files that nobody but this account may read: passwords, keys, and what is known of people."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Put a file in its place, as a whole or not at all, and on the disk when this returns.

    It is never readable for others, not even for a moment. OSError, and what was there before still is.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)  # left behind by a crash, and with whatever rights
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Else a crash may take the new name, and with it the file, away again."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
