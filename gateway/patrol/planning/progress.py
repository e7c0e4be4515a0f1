"""How a round stands at some moment: a pure function of the plan, of what is known of visits, and of the time."""

from collections.abc import Iterable, Mapping, Sequence

from gateway.patrol.model import Order, Round, Stop
from gateway.patrol.visits import HARMLESS, Excuse, Flag, Progress, RoundState, StopProgress, StopState, Visit

SILENT_S = 90.0
"""A phone that was not heard of for longer is offline; it calls every 30 s while it has a network."""
UNSETTLED = frozenset({StopState.WAITING, StopState.DUE, StopState.OFFLINE})
Known = Mapping[str, float]


def progress(
    round_: Round, visits: Iterable[Visit], excuses: Iterable[Excuse], now: float, *, contact: float | None,
    known_at: Known | None = None,
) -> Progress:  # fmt: skip
    """The round at `now`, by the visits and excuses that are known; those of other rounds don't count, nor duplicates.

    excuses   of two about a stop the later one in the row counts
    contact   when the phone of whoever walks the round was last heard of; None: nobody walks it, nothing is waited for
    known_at  by checkpoint, since when a stop has counted as missed; None: worked out as well as can be
    """
    mine = sorted(_counting(round_, visits), key=lambda visit: (visit.time, visit.received_at, visit.id))
    newest = {excuse.checkpoint: excuse for excuse in excuses if excuse.round == round_.id}
    excused = {checkpoint: excuse for checkpoint, excuse in newest.items() if excuse.stands}
    stops = tuple(
        _stop(round_, stop, [visit for visit in mine if visit.checkpoint == stop.checkpoint],
              excused.get(stop.checkpoint), now, contact, known_at)
        for stop in round_.stops
    )  # fmt: skip
    state = _state(round_, stops, now)
    silent = contact is not None and now - contact > SILENT_S
    return Progress(
        round=round_,
        state=state,
        stops=stops,
        who=tuple(dict.fromkeys(visit.who for visit in mine)),
        offline_since=contact if silent and state is RoundState.OPEN else None,
        flags=_flags(round_, [each.visit for each in stops if each.visit is not None]),
    )


def out_of_order(round_: Round, visits: Iterable[Visit], visit: Visit) -> bool:
    """Whether a visit and another one of the round came the other way round than their stops are listed.

    To skip a stop is something else. Of a round in free order nothing is out of order.
    """
    if round_.order is not Order.FIXED:
        return False
    places = _places(round_)
    here = places.get(visit.checkpoint)
    others = [(places[other.checkpoint], other.time) for other in _counting(round_, visits) if other.id != visit.id]
    return here is not None and any((place - here) * (time - visit.time) < 0 for place, time in others if place != here)


def is_over_long(progress_: Progress) -> bool:
    """Whether the last visit came after the end of the round."""
    end = progress_.round.closes_at
    return any(each.visit is not None and each.visit.time > end for each in progress_.stops)


def _counting(round_: Round, visits: Iterable[Visit]) -> list[Visit]:
    places = _places(round_)
    return [
        visit for visit in visits
        if visit.round == round_.id and visit.checkpoint in places and Flag.DUPLICATE not in visit.flags
    ]  # fmt: skip


def _places(round_: Round) -> dict[str, int]:
    return {stop.checkpoint: place for place, stop in enumerate(round_.stops)}


def _stop(
    round_: Round, stop: Stop, visits: Sequence[Visit], excuse: Excuse | None, now: float, contact: float | None,
    known_at: Known | None,
) -> StopProgress:  # fmt: skip
    """`visits` are those of this stop, by their time. A punctual one counts before an earlier one."""
    punctual = next((visit for visit in visits if stop.opens_at <= visit.time <= stop.closes_at), None)
    visit = punctual or (visits[0] if visits else None)
    if punctual is not None:
        state = StopState.DONE
    elif excuse is not None:
        state = StopState.EXCUSED
    else:
        state = StopState.LATE if visit is not None else _unvisited(round_, stop, now, contact)
    explained_at = None if visit is None else _explained_at(round_, stop, visit, known_at)
    return StopProgress(stop=stop, state=state, visit=visit, excuse=excuse, explained_at=explained_at)


def _unvisited(round_: Round, stop: Stop, now: float, contact: float | None) -> StopState:
    """Of a stop that nobody has told of.

    Whether the phone was offline is asked of the moment at which the stop closed: one that fell silent only later
    would have told of a visit, and an alarm does not go because a phone goes out of reach.
    """
    if now < stop.opens_at:
        return StopState.WAITING
    if now <= stop.closes_at:
        return StopState.DUE
    was_offline = contact is not None and stop.closes_at - contact >= SILENT_S
    return StopState.OFFLINE if was_offline and now <= stop.closes_at + round_.sync_s else StopState.MISSED


def _explained_at(round_: Round, stop: Stop, visit: Visit, known_at: Known | None) -> float | None:
    """When a visit was heard of, where its stop counted as missed by then."""
    if known_at is not None:
        missed_at = known_at.get(stop.checkpoint)
    else:  # what lay on the phone was most likely waited for
        lay = visit.received_at - visit.time > SILENT_S
        missed_at = stop.closes_at + round_.sync_s * lay
    return visit.received_at if missed_at is not None and visit.received_at > missed_at else None


def _state(round_: Round, stops: Sequence[StopProgress], now: float) -> RoundState:
    states = {each.state for each in stops}
    if states & UNSETTLED:
        is_begun = now >= round_.opens_at or any(each.visit is not None for each in stops)
        return RoundState.OPEN if is_begun else RoundState.PLANNED
    return RoundState.MISSED if StopState.MISSED in states else RoundState.DONE


def _flags(round_: Round, visits: Sequence[Visit]) -> frozenset[Flag]:
    """What is odd about the visits that count and asks for a person, and whether they came as listed."""
    found = frozenset(flag for visit in visits for flag in visit.flags) - HARMLESS - {Flag.OUT_OF_ORDER}
    times = [visit.time for visit in visits]  # in the order of the stops
    is_swapped = round_.order is Order.FIXED and times != sorted(times)
    return found | {Flag.OUT_OF_ORDER} if is_swapped else found
