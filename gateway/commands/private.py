"""Files that nobody but this account may read."""

import os
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """A new file in the place of the one that is there; never readable for others, not even for a moment."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
