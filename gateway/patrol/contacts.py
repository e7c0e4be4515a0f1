"""When the phones of those on duty were last heard of, and what lies on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.patrol.keeping.memory import Memory
from gateway.patrol.model import Round
from gateway.patrol.planning.belonging import is_somebody_elses
from gateway.patrol.planning.progress import SILENT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """clear_at  when nothing lay on the phone any more: until then we know all that happened"""

    phone: str
    time: float
    waiting: int
    clear_at: float | None = None


class Contacts:
    """Not kept on the disk: after a start a phone was last heard of when its last record came, or its shift began."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._heard: dict[str, Contact] = {}
        self._duty: tuple[float, int, Mapping[str, float]] = (0.0, -1, {})

    def note(self, who: str, phone: str, waiting: int, now: float) -> None:
        before = self._heard.get(who)
        clear_at = before.clear_at if before is not None and before.phone == phone else None
        self._heard[who] = Contact(phone=phone, time=now, waiting=waiting, clear_at=clear_at if waiting else now)
        self._duty = (0.0, -1, {})

    def all(self) -> Mapping[str, Mapping[str, Any]]:
        """By account: {"phone", "last_contact", "waiting"}."""
        return {
            who: {"phone": each.phone, "last_contact": each.time, "waiting": each.waiting}
            for who, each in self._heard.items()
        }

    def on_duty(self, now: float) -> Mapping[str, float]:
        """By account, of those whose shift runs: when their phone was last heard of with nothing left on it.

        One that has a network again, but not told of everything yet, is still waited for.
        """
        at, changes, duty = self._duty
        if at != now or changes != self._memory.changes:
            duty = {
                shift.who: self._last(shift.who, shift.phone, shift.started_at) for shift in self._memory.running(now)
            }
            self._duty = (now, self._memory.changes, duty)
        return duty

    def offline(self, now: float) -> int:
        """How many phones of those on duty are silent."""
        heard = (
            max(time, self._heard[who].time) if who in self._heard else time for who, time in self.on_duty(now).items()
        )
        return sum(now - time > SILENT_S for time in heard)

    def waiting(self, now: float) -> int:
        """How many records lie on the phones of those on duty, as far as they have told."""
        return sum(self._heard[who].waiting for who in self.on_duty(now) if who in self._heard)

    def of(self, round_: Round, now: float) -> float | None:
        """When the phone of whoever walks the round was last heard of; None where nobody does.

        Who has visited one of its stops walks it; before the first visit anybody on duty may, whose round it is.
        """
        duty = self.on_duty(now)
        visitors = {visit.who for visit in self._memory.visits_of(round_.id)} & duty.keys()
        walkers = visitors or {who for who in duty if not is_somebody_elses(round_, who)}
        return max((duty[who] for who in walkers), default=None)

    def forget(self, now: float) -> None:
        """Those who are not on duty any more."""
        duty = self.on_duty(now)
        self._heard = {who: each for who, each in self._heard.items() if who in duty}

    def _last(self, who: str, phone: str, started_at: float) -> float:
        heard = self._heard.get(who)
        if heard is not None and heard.phone == phone and heard.clear_at is not None:
            return max(started_at, heard.clear_at)
        return max(started_at, self._memory.heard(phone))
