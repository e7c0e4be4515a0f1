"""What the private servers have in common: one owner of a folder, one child process, one address."""

import signal
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from gateway.embedded.errors import EmbeddedError
from gateway.embedded.place import FolderLock, ServiceUser, server_folder, service_user
from gateway.embedded.process import Child

STOP_S = 30.0


class PrivateServer(ABC):
    """A server in a folder of the data directory, started and stopped by us.

    what          for messages: `database`, `broker`
    folder        its name in the data directory
    account       the system's user that it runs as, when we are root
    stop_signals  what ends it: the first politely, the others if that takes too long
    """

    what: ClassVar[str]
    folder: ClassVar[str]
    account: ClassVar[str]
    stop_signals: ClassVar[tuple[signal.Signals, ...]]

    def __init__(self, data: Path) -> None:
        self._data = data.absolute()
        self._lock = FolderLock()
        self._child: Child | None = None
        self._url = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address, with what a client needs to get in; empty before the first start."""
        return self._url

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None else None

    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running()

    def start(self) -> str:
        """Start the server and return its address. Raises EmbeddedError."""
        if self.is_running():
            return self._url
        user = service_user(self.account)
        home = server_folder(self._data, self.folder, user)
        if not self._lock.acquire(home):
            raise EmbeddedError(f"the private {self.what} in {self._data} is in use by another Gatehouse")
        try:
            self._url = self._start(home, user)
        except BaseException:
            self.stop()
            raise
        return self._url

    def restart(self) -> str:
        """Stop and start again."""
        self.stop()
        return self.start()

    def stop(self) -> None:
        """Stop the server so that everything it keeps is on the disk."""
        if self._child is not None:
            self._child.stop(*self.stop_signals, patience_s=STOP_S)
            self._child = None
        self._clear_up()
        self._lock.release()

    @abstractmethod
    def _start(self, home: Path, user: ServiceUser | None) -> str:
        """Start `self._child` in `home`, wait until it answers, and return its address."""

    def _clear_up(self) -> None:  # noqa: B027 - most leave nothing
        """What is left of a server that has stopped."""
