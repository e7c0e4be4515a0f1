"""A page a kind of device, made from its profile, its pack and its simulator: `python -m gateway.commands.kindpages`.

The pages are in docs/kinds; a test keeps them as current as what they are made from.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from drivers.profile import Point, Profile, load_profiles
from gateway.commands.conditions import said
from rules.loader import load_packs
from rules.pack import Pack, Rule
from rules.template import members
from simulators.fault import Fault
from simulators.kinds import kinds, plant_faults

FOLDER = Path(__file__).parents[2] / "docs" / "kinds"
PRIORITIES = ("", "1 critical", "2 high", "3 medium", "4 low")
MADE = "<!-- Made by `make docs` from the kind's profile, pack and simulator; changes belong there. -->"


def pages() -> Mapping[str, str]:
    """Every page by its file's name, the index too."""
    profiles, packs = load_profiles(), load_packs()
    told = {f"{kind}.md": _page(profile, packs[kind]) for kind, profile in sorted(profiles.items())}
    return {"README.md": _index(profiles), **told}


def write(folder: Path = FOLDER) -> None:
    """Write the pages, and take away those of kinds that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for path in folder.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def _index(profiles: Mapping[str, Profile]) -> str:
    rows = [
        f"| [{kind}]({kind}.md) | {profile.name.en} | {profile.name.zh} | {', '.join(profile.protocols)} "
        f"| {len(profile.points)} |"
        for kind, profile in sorted(profiles.items(), key=lambda item: (item[1].screen.system, item[0]))
    ]
    own = "A site adds its own: [profiles](../profiles.md), [rules](../rules.md)."
    head = [
        *("# Kinds of devices", "", MADE, ""),
        *(f"What Gatehouse knows without a line of configuration. {own}", ""),
        *("| kind | | | read over | points |", "|---|---|---|---|---|"),
    ]
    return "\n".join([*head, *rows]) + "\n"


def _page(profile: Profile, pack: Pack) -> str:
    faults = plant_faults(profile.kind) if profile.kind in kinds() else ()
    return "\n".join([*_head(profile), *_points(profile), *_rules(profile, pack), *_faults(profile, faults)]) + "\n"


def _head(profile: Profile) -> Iterator[str]:
    yield from (f"# {profile.name.en} ({profile.name.zh})", "", MADE, "")
    wires = (
        " or ".join(profile.protocols)
        if profile.protocols != ("gatehouse",)
        else "nothing: Gatehouse fills it in itself"
    )
    yield f"Kind `{profile.kind}`, read over {wires}." + (
        " **Nothing is ever written to it.**" if profile.read_only else ""
    )


def _points(profile: Profile) -> Iterator[str]:
    yield from (
        "",
        "## Points",
        "",
        "| point | name | unit | scale | states | on the wire |",
        "|---|---|---|---|---|---|",
    )
    for point in profile.points:
        scale = f"{point.range[0]:g} … {point.range[1]:g}" if point.range else ""
        states = ", ".join(f"{value} {text.en} {text.zh}" for value, text in point.texts.items())
        writable = f"; may be set, {point.write.minimum:g} to {point.write.maximum:g}" if point.write else ""
        yield (
            f"| `{point.id}` | {point.name.en} {point.name.zh} | {point.unit} | {scale} | {states} "
            f"| {_places(point, profile)}{writable} |"
        )


def _places(point: Point, profile: Profile) -> str:
    said: list[str] = []
    if point.modbus is not None:
        place = point.modbus
        part = (
            f" bit {place.bit}"
            if place.bit is not None
            else f" bits {place.bits[0]}+{place.bits[1]}"
            if place.bits
            else ""
        )
        scale = f" × {place.scale:g}" if place.scale != 1 else ""
        said.append(f"{place.table} {place.address} {place.type}{part}{scale}")
    if "gb26875" in profile.protocols and point.gb26875 is not None:
        given = point.gb26875.model_dump(exclude_defaults=True)
        said.append("GB/T 26875.3 " + ", ".join(f"{name} {value}" for name, value in given.items()))
    if "mqtt" in profile.protocols:
        topic = point.mqtt.topic if point.mqtt is not None and point.mqtt.topic is not None else "state"
        said.append(f"MQTT `{topic}`" + (f" {point.mqtt.path}" if point.mqtt is not None and point.mqtt.path else ""))
    return "; ".join(said)


def _rules(profile: Profile, pack: Pack) -> Iterator[str]:
    yield from (
        "",
        "## Rules",
        "",
        "| rule | priority | holds when | for | ticket | source |",
        "|---|---|---|---|---|---|",
    )
    units = {point.id: point.unit for point in profile.points}
    for rule in pack.rules:
        yield _rule(rule, units)
        if rule.level_2 is not None:
            graver = next(
                one for one in rule.model_copy(update={"for_each": None}).written_out() if one.id == rule.level_2.id
            )
            yield _rule(graver.model_copy(update={"for_each": rule.for_each}), units)


def _rule(rule: Rule, units: Mapping[str, str]) -> str:
    first = next(members(rule.for_each)) if rule.for_each else {}

    def unit_of(point: str) -> str:
        for name, value in first.items():
            point = point.replace(f"{{{name}}}", value)
        return units.get(point, "")

    family = "".join(f"; {name} = {_span(values)}" for name, values in (rule.for_each or {}).items())
    call = f"{rule.ticket.urgency}, {rule.ticket.trade}" if rule.ticket else ""
    when = said(rule.when, unit_of).replace("|", "\\|")
    unless = f"; not while {', '.join(f'`{other}`' for other in rule.unless)}" if rule.unless else ""
    return (
        f"| `{rule.id}`<br>{rule.name.en} {rule.name.zh}{family} | {PRIORITIES[rule.priority]} | {when}{unless} "
        f"| {rule.on_delay_s:g} s | {call} | {rule.source} |"
    )


def _span(values: tuple[int | str, ...]) -> str:
    texts = [str(value) for value in values]
    return ", ".join(texts) if len(texts) <= 6 else f"{texts[0]} … {texts[-1]}"


def _faults(profile: Profile, faults: tuple[Fault, ...]) -> Iterator[str]:
    if not faults:
        return
    yield from (
        "",
        "## What its simulator can do",
        "",
        f"`gatehouse inject DEVICE FAULT` on a simulated `{profile.kind}`:",
        "",
    )
    yield from ("| fault | |", "|---|---|")
    for fault in faults:
        yield f"| `{fault.name}` | {fault.description.en}；{fault.description.zh} |"


if __name__ == "__main__":
    write()
