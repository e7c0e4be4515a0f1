"""What may stand in a site file. Whether its parts fit each other is `check.py`'s to say."""

from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field, SecretStr, field_validator

from yamlfile import Strict, Text, suggest

Id = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?$")]
Account = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$")]
Trade = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Role = Literal["operator", "guard", "engineer", "frontdesk", "manager", "admin"]
NotifiedEvent = Literal["alarm_raised", "ticket_opened", "ticket_assigned", "ticket_breached"]
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


class SiteFile(Strict):
    """The whole file."""

    site: SiteHead
    connections: dict[Id, str] = {}
    devices: tuple[DeviceEntry, ...] = Field(min_length=1)
    rules: tuple[OverrideEntry, ...] = ()
    tickets: TicketSettings = TicketSettings()
    notify: tuple[Channel, ...] = ()
    retention: Retention = Retention()
    profiles: str | None = Field(default=None, description="a folder of this site's own kinds, relative to the file")
    packs: str | None = Field(default=None, description="a folder of this site's own rule packs, relative to the file")
