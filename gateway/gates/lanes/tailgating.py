"""Who follows another through an opening: counted from the arm and from the loop below it. Pure; time is an argument.

An opening lasts from the arm's leaving its rest until it is down again. As many vehicles may cross the loop in it as
were let through; one more has slipped in behind. Openings that nobody ordered here (a remote control, a barrier that
is kept up) are not judged.
"""

from dataclasses import dataclass

CLOSED, OPEN = 0.0, 1.0  # positions of the arm; it moves where it is at neither
ONE_VEHICLE_S = 0.7  # a gap on the loop that is shorter is one between a lorry and its trailer
LEAVE_LASTS_S = 12.0  # so long after its order a vehicle may still be meant by the next opening
BELONGS_S = 10.0  # a vehicle that was told of so shortly before or after is taken for the one that followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The barrier as it was read; None: not known. `kept_up`: by a command or by force, for whoever comes."""

    time: float
    position: float | None
    loop: bool | None
    kept_up: bool


class Tailgating:
    """One gate's. `stranger` tells of a vehicle that was not let through, `leave` of one that was."""

    def __init__(self) -> None:
        self._leaves: list[float] = []
        self._is_up = False
        self._crossed = 0
        self._loop = False
        self._left_at = float("-inf")
        self._stranger: tuple[str, float] | None = None
        self._followed_at = float("-inf")

    def leave(self, now: float) -> None:
        """One vehicle more may pass."""
        self._leaves.append(now)

    def withdraw(self) -> None:
        """The arm did not go up for it."""
        if self._leaves:
            self._leaves.pop()

    def stranger(self, passage: str, now: float) -> bool:
        """Whether this vehicle, told of only now, is the one that followed a moment ago."""
        if now - self._followed_at <= BELONGS_S:
            self._followed_at = float("-inf")
            return True
        self._stranger = (passage, now)
        return False

    def look(self, look: Look) -> str | None:
        """What a look shows: the passage that followed, empty where it is not known; None: nobody did."""
        if look.position is None:
            return None
        if look.position == CLOSED:
            self._close(look.time)
            self._loop = bool(look.loop)
            return None
        if not self._is_up:
            self._is_up, self._crossed = True, int(self._loop)
        if not self._crosses(look) or look.kept_up or not self._leaves:
            return None
        return self._followed(look.time) if self._crossed > len(self._leaves) else None

    def _close(self, now: float) -> None:
        if self._is_up:
            self._leaves = self._leaves[self._crossed :]
        self._leaves = [leave for leave in self._leaves if now - leave <= LEAVE_LASTS_S]
        self._is_up = False

    def _crosses(self, look: Look) -> bool:
        """Whether one vehicle more is on the loop."""
        if look.loop is None or look.loop == self._loop:
            return False
        self._loop = look.loop
        if not look.loop:
            self._left_at = look.time
            return False
        if look.time - self._left_at < ONE_VEHICLE_S:
            return False
        self._crossed += 1
        return True

    def _followed(self, now: float) -> str:
        self._leaves.append(now)  # it is through, and told of once
        stranger, self._stranger = self._stranger, None
        if stranger is not None and now - stranger[1] <= BELONGS_S:
            return stranger[0]
        self._followed_at = now
        return ""
