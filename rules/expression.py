"""A small language over a device's points: arithmetic, comparisons, and, or, not, abs, min, max.

    parse("max(current_a, current_b, current_c) > 1.5 * abs(current_a)")

The parser is ours on purpose: what a file says is never run as Python. Numbers and truths are kept apart while parsing,
so `1 + (a > 2)` is refused when the file is read and not in the night.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rules.errors import ExpressionError

Type = Literal["number", "truth"]
LONGEST = 1000
DEEPEST = 32
FUNCTIONS = {"abs": (1, 1), "min": (2, 16), "max": (2, 16)}
COMPARISONS = ("<=", ">=", "==", "!=", "<", ">")
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([a-z][a-z0-9_]*)|(<=|>=|==|!=|[-+*/()<>,]))")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression. `op` is 'number', 'point', a function, or an operator; `name` is a point's."""

    op: str
    type: Type
    parts: tuple["Node", ...] = ()
    value: float = 0.0
    name: str = ""

    def points(self) -> Iterator[str]:
        """Every point that is named, as often as it is."""
        if self.op == "point":
            yield self.name
        for part in self.parts:
            yield from part.points()


@lru_cache(maxsize=4096)
def parse(text: str, type_: Type) -> Node:
    """The expression as a tree of the wanted type; ExpressionError says what is wrong and at which character."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters")
    parser = _Parser(text)
    node = parser.whole()
    if node.type != type_:
        wanted = "a comparison (true or false)" if type_ == "truth" else "a number"
        raise ExpressionError(f"the expression must give {wanted}, and gives a {node.type}")
    if not any(node.points()):
        raise ExpressionError("the expression names no point")
    return node


class _Parser:
    """Recursive descent, one method a level of precedence."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._or()
        if self._peek():
            raise self._error(f"'{self._peek()}' was not expected here")
        return node

    def _or(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"nested deeper than {DEEPEST}")
        node = self._and()
        while self._take("or"):
            node = Node("or", "truth", (self._truth(node), self._truth(self._and())))
        self._depth -= 1
        return node

    def _and(self) -> Node:
        node = self._not()
        while self._take("and"):
            node = Node("and", "truth", (self._truth(node), self._truth(self._not())))
        return node

    def _not(self) -> Node:
        turns = 0
        while self._take("not"):
            turns += 1
        node = self._comparison()
        if turns:
            self._truth(node)
        return Node("not", "truth", (node,)) if turns % 2 else node

    def _comparison(self) -> Node:
        node = self._sum()
        op = self._take(*COMPARISONS)
        if not op:
            return node
        node = Node(op, "truth", (self._number(node), self._number(self._sum())))
        if self._peek() in COMPARISONS:
            raise self._error("comparisons cannot be chained; write 'a < b and b < c'")
        return node

    def _sum(self) -> Node:
        node = self._product()
        while op := self._take("+", "-"):
            node = Node(op, "number", (self._number(node), self._number(self._product())))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while op := self._take("*", "/"):
            node = Node(op, "number", (self._number(node), self._number(self._signed())))
        return node

    def _signed(self) -> Node:
        signs = 0
        while self._take("-"):
            signs += 1
        node = self._atom()
        if signs:
            self._number(node)
        return Node("negative", "number", (node,)) if signs % 2 else node

    def _atom(self) -> Node:
        if self._take("("):
            node = self._or()
            self._expect(")")
            return node
        word = self._next()
        if word[0].isdigit():
            return Node("number", "number", value=float(word))
        if not word[0].isalpha() or word in ("and", "or", "not"):
            raise self._error(f"a number, a point or '(' was expected, not '{word}'")
        if word in FUNCTIONS and self._peek() == "(":
            return self._call(word)
        return Node("point", "number", name=word)

    def _call(self, name: str) -> Node:
        self._expect("(")
        parts = [self._number(self._or())]
        while self._take(","):
            parts.append(self._number(self._or()))
        self._expect(")")
        least, most = FUNCTIONS[name]
        if not least <= len(parts) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self._error(f"{name}() takes {wanted} numbers")
        return Node(name, "number", tuple(parts))

    def _number(self, node: Node) -> Node:
        if node.type != "number":
            raise self._error("a number is needed here, not a comparison")
        return node

    def _truth(self, node: Node) -> Node:
        if node.type != "truth":
            raise self._error("a comparison is needed here, not a number")
        return node

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise ExpressionError("the expression ends too early")
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _take(self, *wanted: str) -> str:
        return self._next() if self._peek() in wanted and self._peek() else ""

    def _expect(self, wanted: str) -> None:
        if not self._take(wanted):
            raise self._error(f"'{wanted}' is missing")

    def _error(self, message: str) -> ExpressionError:
        place = f"character {self._tokens[self._at][1] + 1}" if self._at < len(self._tokens) else "the end"
        return ExpressionError(f"{message} (at {place})")


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Each word with where it begins."""
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            rest = text[at:].lstrip()
            raise ExpressionError(f"'{rest[0]}' is not understood (at character {len(text) - len(rest) + 1})")
        yield found.group().strip(), found.end() - len(found.group().strip())
        at = found.end()
