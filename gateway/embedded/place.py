"""Where an embedded server keeps its files, and as whom it runs.

PostgreSQL refuses to run as root, so under root the servers run as their packages' own users. Those users often
can't reach the data directory (a home directory is closed to them); then the server's files live under
/var/lib/gatehouse and the data directory holds a pointer to them.
"""

import fcntl
import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gateway.embedded.errors import EmbeddedError

ELSEWHERE = Path("/var/lib/gatehouse")
# The limit of sockaddr_un less the name that PostgreSQL gives its socket.
SOCKET_FOLDER_LIMIT = 107 - len("/.s.PGSQL.5432")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUser:
    """The user that a server runs as when this program is root."""

    name: str
    uid: int
    gid: int


def service_user(*names: str) -> ServiceUser | None:
    """The first of these users that exists; None where this program is not root and runs servers as itself."""
    if os.geteuid() != 0:
        return None
    for name in (*names, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServiceUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise EmbeddedError(f"under root a server runs as one of {', '.join(names)}, and none of them exists")


def make_data_folder(data: Path) -> None:
    """Make the data directory where it is missing: others may pass through, for the servers' users, not look."""
    if not data.exists():
        data.mkdir(parents=True)
        data.chmod(0o711)


def server_folder(data: Path, name: str, user: ServiceUser | None) -> Path:
    """The folder of one server: made, private and its user's own."""
    try:
        make_data_folder(data)
        folder = data / name
        pointer = data / f"{name}.location"
        if pointer.exists():  # it holds where the folder is even after the data directory was moved
            folder = Path(pointer.read_text().strip())
        elif user is not None and not _can_reach(data.resolve(), user):
            folder = ELSEWHERE / _short_hash(data) / name
            pointer.write_text(f"{folder}\n")
        _make_reachable(folder.parent)
        _make_private(folder, user)
    except OSError as error:
        raise EmbeddedError(f"no folder for {name} in {data}: {error}") from error
    return folder


def _make_reachable(parent: Path) -> None:
    if not parent.exists():
        parent.mkdir(parents=True)
        for step in {parent, ELSEWHERE} & {parent, *parent.parents}:
            step.chmod(0o711)


def socket_folder(home: Path, user: ServiceUser | None) -> Path:
    """A private folder for a socket, with a path short enough for one."""
    folder = home / "socket"
    if len(os.fsencode(folder)) > SOCKET_FOLDER_LIMIT:
        folder = Path(tempfile.gettempdir(), f"gatehouse-{os.geteuid()}-{_short_hash(home)}")
    try:
        _make_private(folder, user)
    except OSError as error:
        raise EmbeddedError(f"no folder for the database's socket: {error}") from error
    return folder


def _make_private(folder: Path, user: ServiceUser | None) -> None:
    owner = user.uid if user is not None else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise PermissionError(f"{folder} belongs to someone else")
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    folder.chmod(0o700)


def _can_reach(folder: Path, user: ServiceUser) -> bool:
    for step in (folder, *folder.parents):
        found = step.stat()
        if found.st_uid == user.uid:
            allowed = found.st_mode & stat.S_IXUSR
        elif found.st_gid == user.gid:
            allowed = found.st_mode & stat.S_IXGRP
        else:
            allowed = found.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


class FolderLock:
    """One program at a time in a folder: the kernel lets go of it when its holder ends in whatever way."""

    def __init__(self) -> None:
        self._handle: int | None = None

    def acquire(self, folder: Path) -> bool:
        """Take the lock; False when someone else holds it."""
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
