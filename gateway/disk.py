"""How full a disk may become: who keeps what is large, and can do without it, asks here first."""

import shutil
from pathlib import Path

LEAST_FREE_BYTES = 256 * 1024 * 1024  # left to the journal


def check_room(folder: Path, least_free_bytes: int = LEAST_FREE_BYTES) -> None:
    """OSError, with the reason, where less than that is free on the disk of a folder."""
    if shutil.disk_usage(folder).free < least_free_bytes:
        raise OSError(f"less than {least_free_bytes >> 20} MiB are free in {folder}")
