"""Who of the simulated guards walks which round: nobody walks two at once."""

from simulators.guards.programme import Round


class Roster:
    """Shared by the guards of a crew."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._busy_until: dict[str, float] = {}

    def claim(self, round_: Round, who: str, now: float) -> bool:
        """Whether they set out on this round: nobody has, and they are not on another. True once for each round."""
        if round_.id in self._taken or self._busy_until.get(who, 0.0) > max(now, round_.starts_at):
            return False
        self._taken.add(round_.id)
        return True

    def keep_busy(self, who: str, until: float) -> None:
        """Their round takes until then."""
        self._busy_until[who] = max(self._busy_until.get(who, 0.0), until)

    def forget(self, rounds: set[str]) -> None:
        """Keep nothing but these rounds."""
        self._taken &= rounds
