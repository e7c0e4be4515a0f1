"""What the site file says, in the terms of the parts that are made from it."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import ZoneInfo

from drivers.driver import Device, Zone
from gateway.acquisition.service import ReadDevice
from gateway.alarms.causes import Feed, Feeds
from gateway.config.feeds import split
from gateway.config.lines import KIND as LINE
from gateway.config.lines import SharedLine, is_own
from gateway.config.model import Clocks
from gateway.config.site import Site, SiteDevice
from gateway.gates.judging.parking import CarPark
from gateway.gates.lanes.points import KIND as GATE
from gateway.gates.lanes.points import own_device
from gateway.gates.model import Gate, Night, Tariff
from gateway.notify.channel import Channel
from gateway.patrol.model import Programme
from gateway.patrol.planning.programme import programme_of
from gateway.patrol.points import DESK
from gateway.patrol.points import DESK_KIND as PATROL_DESK
from gateway.patrol.points import KIND as PATROL
from gateway.patrol.points import own_device as patrol_device
from gateway.points.layout import TableDevice
from gateway.tickets.clocks import DEFAULT_LIMITS, MINUTE_S, Limits, Policy
from rules.model import Urgency
from yamlfile import Text

METERS = "instruments"  # the trade of what only measures
DESK_NAME = Text(zh="巡更值班台", en="Patrol desk")


def urls(site: Site, broker: str | None) -> Mapping[str, str]:
    """Connections by name. Where the site leaves its broker to the program, that is `broker`."""
    return {name: url or broker or "" for name, url in site.connections.items()}


def left_out(device: SiteDevice) -> frozenset[str]:
    """The points of its kind that a device lacks."""
    points = (point.id for point in device.profile.points)
    return frozenset(point for point in points if any(fnmatchcase(point, pattern) for pattern in device.without))


def table_device(device: SiteDevice) -> TableDevice:
    """As the point table knows it."""
    return TableDevice(
        id=device.id, profile=device.profile, expected_s=device.poll_s, without=device.without,
        out_of_service=device.out_of_service, names=device.names,
    )  # fmt: skip


def own_devices(site: Site, lines: Sequence[SharedLine]) -> list[TableDevice]:
    """What Gatehouse says of itself, as devices of the point table: filled at every pass and never stale."""
    made = [(line.id, LINE) for line in lines]
    if GATE in site.profiles and is_own(site.profiles[GATE]):
        made += [(own_device(gate.id), GATE) for gate in site.gates]
    if PATROL in site.profiles and is_own(site.profiles[PATROL]):
        made += [(patrol_device(route.id), PATROL) for route in site.patrol.routes]
    if PATROL_DESK in site.profiles and is_own(site.profiles[PATROL_DESK]) and site.patrol.checkpoints:
        made.append((DESK, PATROL_DESK))
    return [TableDevice(id=device, profile=site.profiles[kind], expected_s=math.inf) for device, kind in made]


def names(site: Site, lines: Sequence[SharedLine]) -> dict[str, Text]:
    """What devices are called, Gatehouse's own among them."""
    called = {device.id: device.name for device in site.devices} | {line.id: line.name for line in lines}
    called |= {own_device(gate.id): gate.name for gate in site.gates}
    return called | {patrol_device(route.id): route.name for route in site.patrol.routes} | {DESK: DESK_NAME}


def gates(site: Site) -> tuple[Gate, ...]:
    """The lanes for vehicles. One whose barrier is out of service is closed."""
    away = {device.id for device in site.devices if device.out_of_service}
    return tuple(
        Gate(
            id=gate.id, name_zh=gate.name.zh, name_en=gate.name.en, camera=gate.camera, barrier=gate.barrier or "",
            direction="" if gate.direction == "both" else gate.direction, temporary=gate.temporary,
            passback=gate.passback, is_open=gate.barrier not in away,
        )
        for gate in site.gates
    )  # fmt: skip


