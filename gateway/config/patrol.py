"""What a site file says of patrols: whether it fits."""

from collections.abc import Iterator, Mapping

from gateway.config.parts import Parts, taken
from gateway.config.patrol_model import CheckEntry, CheckpointEntry, RouteEntry
from gateway.config.patrol_times import schedule_wrong
from yamlfile import Problem, suggest

CARD = "last_card"  # the point of a reader that tells whose card it was
DESK = "desk"  # `patrol:desk` is Gatehouse's own, as `patrol:ROUTE` is of every route
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp")


def patrol_of(parts: Parts) -> Iterator[Problem]:
    """What is wrong with the checkpoints and the routes of a site file."""
    yield from _checkpoints(parts)
    yield from _routes(parts)
    plan = parts.file.patrol.plan
    wrong = None if plan is None else _plan(parts, plan)
    if wrong is not None:
        yield parts.document.problem(("patrol", "plan"), wrong)


def _checkpoints(parts: Parts) -> Iterator[Problem]:
    kinds = {device.id: device.kind for device in reversed(parts.file.devices)}
    ids: dict[str, int] = {}
    tags: dict[str, str] = {}
    readers: dict[str, str] = {}
    for index, entry in enumerate(parts.file.patrol.checkpoints):
        earlier = ids.setdefault(entry.id, index)
        found = {
            "id": None if earlier == index else taken(entry.id, f"checkpoints[{earlier}]"),
            "device": None if entry.device is None else _device(entry.device, kinds),
            "reader": None if entry.reader is None else _reader(parts, entry.reader, kinds),
        }
        found["reader"] = found["reader"] or _owned(entry.reader, entry, readers, "has a reader of its own")
        found["nfc"] = _owned(entry.nfc, entry, tags, "has a tag of its own")
        for field, wrong in found.items():
            if wrong is not None:
                yield parts.document.problem(("patrol", "checkpoints", index, field), wrong)
        yield from _checks(parts, index, entry.checks)


def _checks(parts: Parts, index: int, checks: tuple[CheckEntry, ...]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for position, check in enumerate(checks):
        where = ("patrol", "checkpoints", index, "checks", position)
        earlier = first.setdefault(check.id, position)
        if earlier != position:
            yield parts.document.problem((*where, "id"), taken(check.id, f"checks[{earlier}]"))
        if not check.unit and not (check.low is None and check.high is None):
            message = "is missing: only a number that is typed has limits, and a number has a unit"
            yield parts.document.problem((*where, "unit"), message)
        if check.low is not None and check.high is not None and check.low >= check.high:
            message = f"{check.low:g} is not below 'high' ({check.high:g})"
            yield parts.document.problem((*where, "low"), message)


def _routes(parts: Parts) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, route in enumerate(parts.file.patrol.routes):
        earlier = first.setdefault(route.id, index)
        if earlier != index:
            yield parts.document.problem(("patrol", "routes", index, "id"), taken(route.id, f"routes[{earlier}]"))
        if route.id == DESK:
            message = f"'{DESK}' stands for the control room's side of the patrols; give the route another id"
            yield parts.document.problem(("patrol", "routes", index, "id"), message)
        yield from _stops(parts, index, route)
        yield from _walkers(parts, index, route)
        for number, schedule in enumerate(route.schedules):
            wrong = schedule_wrong(schedule)
            if wrong is not None:
                field, message = wrong
                yield parts.document.problem(("patrol", "routes", index, "schedules", number, *field), message)


def _stops(parts: Parts, index: int, route: RouteEntry) -> Iterator[Problem]:
    known = {checkpoint.id for checkpoint in parts.file.patrol.checkpoints}
    first: dict[str, int] = {}
    for position, stop in enumerate(route.stops):
        earlier = first.setdefault(stop.at, position)
        message = None
        if stop.at not in known:
            message = f"'{stop.at}' is not a checkpoint of this site{suggest(stop.at, known)}"
        elif earlier != position:
            message = f"'{stop.at}' is stops[{earlier}] already; a route passes each checkpoint once"
        if message is not None:
            yield parts.document.problem(("patrol", "routes", index, "stops", position), message)


def _walkers(parts: Parts, index: int, route: RouteEntry) -> Iterator[Problem]:
    if route.guard is not None and route.team:
        message = "'guard' and 'team' can't both be given; put the guard into the team, or leave one out"
        yield parts.document.problem(("patrol", "routes", index, "team"), message)
    for position, account in enumerate(route.team):
        if account in route.team[:position]:
            message = f"'{account}' is in the team already"
            yield parts.document.problem(("patrol", "routes", index, "team", position), message)


def _device(device: str, kinds: Mapping[str, str]) -> str | None:
    return None if device in kinds else f"'{device}' is not a device of this site{suggest(device, kinds)}"


def _reader(parts: Parts, reader: str, kinds: Mapping[str, str]) -> str | None:
    """What is wrong with the reader of a checkpoint, if anything."""
    if reader not in kinds:
        return _device(reader, kinds)
    profile = parts.profiles.get(kinds[reader])
    if profile is None or any(point.id == CARD for point in profile.points):
        return None
    return f"'{reader}' is of kind '{profile.kind}', which reads no cards (no point '{CARD}'); name a patrol reader"


def _owned(what: str | None, entry: CheckpointEntry, owners: dict[str, str], rule: str) -> str | None:
    """What is wrong where another checkpoint has the same reader or tag."""
    owner = entry.id if what is None else owners.setdefault(what, entry.id)
    return None if owner == entry.id else f"'{what}' is that of '{owner}' already; each checkpoint {rule}"


def _plan(parts: Parts, plan: str) -> str | None:
    path = parts.document.path.parent / plan
    if path.suffix.lower() not in PICTURES:
        return f"'{plan}' is no picture; files that end in {', '.join(PICTURES)} are"
    return None if path.is_file() else f"there is no file {path}; put it there, or leave the field out"
