"""What stands already: a step is skipped while the hash of its inputs is the one it was last done with."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(inputs: Iterable[str | Path]) -> str:
    """A hash over texts and the contents of files; a file that is missing counts as empty."""
    total = hashlib.sha256()
    for item in inputs:
        content = item.encode() if isinstance(item, str) else _content(item)
        total.update(len(content).to_bytes(8, "big"))
        total.update(content)
    return total.hexdigest()


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def stands(stamp: Path, inputs_digest: str) -> bool:
    """Whether the step that wrote this stamp was last done with these inputs."""
    return stamp.is_file() and stamp.read_text().strip() == inputs_digest


def mark(stamp: Path, inputs_digest: str) -> None:
    """Note that the step has been done with these inputs."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs_digest + "\n")
