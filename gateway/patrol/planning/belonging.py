"""To which round a scan belongs."""

from collections.abc import Collection, Iterable

from gateway.patrol.model import Round, Stop

LATE_S = 7200.0
"""Up to so long after its end a stop's visit is a late one, and not one of no round."""


def round_of(
    rounds: Iterable[Round], checkpoint: str, time: float, who: str, visited: Collection[str] = ()
) -> Round | None:
    """The round in which `who` was at `checkpoint` at `time`; None where no round was begun there or was over long ago.

    A stop that is open goes first, then one's own before anybody's, then the nearest to its time. A round that is
    somebody else's is the last choice.

    visited   ids of rounds in which this checkpoint was visited already: only where there is no other
    """
    best: tuple[tuple[bool, bool, bool, bool, float, str], Round] | None = None
    for round_ in rounds:
        stop = _stop(round_, checkpoint)
        if stop is None or time < round_.opens_at or time > stop.closes_at + LATE_S:
            continue
        is_open = stop.opens_at <= time <= stop.closes_at
        rank = (
            is_somebody_elses(round_, who), round_.id in visited, not is_open, not is_own(round_, who),
            abs(time - stop.due_at), round_.id,
        )  # fmt: skip
        if best is None or rank < best[0]:
            best = rank, round_
    return None if best is None else best[1]


def is_own(round_: Round, who: str) -> bool:
    """Whether a round was given to `who`, alone or with others."""
    return bool(who) and (who == round_.guard or who in round_.team)


def is_somebody_elses(round_: Round, who: str) -> bool:
    """Whether a round was given to others; one that was given to nobody is anybody's."""
    return bool(round_.guard or round_.team) and not is_own(round_, who)


def _stop(round_: Round, checkpoint: str) -> Stop | None:
    return next((stop for stop in round_.stops if stop.checkpoint == checkpoint), None)
