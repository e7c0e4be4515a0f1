"""What the gateway asks of a protocol, and what a protocol may ask of the gateway.

A protocol is one file in `drivers/protocols/` that registers a factory for its URL schemes. It gets its devices and,
where it listens, a sink; it never sees the application.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from drivers.errors import DriverError
from drivers.frame import Frame
from drivers.profile import Profile
from drivers.sighting import Sighting

Settled = Callable[[], None]
Corner = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of a camera's picture in which no vehicle may stand.

    corners   of a polygon; x and y from 0 to 1, from the left and from the top
    """

    id: str
    corners: tuple[Corner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as its driver sees it.

    unit      its Modbus unit id
    topic     the root of its MQTT topics
    address   of a fire transmitter: its own six bytes in hex; empty where its connection has no other
    without   points of the profile that this device does not have: they are not asked for, and bad in every frame
    zones     of a camera
    is_gate   a camera whose vehicles are to be read
    """

    id: str
    profile: Profile
    unit: int = 1
    topic: str = ""
    address: str = ""
    without: frozenset[str] = frozenset()
    zones: tuple[Zone, ...] = ()
    is_gate: bool = False


class Sink(Protocol):
    """Where a listening connection hands over what it heard.

    `settled` is called, once, as soon as what was handed over can no longer be lost; the protocol then
    acknowledges the message to its sender.
    """

    def frame(self, frame: Frame, settled: Settled | None = None) -> None: ...
    def event(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None = None) -> None: ...
    def sighting(self, sighting: Sighting, settled: Settled | None = None) -> None: ...
    def online(self, device: str, online: bool) -> None: ...
    def failed(self, devices: Sequence[str], error: DriverError) -> None: ...
    def unreadable(self, source: str, payload: bytes, reason: str) -> None: ...


@runtime_checkable
class PolledConnection(Protocol):
    """A connection on which we ask. One task uses it, one call at a time."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...
    async def read(self, device: Device) -> Frame: ...
    async def write(self, device: Device, point: str, value: float) -> None: ...


@runtime_checkable
class ListeningConnection(Protocol):
    """A connection on which devices speak by themselves. `run` ends when it is cancelled.

    is_up   whether it stands at the moment; `run` makes it again by itself
    """

    @property
    def is_up(self) -> bool: ...
    async def run(self, sink: Sink) -> None: ...
    async def write(self, device: Device, point: str, value: float) -> None: ...


@runtime_checkable
class DutyChecked(Protocol):
    """A connection behind which people can be asked to show that they are there; ConnectionFailed while it is away."""

    def check_duty(self, device: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a camera saw: `jpeg` as it is sent on, `time` in seconds UTC."""

    jpeg: bytes
    time: float


@runtime_checkable
class Pictured(Protocol):
    """A connection whose devices show pictures: the newest one, None where there is none yet."""

    async def picture(self, device: str) -> Snapshot | None: ...


Connection = PolledConnection | ListeningConnection
Factory = Callable[[str, Sequence[Device]], Connection]
