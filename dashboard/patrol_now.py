"""What the screens are told of patrols: the rounds around now, who is on duty, who was sent, and what was found."""

from typing import Any

from dashboard.api.guards_json import Thing, news_json
from dashboard.ports import Gateway
from gateway.patrol.calls import Incident
from gateway.patrol.visits import Progress

Json = dict[str, Any]
MOST_INCIDENTS = 1000


class PatrolNow:
    """Reads the patrols; keeps the open incidents in memory, read once and then told by the bus."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._incidents: dict[str, Incident] = {}
        self._loaded = False
        self._shifts: dict[str, Json] = {}
        self._rounds: dict[str, tuple[Progress, Json]] = {}

    async def load(self) -> None:
        """Read the open incidents, once the database is there: without it only the newest are found."""
        for incident in await self._gateway.patrol.incidents(state="open", after=None, limit=MOST_INCIDENTS):
            # What the bus has told meanwhile is newer.
            self._incidents.setdefault(incident.id, incident)
        self._incidents = {key: each for key, each in self._incidents.items() if each.closed_at is None}
        self._loaded = True

    def note(self, thing: Thing) -> None:
        """Take a thing as it is now."""
        if not isinstance(thing, Incident):
            return
        if self._loaded and thing.closed_at is not None:
            self._incidents.pop(thing.id, None)
        else:
            self._incidents[thing.id] = thing

    def told(self, thing: Thing) -> Json:
        """What is said of a thing."""
        patrol = self._gateway.patrol
        return news_json(thing, patrol.programme(), patrol.contacts())

    def everything(self) -> list[Json]:
        """Rounds around now, running shifts, dispatches of a day, and what is neither cleared nor closed."""
        patrol = self._gateway.patrol
        others = (patrol.shifts(), patrol.dispatches(), patrol.panics(), self._open())
        return self._current() + [self.told(thing) for part in others for thing in part]

    def shifts_changed(self) -> list[Json]:
        """The running shifts whose phone was heard of since the last time that this was asked."""
        before, shifts = self._shifts, self._gateway.patrol.shifts()
        self._shifts = {shift.id: self.told(shift) for shift in shifts}
        return [told for shift, told in self._shifts.items() if before.get(shift) != told]

    def _current(self) -> list[Json]:
        """There are many rounds and few of them change: each is written once for as long as it stays as it is."""
        before, self._rounds = self._rounds, {}
        for progress in self._gateway.patrol.current():
            key = progress.round.id
            known = before.get(key)
            self._rounds[key] = known if known and known[0] is progress else (progress, self.told(progress))
        return [told for _, told in self._rounds.values()]

    def _open(self) -> list[Incident]:
        return [incident for incident in self._incidents.values() if incident.closed_at is None]
