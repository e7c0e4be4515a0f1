"""Tell the stories of scenarios to a simulation, and to people what happens and what should be seen of it."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping

import structlog

from simulators.scenario import Cue, Scenario, Seen, cues

log = structlog.get_logger()

Inject = Callable[[str, str, float | None], str]
Say = Callable[[str], None]


class Storyteller:
    """`inject` begins a fault for so many real seconds, LookupError where it cannot; `say` takes lines for people."""

    def __init__(self, inject: Inject, devices: list[str], *, speed: float, say: Say) -> None:
        self._inject = inject
        self._devices = devices
        self._speed = speed
        self._say = say

    async def tell(self, stories: Mapping[str, Scenario]) -> None:
        """All of them at once, each by its own clock, which begins now."""
        async with asyncio.TaskGroup() as group:
            for name, scenario in stories.items():
                group.create_task(self._tell(name, scenario))

    async def _tell(self, name: str, scenario: Scenario) -> None:
        began_s = time.monotonic()
        self._say(f"{name}: {scenario.description.en} / {scenario.description.zh}")
        log.info("story_began", story=name)
        while True:
            for at_s, do in _programme(scenario, self._devices):
                await asyncio.sleep(max(0.0, began_s + at_s / self._speed - time.monotonic()))
                self._act(name, do)
            if scenario.repeat_s is None:
                return
            began_s += scenario.repeat_s / self._speed

    def _act(self, name: str, do: Cue | Seen) -> None:
        if isinstance(do, Seen):
            self._say(f"{name} {do.at_s:6.0f} s  → to be seen {in_words(do)}")
            return
        try:
            done = self._inject(do.device, do.fault, None if do.for_s is None else do.for_s / self._speed)
            self._say(f"{name} {do.at_s:6.0f} s  {done}")
        except LookupError as error:
            log.warning("cue_left_out", device=do.device, fault=do.fault, reason=str(error))


def in_words(seen: Seen) -> str:
    """What must be seen, in a line."""
    details = [
        f"priority {seen.priority}" if seen.priority else "",
        f"{seen.urgency} ticket" if seen.urgency else "",
        f"trade {seen.trade}" if seen.trade else "",
        "held back" if seen.suppression == "by_design" else "",
        f"a consequence of {seen.cause}" if seen.cause else "",
        f"not over before {seen.holds_until_s:g} s" if seen.holds_until_s else "",
        f"over within {seen.returned_within_s:g} s" if seen.returned_within_s else "",
        f"with {seen.devices} devices or more behind it" if seen.devices else "",
        f"no more than {seen.count}" if seen.count else "",
        f"told on {', '.join(seen.notify)}" if seen.notify else "",
    ]
    words = ", ".join(detail for detail in details if detail)
    return f"within {seen.within_s:g} s: {seen.device} {seen.rule}" + (f" ({words})" if words else "")


def _programme(scenario: Scenario, devices: list[str]) -> Iterator[tuple[float, Cue | Seen]]:
    """What is done and what is then to be seen, in order of time; of one moment the deeds first."""
    acts: list[Cue | Seen] = [*cues(scenario, devices), *scenario.expect]
    for act in sorted(acts, key=lambda act: (act.at_s, isinstance(act, Seen))):
        yield act.at_s, act
