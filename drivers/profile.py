"""The profile of a kind of device: its points, and where each stands on the wire."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from drivers.places import (
    Gb26875Kind,
    Gb26875Point,
    HttpKind,
    ModbusKind,
    ModbusPoint,
    MqttKind,
    MqttPoint,
    PassageKind,
)
from yamlfile import Strict, Text, load, suggest

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Wire = Literal["modbus", "mqtt", "gb26875", "camera", "http", "gatehouse"]
System = Literal["power", "water", "fire", "lift", "security", "climate", "lighting", "meters", "gatehouse", "other"]
POLL_S = 1.0
# A fire transmitter says something every 10 to 15 s; three times this is silence, within a minute.
HEARTBEAT_S = 15.0


def _one_or_many(given: object) -> object:
    return (given,) if isinstance(given, str) else given


class Write(Strict):
    """A point that a person may set, and the bounds of what may be set (in the point's unit)."""

    minimum: float
    maximum: float
    tolerance: float = Field(default=0.0, ge=0, description="how far the value read back may lie from the one written")


class Point(Strict):
    """One thing that a device tells."""

    id: Name
    name: Text
    unit: str = ""
    decimals: int = Field(default=1, ge=0, le=6)
    range: tuple[float, float] | None = Field(default=None, description="the ends of its scale on a screen")
    deadband: float = Field(default=0.0, ge=0, description="changes up to this much are not stored")
    texts: dict[int, Text] = Field(default={}, description="what its values mean, when they are states")
    write: Write | None = None
    modbus: ModbusPoint | None = None
    mqtt: MqttPoint | None = None
    gb26875: Gb26875Point | None = None


class Screen(Strict):
    """How a kind stands on the screens: among which systems, by which point, with the trends of which points."""

    system: System = "other"
    headline: Name | None = Field(default=None, description="the point that stands for the kind on its tile")
    trends: tuple[Name, ...] = Field(default=(), max_length=4, description="whose trends stand below the drawing")


class Profile(Strict):
    """A kind of device."""

    kind: Name
    name: Text
    protocol: Annotated[tuple[Wire, ...], BeforeValidator(_one_or_many)] = Field(
        min_length=1, description="how its devices are read; of several, the device's connection decides"
    )
    read_only: bool = Field(default=False, description="nothing is ever written to it; every fire kind is")
    own_supply: bool = Field(default=False, description="it makes its supply itself, as a generator does")
    modbus: ModbusKind = ModbusKind()
    mqtt: MqttKind = MqttKind()
    gb26875: Gb26875Kind = Gb26875Kind()
    http: HttpKind = HttpKind()
    passage: PassageKind | None = Field(default=None, description="it reads plates itself, and tells them so")
    screen: Screen = Screen()
    points: tuple[Point, ...] = Field(min_length=1)

    @property
    def protocols(self) -> tuple[Wire, ...]:
        """Every wire on which its devices can be read, the usual one first."""
        return self.protocol

    def usual_s(self, protocol: str) -> float:
        """How often a device says something, or is asked, where the site does not say, in seconds."""
        usual = {"mqtt": self.mqtt.interval_s, "http": self.http.interval_s, "gb26875": HEARTBEAT_S}
        return usual.get(protocol, POLL_S)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        twice = [point for point, count in Counter(point.id for point in self.points).items() if count > 1]
        if twice:
            raise ValueError(f"point ids must differ; given twice: {', '.join(twice)}")
        if "online" in (point.id for point in self.points):
            raise ValueError("'online' is a point that every device has already; name it differently")
        for point in self.points:
            if "modbus" in self.protocols and point.modbus is None:
                raise ValueError(f"point '{point.id}' needs a 'modbus' address")
            if "gb26875" in self.protocols and point.gb26875 is None:
                raise ValueError(f"point '{point.id}' needs a 'gb26875' place")
            if point.modbus is not None and point.modbus.width > self.modbus.max_registers:
                raise ValueError(f"point '{point.id}' is longer than a read may be (modbus.max_registers)")
            if self.read_only and point.write is not None:
                raise ValueError(f"point '{point.id}' has 'write', but the kind is read_only")
        known = {point.id for point in self.points}
        for name in (*((self.screen.headline,) if self.screen.headline else ()), *self.screen.trends):
            if name not in known:
                raise ValueError(f"screen: '{name}' is no point of this kind{suggest(name, known)}")
        return self

    def index(self, point: str) -> int:
        """The position of a point in every frame of this kind; KeyError if there is none of that name."""
        for position, candidate in enumerate(self.points):
            if candidate.id == point:
                return position
        raise KeyError(point)


BUILT_IN = Path(__file__).parent / "profiles"


def load_profiles(*folders: Path) -> dict[str, Profile]:
    """Every profile by kind: ours, then those of `folders`, where a later one replaces an earlier of its kind.

    Raises yamlfile.YamlFileError at the first file that is refused.
    """
    found: dict[str, Profile] = {}
    for folder in (BUILT_IN, *folders):
        for path in sorted(folder.glob("*.yaml")):
            profile = load(path, Profile)
            found[profile.kind] = profile
    return found
