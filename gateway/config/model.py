"""What may stand in a site file. Whether its parts fit each other is `check.py`'s to say."""

from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field, SecretStr, field_validator

from gateway.config.fields import Account, Id, Share, TimeOfDay
from gateway.config.patrol_model import PatrolSettings
from yamlfile import Strict, Text, suggest

Trade = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Role = Literal["operator", "guard", "engineer", "frontdesk", "manager", "admin"]
NotifiedEvent = Literal["alarm_raised", "ticket_opened", "ticket_assigned", "ticket_breached"]
Yuan = Annotated[float, Field(ge=0, le=100_000, multiple_of=0.01)]
DEFAULT_BUS = "bus"


class SiteHead(Strict):
    """Which site this is."""

    id: Id
    name: Text
    timezone: str = "Asia/Shanghai"
    url: str | None = Field(default=None, description="where browsers find Gatehouse; labels lead there")

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"'{name}' is not a time zone{suggest(name, available_timezones())}")
        return name

    @field_validator("url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        """Without the slash at its end."""
        if url is None:
            return None
        parts = urlsplit(url)
        odd = parts.username is not None or parts.query or parts.fragment
        if parts.scheme not in ("http", "https") or not parts.hostname or odd:
            raise ValueError(f"'{url}' is not an address like https://gatehouse.example")
        return url.rstrip("/")


class ZoneEntry(Strict):
    """A fire lane or another place to be kept free, in a camera's picture."""

    name: Text
    corners: tuple[tuple[Share, Share], ...] = Field(
        min_length=3, max_length=16, description="of a polygon: [x, y] from 0 to 1, from the left and from the top"
    )


class DeviceEntry(Strict):
    """A device: what it is, and where it is read."""

    id: Id
    kind: str
    connection: str = Field(
        default=DEFAULT_BUS, description="of `connections`; MQTT kinds are on the site's broker otherwise"
    )
    unit: int = Field(default=1, ge=0, le=255, description="the Modbus unit id")
    poll_s: float | None = Field(
        default=None, ge=0.05, le=3600, description="how often it is read, or should speak; 1 s, or its kind's own"
    )
    name: Text | None = None
    location: Text | None = None
    without: tuple[str, ...] = Field(default=(), description="globs over ids of points that this device lacks")
    out_of_service: bool = False
    address: str = Field(default="", pattern=r"^[0-9a-fA-F]*$", description="of a fire transmitter: its own, in hex")
    fed_by: tuple[str, ...] = Field(
        default=(), description="what it hangs on: a device, or `device/point` for one outgoing feeder of it"
    )
    names: dict[str, Text] = Field(default={}, description="what points are called here: feeders, circuits, zones")
    nameplate: dict[str, str] = Field(default={}, description="maker, model, serial number …, shown as written")
    zones: tuple[ZoneEntry, ...] = Field(
        default=(), max_length=4, description="of a camera: where no vehicle may stand; points zone_1 to zone_4"
    )

    @field_validator("fed_by", mode="before")
    @classmethod
    def _one_or_many(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given


class OverrideEntry(Strict):
    """A limit, or other hours, of this site instead of a pack's."""

    model_config = ConfigDict(validate_by_name=True)
    device: str
    rule: str
    limit: float | None = None
    deadband: float | None = Field(default=None, ge=0)
    on_delay_s: float | None = Field(default=None, ge=0)
    off_delay_s: float | None = Field(default=None, ge=0)
    from_: str | None = Field(default=None, alias="from", description="of the rule's clocks: local time, 22:00")
    to: str | None = None
    priority: int | None = Field(default=None, ge=1, le=4)
    enabled: bool | None = None


class Clocks(Strict):
    """How soon somebody must be there, and have it solved."""

    arrive_min: float = Field(gt=0)
    resolve_min: float = Field(gt=0)


class ClockTable(Strict):
    """Clocks by urgency; an urgency that is left out keeps the standard ones."""

    emergency: Clocks | None = None
    ordinary: Clocks | None = None


class TicketSettings(Strict):
    """Who gets a ticket, and who hears of one that is late."""

    assign: dict[Trade, Account] = Field(default={}, description="trade → account; `default` for all other trades")
    clocks: ClockTable = ClockTable()
    escalate: tuple[Role, ...] = ("operator", "manager")


class Channel(Strict):
    """Where people outside are told. The URL is apprise's and holds secrets: it is never shown."""

    name: Id
    url: SecretStr
    events: tuple[NotifiedEvent, ...] = ("ticket_opened", "ticket_assigned", "ticket_breached")
    priority: int = Field(default=4, ge=1, le=4, description="at least this grave: 1 only critical, 4 all")
    trades: tuple[Trade, ...] = Field(default=(), description="only these; none: all")


class Retention(Strict):
    """How long readings and one-minute values are kept; hours are kept for ever."""

    readings_days: int = Field(default=30, ge=1, le=3660)
    minutes_days: int = Field(default=400, ge=7, le=3660)
    passages_days: int = Field(default=180, ge=1, le=3660, description="who passed the gates")
    pictures_days: int = Field(default=30, ge=1, le=3660, description="pictures of them")


class GateEntry(Strict):
    """A lane for vehicles: who sees them, and what lets them through."""

    id: Id
    name: Text
    camera: str = Field(description="the device that reads the plates")
    barrier: str | None = Field(default=None, description="a device of kind barrier; left out: passages are only kept")
    direction: Literal["in", "out", "both"] = "both"
    temporary: bool = Field(default=False, description="vehicles that nobody knows may come in, and pay on leaving")
    passback: bool = Field(default=True, description="a vehicle that is inside can't come in once more")


class NightEntry(Strict):
    """Hours of the night with a price of their own."""

    model_config = ConfigDict(validate_by_name=True)
    from_: TimeOfDay = Field(alias="from", description="local time, 22:00")
    to: TimeOfDay
    cap: Yuan


class TariffEntry(Strict):
    """What a stay costs, in yuan."""

    free_minutes: int = Field(default=30, ge=0, le=1440)
    per_hour: Yuan = 5.0
    day_cap: Yuan = 30.0
    night: NightEntry | None = None
    exit_minutes: int = Field(default=15, ge=0, le=240, description="to leave in, after paying")


class ParkingSettings(Strict):
    """The car park behind the gates."""

    spaces: int = Field(default=0, ge=0, description="0: not counted")
    tariff: TariffEntry = TariffEntry()


class SiteFile(Strict):
    """The whole file."""

    site: SiteHead
    connections: dict[Id, str] = {}
    devices: tuple[DeviceEntry, ...] = Field(min_length=1)
    rules: tuple[OverrideEntry, ...] = ()
    gates: tuple[GateEntry, ...] = ()
    parking: ParkingSettings = ParkingSettings()
    patrol: PatrolSettings = PatrolSettings()
    tickets: TicketSettings = TicketSettings()
    notify: tuple[Channel, ...] = ()
    retention: Retention = Retention()
    profiles: str | None = Field(default=None, description="a folder of this site's own kinds, relative to the file")
    packs: str | None = Field(default=None, description="a folder of this site's own rule packs, relative to the file")
