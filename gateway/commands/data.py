"""The data directory, and where the last simulator was started."""

import os
import sys
import tempfile
from pathlib import Path

SOCKET = "simulator.sock"


def default_data() -> Path:
    """`data` beside the virtual environment that this program runs from, else the user's own folder."""
    home = Path(sys.prefix)
    if home.name == ".venv":
        return home.parent / "data"
    return Path.home() / ".local/share/gatehouse"


def remember_simulator(data: Path) -> None:
    """Note for `gatehouse inject` where the simulator that starts now is reached."""
    pointer = _pointer()
    if pointer is not None:
        pointer.write_text(f"{data.absolute()}\n")


def simulator_data(data: Path) -> Path:
    """The data directory of the simulator to talk to: this one, else that of the last one started."""
    if (data / SOCKET).exists():
        return data
    pointer = _pointer()
    try:
        last = Path(pointer.read_text().strip()) if pointer is not None else data
    except OSError:
        return data
    return last if (last / SOCKET).exists() else data


def _pointer() -> Path | None:
    """A file in a private folder of this user; None where someone else has put that folder there."""
    folder = Path(tempfile.gettempdir(), f"gatehouse-{os.geteuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    is_private = folder.is_dir() and not folder.is_symlink() and found.st_mode & 0o077 == 0
    return folder / "simulator" if is_private and found.st_uid == os.geteuid() else None
