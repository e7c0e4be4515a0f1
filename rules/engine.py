"""Values in, transitions out: every rule of the site in one pass of array arithmetic.

A pass holds one number a leaf against its limit, works out what changed, and makes a Python object only for a rule
that begins or ceases. Nothing here knows of tasks, databases or drivers.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo

import numpy as np
from numpy.typing import NDArray

from rules.blocks import Truth
from rules.columns import DeviceColumns
from rules.compiler import compile_program
from rules.history import Seen
from rules.machine import Machine
from rules.model import Transition
from rules.network import Echoes, Gates, Leaves
from rules.override import Override
from rules.pack import Pack
from rules.report import Moment, Report
from rules.signals import Signals

__all__ = ["DeviceColumns", "Engine", "Override"]
NOTHING: Mapping[int, str] = {}


class Engine:
    """All rules of all devices.

    Raises rules.errors.OverrideError for a change of a rule that does not fit. A rule that needs a point which is not
    fitted on a device is left out there. Sums, rates and delays live in memory and begin anew with the program.
    `zone` is that of the site's clocks.
    """

    def __init__(
        self,
        devices: Sequence[DeviceColumns],
        packs: Mapping[str, Pack],
        overrides: Sequence[Override] = (),
        zone: tzinfo = UTC,
    ) -> None:
        program = compile_program(devices, packs, overrides)
        self._rules = program.rules
        self._truth = np.full(program.size, Truth.UNKNOWN, np.int8)
        self._report = Report(devices, program.rules)
        self._signals = Signals(program.leaves, zone)
        self._leaves = Leaves(program.leaves)
        self._gates = Gates(program.gates, program.size)
        self._echoes = Echoes(program.rules, self._truth)
        self._numbers = np.full(sum(leaf.width for leaf in program.leaves), np.nan)
        widths = [len(rule.devices) for rule in program.rules]
        self._nodes = np.concatenate(
            [rule.holds.offset + np.arange(width) for rule, width in zip(program.rules, widths, strict=True)]
            or [np.zeros(0, np.intp)]
        )
        self._instances = np.full(program.size, -1, np.intp)
        self._instances[self._nodes] = np.arange(self._nodes.size)
        self._machine = Machine(
            np.repeat(np.array([rule.rule.on_delay_s for rule in program.rules], np.float64), widths),
            np.repeat(np.array([rule.rule.off_delay_s for rule in program.rules], np.float64), widths),
        )
        self._values = np.empty(0)
        self._quality = np.empty(0, np.uint8)
        self._bad = np.zeros(0, np.intp)
        self._now = np.nan
        self._elapsed = 0.0

    def __len__(self) -> int:
        """How many rules are watched, each on each of its devices."""
        return int(self._nodes.size)

    def evaluate(
        self,
        now: float,
        values: NDArray[np.float64],
        quality: NDArray[np.uint8],
        times: NDArray[np.float64],
        texts: Mapping[int, str] = NOTHING,
    ) -> list[Transition]:
        """One pass over the point table: what began and what ceased at `now` (seconds UTC).

        quality  0 is good, everything else makes the value unknown
        times    when the source was read; NaN: never
        texts    by row, what string points say

        Delays count the time between passes. If `now` steps backwards, no time has passed; if it leaps forward, the
        leap counts for those delays that are running.
        """
        seen = self._look(now, values, quality, times)
        self._signals.fill(seen, self._numbers)
        changed = self._instances[self._settle(seen)]
        changed = changed[changed >= 0]
        raised, ended = self._machine.step(changed, self._truth[self._nodes[changed]], self._elapsed)
        if not raised.size and not ended.size:
            return []
        self._echoes.update(raised, ended)
        moment = Moment(now, seen.values, self._numbers, self._truth, texts)
        return self._report.transitions(moment, raised, ended)

    def restore(self, active: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Take (device, rule) as active already, before the first pass; those that are no longer watched come back."""
        here, gone = self._report.find(active)
        self._machine.activate(here)
        self._echoes.update(np.array(here, np.intp), np.zeros(0, np.intp))
        for instance in here:
            self._leaves.hold(self._report.own_leaves(instance))
        return gone

    def active(self) -> set[tuple[str, str]]:
        """Every (device, rule) that has been raised and has not ceased."""
        return {self._report.name(int(instance)) for instance in self._machine.active()}

    def _look(
        self, now: float, values: NDArray[np.float64], quality: NDArray[np.uint8], times: NDArray[np.float64]
    ) -> Seen:
        if now > self._now:
            self._elapsed += now - self._now
        self._now = now
        if not np.array_equal(quality, self._quality):
            self._quality = quality.copy()
            self._bad = quality.nonzero()[0]
            self._values = np.empty(values.shape)
        np.copyto(self._values, values)
        self._values[self._bad] = np.nan
        return Seen(now, self._elapsed, self._values, times)

    def _settle(self, seen: Seen) -> NDArray[np.intp]:
        """Work out all truths; which of them have changed, each once."""
        changed = self._leaves.update(self._numbers, self._truth)
        if self._echoes.changed() or self._gates.concern(changed):
            changed = np.concatenate([changed, self._gates.update(self._truth)])
        counted = self._signals.beginnings
        if counted is None or not counted.watch(self._elapsed, self._truth):
            return changed
        # what has just begun may make a count exceed its limit in the same pass
        self._signals.refill(counted, seen, self._numbers)
        later = self._leaves.update(self._numbers, self._truth)
        return np.unique(np.concatenate([changed, later, self._gates.update(self._truth)]))
