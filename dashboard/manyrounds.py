"""Every round of a time, however many there are: asked for a page at a time."""

import math

from dashboard.ports_patrol import Patrol
from gateway.patrol.visits import Progress

PAGE = 1000


async def all_rounds(patrol: Patrol, since: float, until: float, route: str | None = None) -> list[Progress]:
    """Rounds that start in [since, until), the newest first. Unavailable as the patrols are."""
    found: dict[str, Progress] = {}
    while True:
        page = await patrol.rounds(since, until, route, PAGE)
        new = [each for each in page if each.round.id not in found]
        found.update((each.round.id, each) for each in new)
        if len(page) < PAGE or not new:
            return list(found.values())
        # Of those that start with the last one, some may be on the next page.
        until = math.nextafter(page[-1].round.starts_at, math.inf)
