"""Every condition of the site as a truth (0 false, 1 unknown, 2 true): leaves by their limits, gates by children."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from rules.blocks import Gate, Leaf, RuleBlock, Truth

Nodes = NDArray[np.intp]
FALSE, UNKNOWN, TRUE = map(int, Truth)
# A child's truth as its gate takes it: a row a mode (plain, opposite, unless), a column a truth.
TAKEN = np.array([[0, 1, 2], [2, 1, 0], [2, 2, 0]], np.int8).ravel()


class Leaves:
    """All leaves with one comparison: does `sign * number` pass the threshold at which the leaf turns over?

    A leaf that does not hold turns over beyond its limit, one that holds turns over its deadband inside of it; so
    sign and threshold are exchanged when it does. A comparison with NaN is false: unknown turns nothing over.
    """

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        widths = [leaf.width for leaf in leaves]
        up = np.repeat(np.array([1.0 if leaf.above else -1.0 for leaf in leaves]), widths)
        limit = np.repeat(np.array([leaf.limit for leaf in leaves], np.float64), widths)
        inside = np.repeat(np.array([leaf.deadband for leaf in leaves], np.float64), widths)
        # ceasing includes the threshold itself, so that without a deadband it is the exact opposite of beginning
        self._sign = up
        self._threshold = up * limit
        self._way_back = np.nextafter(-(up * limit - inside), -np.inf)
        self._held = np.full(limit.size, FALSE, np.int8)
        self._unknown = np.ones(limit.size, np.bool_)
        self._scratch = np.empty(limit.size)
        self._turned = np.empty(limit.size, np.bool_)
        self._spare = np.empty(limit.size, np.bool_)

    def hold(self, at: Nodes) -> None:
        """These held when the program last ran: they cease only inside their deadband."""
        self._turn(at[self._held[at] == FALSE])

    def update(self, numbers: NDArray[np.float64], truth: NDArray[np.int8]) -> Nodes:
        """Write the truths that changed into `truth`; which they were."""
        np.multiply(numbers, self._sign, out=self._scratch)
        turned = np.greater(self._scratch, self._threshold, out=self._turned)
        unknown = np.isnan(numbers, out=self._spare)
        self._spare, self._unknown = np.not_equal(unknown, self._unknown, out=self._unknown), unknown
        changed: Nodes = np.logical_or(self._spare, turned, out=self._spare).nonzero()[0]
        if changed.size:
            self._turn(changed[turned[changed]])
            found = self._held[changed]
            found[unknown[changed]] = UNKNOWN
            truth[changed] = found
        return changed

    def _turn(self, at: Nodes) -> None:
        self._held[at] = TRUE - self._held[at]
        self._sign[at] = -self._sign[at]
        before = self._threshold[at]
        self._threshold[at] = self._way_back[at]
        self._way_back[at] = before


class Echoes:
    """Which rules are active, written back into the truths for the rules that they silence."""

    def __init__(self, rules: Sequence[RuleBlock], truth: NDArray[np.int8]) -> None:
        columns = [
            np.full(len(rule.devices), -1) if rule.echo is None else rule.echo.offset + np.arange(rule.echo.width)
            for rule in rules
        ]
        self._nodes = np.concatenate([np.zeros(0, np.intp), *columns]).astype(np.intp)
        self._truth = truth
        truth[self._nodes[self._nodes >= 0]] = Truth.FALSE
        self._changed = False

    def changed(self) -> bool:
        """Whether a silencing rule began or ended since the last time that this was asked."""
        changed, self._changed = self._changed, False
        return changed

    def update(self, raised: NDArray[np.intp], ended: NDArray[np.intp]) -> None:
        """Take over what began and what ended; the gates see it in the next pass."""
        for instances, truth in ((ended, FALSE), (raised, TRUE)):
            nodes = self._nodes[instances]
            nodes = nodes[nodes >= 0]
            self._truth[nodes] = truth
            self._changed |= bool(nodes.size)


class Gates:
    """All gates, depth by depth."""

    def __init__(self, gates: Sequence[Gate], size: int) -> None:
        self._levels = [_Level(list(level)) for _, level in groupby(gates, key=lambda gate: gate.depth)]
        self._where = slice(gates[0].offset if gates else size, size)
        self._feeds = np.zeros(size, np.bool_)
        for level in self._levels:
            self._feeds[level.children] = True

    def concern(self, changed: Nodes) -> bool:
        """Whether a gate has one of these among its children."""
        return bool(self._feeds[changed].any())

    def update(self, truth: NDArray[np.int8]) -> Nodes:
        """Work out every gate's truth in `truth` from those before it; which have changed."""
        before = truth[self._where].copy()
        for level in self._levels:
            level.update(truth)
        changed: Nodes = (truth[self._where] != before).nonzero()[0]
        return changed + self._where.start


class _Level:
    """Gates of one depth: the smallest of the children is `all`; inverted children and result make it `any`."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        self._where = slice(gates[0].offset, gates[-1].offset + gates[-1].width)
        children, modes, counts, inverted = [], [], [], []
        for gate in gates:
            columns = [child.offset + np.arange(gate.width) for child, _ in gate.children]
            children.append(np.stack(columns, axis=1).ravel())
            modes.append(np.tile([int(mode) for _, mode in gate.children], gate.width))
            counts.append(np.full(gate.width, len(columns)))
            inverted.append(np.full(gate.width, gate.inverted))
        self.children = np.concatenate(children)
        self._modes = np.concatenate(modes) * 3
        self._starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))[:-1]])
        self._inverted = np.concatenate(inverted) * np.int8(TRUE)

    def update(self, truth: NDArray[np.int8]) -> None:
        taken = TAKEN[truth[self.children] + self._modes]
        truth[self._where] = np.abs(np.minimum.reduceat(taken, self._starts) - self._inverted)
