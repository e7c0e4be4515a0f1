"""What a simulation needs of a site file. The gateway checks the file; here the rest of it is passed over."""

from fnmatch import fnmatchcase
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator

from drivers.profile import Profile, load_profiles
from simulators.errors import SimulatorError
from simulators.servers.modbus import Framing
from yamlfile import load, suggest

SERVED: dict[str, Framing] = {"modbus+tcp": "tcp", "modbus+rtuovertcp": "rtu"}
BUS = "bus"
PROTOCOLS = {
    "modbus": "modbus", "gb26875": "gb26875", "mqtt": "mqtt", "mqtts": "mqtt", "mjpeg": "camera", "rtsp": "camera",
    "push": "http",
}  # fmt: skip
"""By the scheme of a connection, up to its first plus."""
FILMED = {"mjpeg+http": 80, "rtsp": 554}
"""The schemes of cameras whose film is served, and their usual ports."""
FIRE_PORT, PUSH_PORT = 5200, 8090


class Head(BaseModel):
    """`site:` of the file."""

    id: str
    timezone: str = "Asia/Shanghai"


class DeviceEntry(BaseModel):
    """A device, as far as its simulator needs to know it."""

    id: str
    kind: str
    connection: str = BUS
    unit: int = Field(default=1, ge=0, le=255)
    without: tuple[str, ...] = ()
    fed_by: tuple[str, ...] = ()
    address: str = ""

    @field_validator("fed_by", mode="before")
    @classmethod
    def _one_or_many(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    def fitted(self, profile: Profile) -> frozenset[str]:
        """The points that the device has."""
        return frozenset(
            point.id for point in profile.points if not any(fnmatchcase(point.id, pattern) for pattern in self.without)
        )


class GateEntry(BaseModel):
    """A gate, as far as those who play its camera and its barrier need to know it."""

    id: str
    camera: str
    barrier: str | None = None
    direction: Literal["in", "out", "both"] = "both"


class Site(BaseModel):
    """The file."""

    site: Head
    connections: dict[str, str] = {}
    devices: tuple[DeviceEntry, ...] = Field(min_length=1)
    gates: tuple[GateEntry, ...] = ()
    profiles: str | None = None

    def kinds(self, path: Path) -> dict[str, Profile]:
        """Every profile that the site at `path` may use."""
        return load_profiles(*([path.parent / self.profiles] if self.profiles else []))

    def protocol(self, device: DeviceEntry) -> str:
        """How the device is read, by its connection's scheme; the bus that is not given is the site's broker.

        SimulatorError where the file has no such connection, or one of a kind that can't be simulated.
        """
        if device.connection != BUS and device.connection not in self.connections:
            raise SimulatorError(
                f"there is no connection '{device.connection}'{suggest(device.connection, self.connections)}"
            )
        scheme = urlsplit(self.connections.get(device.connection, "mqtt:")).scheme
        protocol = PROTOCOLS.get(scheme.partition("+")[0])
        if protocol is None:
            raise SimulatorError(f"connection {device.connection}: {scheme} cannot be simulated")
        return protocol

    def broker(self, device: DeviceEntry, mqtt_url: str | None) -> str:
        """Where an MQTT device publishes: `mqtt_url`, or what the file says."""
        url = mqtt_url or self.connections.get(device.connection)
        if url is None:
            raise SimulatorError(f"{device.id} has no broker: the site names none, and GATEHOUSE_MQTT_URL is not set")
        if urlsplit(url).scheme not in ("mqtt", "mqtts") or not urlsplit(url).hostname:
            raise SimulatorError(f"{device.id}: its broker must be given as mqtt://host:port or mqtts://host:port")
        return url


def read_site(path: Path) -> Site:
    """The site file; YamlFileError if it cannot be read as one."""
    return load(path, Site)


def served_address(connection: str, url: str) -> tuple[Framing, str, int]:
    """Framing, host and port at which a connection is served; only ever on this machine."""
    parts = urlsplit(url)
    framing = SERVED.get(parts.scheme)
    if framing is None:
        raise SimulatorError(f"connection {connection}: {parts.scheme} cannot be simulated; {' and '.join(SERVED)} can")
    host = parts.hostname or ""
    _must_be_here(connection, host)
    return framing, host, 502 if parts.port is None else parts.port


def film_address(connection: str, url: str) -> tuple[str, int]:
    """Host and port at which a camera's film is served; only ever on this machine."""
    parts = urlsplit(url)
    if parts.scheme not in FILMED:
        known = " and ".join(FILMED)
        raise SimulatorError(f"connection {connection}: {parts.scheme} cannot be simulated; {known} can")
    host = parts.hostname or ""
    _must_be_here(connection, host)
    return host, FILMED[parts.scheme] if parts.port is None else parts.port


def push_url(connection: str, url: str, device: str) -> str:
    """Where a camera posts what it has read; only ever on this machine."""
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname in (None, "0.0.0.0") else parts.hostname
    _must_be_here(connection, host)
    token = f"?{parts.query}" if parts.query else ""
    return f"http://{host}:{PUSH_PORT if parts.port is None else parts.port}/{device}{token}"


def centre_address(connection: str, url: str) -> tuple[str, int]:
    """Host and port at which the gateway listens for a fire transmitter; only ever on this machine."""
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname in (None, "0.0.0.0") else parts.hostname
    _must_be_here(connection, host)
    return host, FIRE_PORT if parts.port is None else parts.port


def _must_be_here(connection: str, host: str) -> None:
    if not _is_here(host):
        raise SimulatorError(
            f"connection {connection}: '{host}' is not this machine; a simulated site has 127.0.0.1 in its connections"
        )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
