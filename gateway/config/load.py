"""Read a site file: all of it, or every reason why not."""

from functools import cache
from pathlib import Path

from drivers.profile import Profile, load_profiles
from gateway.config.check import problems_of, spoken_on, to_override
from gateway.config.gates import unfitted, zone_names
from gateway.config.lines import is_own
from gateway.config.model import DeviceEntry, SiteFile
from gateway.config.parts import Parts
from gateway.config.site import Site, SiteDevice
from rules.loader import load_packs
from rules.pack import Pack
from yamlfile import Document, Problem, Text, YamlFileError


def load_site(path: Path) -> Site:
    """The site that a file describes; nothing is connected to.

    Raises YamlFileError with every problem: first of the file's shape and of the kinds and packs of its folders, and
    where those are right, of how the parts fit.
    """
    document = Document(path)
    problems: list[Problem] = []
    file = None
    try:
        file = document.read(SiteFile)
    except YamlFileError as error:
        problems.extend(error.problems)
    profiles, packs = _kinds(document, problems)
    if problems or file is None:
        raise YamlFileError(problems)
    parts = Parts(document=document, file=file, profiles=profiles, packs=packs)
    problems = problems_of(parts)
    if problems:
        raise YamlFileError(problems)
    return _site(parts)


def check_site(path: Path) -> list[str]:
    """What is wrong with a site file, a line each as `FILE:LINE: field: what, and what would do`."""
    try:
        load_site(path)
    except YamlFileError as error:
        return [str(problem) for problem in error.problems]
    return []


def _kinds(document: Document, problems: list[Problem]) -> tuple[dict[str, Profile], dict[str, Pack]]:
    profiles: dict[str, Profile] = {}
    packs: dict[str, Pack] = {}
    try:
        profiles = _profiles(*_folder(document, "profiles", problems))
    except YamlFileError as error:
        problems.extend(error.problems)
    try:
        packs = _packs(*_folder(document, "packs", problems))
    except YamlFileError as error:
        problems.extend(error.problems)
    for kind, own in _our_profiles().items():
        if is_own(own) and profiles.get(kind, own) != own and packs.get(kind) == _our_packs().get(kind):
            packs.pop(kind, None)  # the site calls something else so: our rules say nothing of that
    return profiles, packs


def _profiles(*folders: Path) -> dict[str, Profile]:
    return load_profiles(*folders) if folders else dict(_our_profiles())


def _packs(*folders: Path) -> dict[str, Pack]:
    return load_packs(*folders) if folders else dict(_our_packs())


# Reading YAML takes a while, and the program's own files don't change while it runs.
@cache
def _our_profiles() -> dict[str, Profile]:
    return load_profiles()


@cache
def _our_packs() -> dict[str, Pack]:
    return load_packs()


def _folder(document: Document, field: str, problems: list[Problem]) -> list[Path]:
    """The folder that a field of the file names, if it names one."""
    named = document.data.get(field) if isinstance(document.data, dict) else None
    if not isinstance(named, str):
        return []
    folder = document.path.parent / named
    if not folder.is_dir():
        problems.append(document.problem((field,), f"there is no folder {folder}; make it, or leave the field out"))
        return []
    return [folder]


def _site(parts: Parts) -> Site:
    file = parts.file
    connections: dict[str, str | None] = dict(file.connections)
    for device in file.devices:
        connections.setdefault(device.connection, None)
    return Site(
        path=parts.document.path,
        id=file.site.id,
        name=file.site.name,
        timezone=file.site.timezone,
        connections=connections,
        devices=tuple(_device(entry, parts) for entry in file.devices),
        profiles=parts.profiles,
        packs=parts.packs,
        overrides=tuple(to_override(entry) for entry in file.rules),
        tickets=file.tickets,
        notify=file.notify,
        retention=file.retention,
        url=file.site.url,
        gates=file.gates,
        parking=file.parking,
        patrol=file.patrol,
    )


def _device(entry: DeviceEntry, parts: Parts) -> SiteDevice:
    profile = parts.profiles[entry.kind]
    protocol = spoken_on(entry.connection, parts.file.connections)
    is_gate = any(gate.camera == entry.id for gate in parts.file.gates)
    return SiteDevice(
        id=entry.id,
        profile=profile,
        connection=entry.connection,
        unit=entry.unit,
        poll_s=profile.usual_s(protocol) if entry.poll_s is None else entry.poll_s,
        name=entry.name or _name(entry, profile),
        location=entry.location,
        without=(*entry.without, *unfitted(entry, profile, is_gate=is_gate)),
        out_of_service=entry.out_of_service,
        topic=f"gatehouse/{parts.file.site.id}/{entry.id}",
        protocol=protocol,
        address=entry.address.lower(),
        fed_by=entry.fed_by,
        names={**zone_names(entry), **entry.names},
        nameplate=entry.nameplate,
        zones=entry.zones,
    )


def _name(entry: DeviceEntry, profile: Profile) -> Text:
    """Of a device that was given none: what it is and where, or else which."""
    if entry.location is None:
        return Text(zh=f"{profile.name.zh} {entry.id}", en=f"{profile.name.en} {entry.id}")
    return Text(zh=f"{entry.location.zh}{profile.name.zh}", en=f"{profile.name.en}, {entry.location.en}")