def car_park(site: Site) -> CarPark:
    """What is behind the gates, with its prices in fen."""
    told = site.parking.tariff
    hours = told.night
    night = None if hours is None else Night(starts=hours.from_, ends=hours.to, cap=_fen(hours.cap))
    tariff = Tariff(
        free_minutes=told.free_minutes, per_hour=_fen(told.per_hour), day_cap=_fen(told.day_cap), night=night,
        exit_minutes=told.exit_minutes,
    )  # fmt: skip
    return CarPark(
        spaces=site.parking.spaces, tariff=tariff, zone=ZoneInfo(site.timezone),
        takes_temporary=any(gate.temporary for gate in site.gates),
    )  # fmt: skip


def programme(site: Site) -> Programme:
    """What is patrolled, when and by whom."""
    return programme_of(site.patrol)


def trades(site: Site) -> dict[str, str]:
    """By device: whose work its kind mostly is, as its rules call for tickets."""
    calls = {
        kind: Counter(
            rule.ticket.trade for rule in pack.rules if rule.ticket is not None and rule.ticket.trade != METERS
        )
        for kind, pack in site.packs.items()
    }
    found = {device.id: calls[device.kind].most_common(1) for device in site.devices if device.kind in calls}
    return {device: most[0][0] for device, most in found.items() if most}


def plan_picture(site: Site) -> Path | None:
    """The file with the picture of the floor plan; None where the site has none."""
    return None if site.patrol.plan is None else site.path.parent / site.patrol.plan


def cameras_of(site: Site) -> dict[str, str]:
    """By which camera a device is seen: a camera by itself, a gate and its barrier by the gate's."""
    seen = {device.id: device.id for device in site.devices if device.protocol == "camera"}
    for gate in site.gates:
        seen |= {own_device(gate.id): gate.camera} | ({gate.barrier: gate.camera} if gate.barrier else {})
    return seen


def feeds(site: Site, lines: Sequence[SharedLine]) -> Feeds:
    """What feeds what, as alarms need it."""
    supply = {
        device.id: tuple(Feed(device=feeder, point=point) for feeder, point in map(split, device.fed_by))
        for device in site.devices
        if device.fed_by
    }
    return Feeds(
        supply=supply,
        lines={device: line.id for line in lines for device in line.devices},
        sources=frozenset(device.id for device in site.devices if device.profile.own_supply),
    )


def read_device(device: SiteDevice, gate_cameras: Set[str] = frozenset()) -> ReadDevice:
    """As acquisition knows it. `gate_cameras` are those whose vehicles are to be read."""
    wired = Device(
        id=device.id, profile=device.profile, unit=device.unit, topic=device.topic, address=device.address,
        without=left_out(device), zones=zones(device), is_gate=device.id in gate_cameras,
    )  # fmt: skip
    return ReadDevice(device=wired, connection=device.connection, poll_s=device.poll_s)


def zones(device: SiteDevice) -> tuple[Zone, ...]:
    """The first is that of the point zone_1, and so on."""
    return tuple(Zone(id=f"zone_{number}", corners=zone.corners) for number, zone in enumerate(device.zones, start=1))


def channels(site: Site) -> list[Channel]:
    """Where people outside are told."""
    return [
        Channel(
            name=each.name, url=each.url.get_secret_value(), events=frozenset(each.events), priority=each.priority,
            trades=frozenset(each.trades),
        )
        for each in site.notify
    ]  # fmt: skip


def policy(site: Site) -> Policy:
    """Who gets tickets and how fast they must be; an urgency that the site leaves out keeps its standard clocks."""
    given: dict[Urgency, Clocks | None] = {
        "emergency": site.tickets.clocks.emergency,
        "ordinary": site.tickets.clocks.ordinary,
    }
    own = {
        urgency: Limits(arrive_s=clocks.arrive_min * MINUTE_S, resolve_s=clocks.resolve_min * MINUTE_S)
        for urgency, clocks in given.items()
        if clocks is not None
    }
    return Policy(
        limits={**DEFAULT_LIMITS, **own}, assign=dict(site.tickets.assign), escalate=tuple(site.tickets.escalate)
    )


def _fen(yuan: float) -> int:
    return round(yuan * 100)
