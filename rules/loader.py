"""Read packs from their files, and check them against the points of the kinds that they are for."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from rules.condition import points
from rules.message import texts
from rules.pack import Pack, Rule
from yamlfile import Document, Problem, YamlFileError, suggest

BUILT_IN = Path(__file__).parent / "packs"
ONLINE = "online"


def load_pack(path: Path) -> Pack:
    """One file; YamlFileError with every problem."""
    document = Document(path)
    return document.read(Pack).read_from(document)


def load_packs(*folders: Path) -> dict[str, Pack]:
    """Every pack by kind: ours, then those of `folders`, where a later one replaces an earlier of its kind.

    Raises YamlFileError with the problems of all files.
    """
    found: dict[str, Pack] = {}
    problems: list[Problem] = []
    for folder in (BUILT_IN, *folders):
        for path in sorted(folder.glob("*.yaml")):
            try:
                pack = load_pack(path)
            except YamlFileError as error:
                problems.extend(error.problems)
            else:
                found[pack.kind] = pack
    if problems:
        raise YamlFileError(problems)
    return found


def check_pack(pack: Pack, known: Collection[str]) -> list[Problem]:
    """The rules that name points which the kind does not have; `known` are the profile's point ids."""
    there = {*known, ONLINE}
    found = (
        _problem(pack, rule, point, suggest(point, there))
        for rule in pack.flat.values()
        for point in _points(rule)
        if point not in there
    )
    return list(dict.fromkeys(found))


def _points(rule: Rule) -> Iterator[str]:
    yield from points(rule.when)
    if rule.point is not None:
        yield rule.point
    yield from texts(rule.message)


def _problem(pack: Pack, rule: Rule, point: str, hint: str) -> Problem:
    at = pack.position(rule.id)
    message = f"'{point}' is no point of kind '{pack.kind}'{hint}"
    if pack.document is None:
        return Problem(file=f"pack of {pack.kind}", line=1, field=f"rules[{at}]", message=message)
    entry = pack.document.data["rules"][at]
    location = ("rules", at, *(_where(entry, point) or ("id",)))
    return pack.document.problem(location, message)


def _where(node: Any, point: str) -> tuple[str | int, ...] | None:
    """The way from a node of the file to the text that is the point, as far as it stands there literally."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        if value == point and key == "point":
            return (key,)
        deeper = _where(value, point)
        if deeper is not None:
            return (key, *deeper)
    return None
