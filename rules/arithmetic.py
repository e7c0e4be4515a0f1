"""An expression's value for many devices at once.

Numbers are float64 with NaN for unknown. Truths are float64 too: 0 false, 1 true, 0.5 unknown, so that `and` is the
smaller, `or` the greater and `not` what is left to 1 (Kleene's three-valued logic).
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from rules.expression import Node

Column = NDArray[np.float64]
Operation = Callable[..., Column]


def evaluate(node: Node, columns: Mapping[str, Column]) -> Column:
    """The expression over `columns`, one array of equal length a point, NaN where a point is unknown."""
    if node.op == "point":
        return columns[node.name]
    if node.op == "number":
        return np.asarray(node.value)
    parts = [evaluate(part, columns) for part in node.parts]
    return OPERATIONS[node.op](*parts)


def known(truths: Column) -> Column:
    """Truths as 0, 1 and NaN."""
    return np.where(truths == 0.5, np.nan, truths)


def _comparison(compare: Callable[[Column, Column], NDArray[np.bool_]]) -> Operation:
    def run(left: Column, right: Column) -> Column:
        unknown = np.isnan(left) | np.isnan(right)
        return np.where(unknown, 0.5, compare(left, right))

    return run


def _divide(left: Column, right: Column) -> Column:
    """A division by zero is unknown, not infinite."""
    return left / np.where(right == 0, np.nan, right)


def _smallest(*parts: Column) -> Column:
    result = parts[0]
    for part in parts[1:]:
        result = np.minimum(result, part)
    return result


def _greatest(*parts: Column) -> Column:
    result = parts[0]
    for part in parts[1:]:
        result = np.maximum(result, part)
    return result


def _opposite(truth: Column) -> Column:
    return 1.0 - truth


OPERATIONS: Mapping[str, Operation] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": _divide, "negative": np.negative,
    "abs": np.abs, "min": _smallest, "max": _greatest,
    "<": _comparison(np.less), "<=": _comparison(np.less_equal),
    ">": _comparison(np.greater), ">=": _comparison(np.greater_equal),
    "==": _comparison(np.equal), "!=": _comparison(np.not_equal),
    "and": _smallest, "or": _greatest, "not": _opposite,
}  # fmt: skip
