"""What the web side needs of the patrols. `gateway/app.py` fills this in; nothing here reaches further."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from gateway.patrol.calls import Dispatch, Incident, Panic, Shift
from gateway.patrol.model import Programme
from gateway.patrol.scanning.told import Taken, Told
from gateway.patrol.visits import Progress, Visit
from yamlfile import Text


class Patrol(Protocol):
    """What gateway.patrol.service offers. `who` and `role` are of the person who asks, for the audit log.

    Everything is answered from memory for yesterday, today and tomorrow; what is older comes from the database
    (Unavailable while it is away). What is to be kept and finds no disk is Unavailable, and nothing has changed.
    """

    def programme(self) -> Programme: ...

    async def rounds(self, since: float, until: float, route: str | None, limit: int) -> Sequence[Progress]:
        """Rounds that start in [since, until), the newest first."""
        ...

    async def round(self, round_: str) -> Progress:
        """NotFound."""
        ...

    def current(self) -> Sequence[Progress]:
        """Of every route the rounds of the last 12 and the next 12 hours, by their start; for the board."""
        ...

    async def take(self, told: Sequence[Told], who: str, role: str) -> Sequence[Taken]:
        """Scans as a phone tells them, in its order; kept once however often they come. Answers in the same order."""
        ...

    async def excuse(self, round_: str, checkpoints: Sequence[str], reason: str, who: str, role: str) -> Progress:
        """NotFound; Conflict where a stop was visited."""
        ...

    async def unexcuse(self, round_: str, checkpoints: Sequence[str], who: str, role: str) -> Progress:
        """Take excuses back. NotFound."""
        ...

    async def begin_shift(self, phone: str, who: str, role: str) -> Shift:
        """The shift that runs already, where there is one on this phone."""
        ...

    async def end_shift(self, shift: str, who: str, role: str) -> Shift: ...
    def shifts(self) -> Sequence[Shift]:
        """Those that run."""
        ...

    def contact(self, phone: str, who: str, waiting: int) -> None:
        """The phone is there; `waiting` records of it are still to come."""
        ...

    def contacts(self) -> Mapping[str, Mapping[str, Any]]:
        """By account: {"phone", "last_contact" (seconds UTC), "waiting"}."""
        ...

    def proofs(self) -> Mapping[str, Sequence[str]]:
        """By checkpoint: SHA-256 (hex) of every code that is good there, so that a phone can check without the key."""
        ...

    def codes(self) -> Mapping[str, tuple[str, str]]:
        """By checkpoint: the code in its label, and the digits below it. For printing."""
        ...

    def shown_code(self, checkpoint: str) -> tuple[str, float]:
        """What a screen at a rotating checkpoint shows now, and until when. NotFound, Conflict (it does not rotate)."""
        ...

    async def change_keys(self, who: str, role: str) -> int:
        """A new key: labels must be printed anew. The old one is still read, and flagged. Its number."""
        ...

    async def panic(self, panic: str, phone: str, position: tuple[float, float, float] | None, who: str,
                    role: str) -> Panic: ...  # fmt: skip
    async def clear_panic(self, panic: str, note: str, who: str, role: str) -> Panic: ...
    def panics(self) -> Sequence[Panic]:
        """Those that nobody has cleared."""
        ...

    async def send(
        self, *, place: Text, device: str, checkpoint: str, alarm: str, note: str, guard: str, who: str, role: str
    ) -> Dispatch:
        """Send a guard to look; guard "" for whoever takes it first."""
        ...

    async def answer(self, dispatch: str, state: str, text: str, who: str, role: str) -> Dispatch:
        """accepted, arrived, done or cancelled. NotFound; Conflict (another guard has taken it, or it is over)."""
        ...

    def dispatches(self) -> Sequence[Dispatch]:
        """Those of the last 24 hours, the newest first."""
        ...

    async def incidents(self, *, state: str, after: str | None, limit: int) -> Sequence[Incident]:
        """`state` open or all; the newest first."""
        ...

    async def close_incident(self, incident: str, outcome: str, who: str, role: str) -> Incident: ...
    async def keep_medium(self, digest: str, content: bytes) -> None:
        """A photo or recording under its SHA-256; Invalid where it is another's, or no picture and no sound."""
        ...

    def medium_path(self, digest: str) -> Path | None: ...
    async def visits(self, since: float, until: float, route: str | None) -> Sequence[Visit]: ...
    def plan_path(self) -> Path | None:
        """The picture of the site's floor plan."""
        ...
