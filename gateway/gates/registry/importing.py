"""What a sheet of vehicles would change: pure, on what is known and what the sheet says."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gateway.gates.judging.lists import Lists
from gateway.gates.model import Holder, Vehicle
from gateway.gates.registry.spreadsheet import Line, Problem, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import has done, or would do. With any problem nothing is done."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The entries to be written, and the result to be told."""

    added: tuple[Vehicle, ...]
    changed: tuple[Vehicle, ...]
    holders: tuple[Holder, ...]
    result: Imported


def planned(sheet: Sheet, lists: Lists, new_id: Callable[[], str]) -> Plan:
    """A row is another entry where its plate does not stand on its list; what the sheet has no column for stays."""
    if sheet.problems:
        return Plan(added=(), changed=(), holders=(), result=Imported(problems=sheet.problems))
    added, changed, unchanged = list[Vehicle](), list[Vehicle](), 0
    holders: dict[str, Holder] = {}
    for line in sheet.lines:
        before = lists.on(line.list, line.plate)
        after = replace(before or Vehicle(id=new_id(), plate=line.plate, list=line.list), **line.fields)
        holder = _holder(line, after.holder, lists)
        if holder is not None:
            holders[holder.name] = holder
        if before is None:
            added.append(after)
        elif before != after or holder is not None:
            changed.append(after)
        else:
            unchanged += 1
    return Plan(
        added=tuple(added),
        changed=tuple(changed),
        holders=tuple(holders.values()),
        result=Imported(added=len(added), changed=len(changed), unchanged=unchanged),
    )


def _holder(line: Line, name: str, lists: Lists) -> Holder | None:
    """The holder with the spaces of the line, where that is something new."""
    if not name or line.spaces is None:
        return None
    before = lists.holders.get(name)
    if before is not None and before.spaces == line.spaces:
        return None
    return replace(before or Holder(name=name), spaces=line.spaces)
