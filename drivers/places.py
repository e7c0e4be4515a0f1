"""Where a point of a profile stands on its wire: in registers, in messages, or in a fire transmitter's reports."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from yamlfile import Strict

JsonPath = Annotated[str, Field(pattern=r"^$|^([^.\[\]]+|\[\d+\])(\.[^.\[\]]+|\[\d+\])*$")]
Order = Literal["big", "little"]
Table = Literal["holding", "input", "coil", "discrete"]
Type = Literal[
    "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64", "bit", "bcd16", "bcd32", "string"
]
BitNumber = Annotated[int, Field(ge=0, le=15)]
CountedBit = Literal["fire", "fault", "isolated", "supervisory", "started", "feedback"]
FireBit = Literal[
    "normal", "fire", "fault", "isolated", "supervisory", "started", "feedback", "delayed",
    "mains_fault", "battery_fault", "bus_fault", "manual_mode", "configuration_changed", "reset", "power_fault",
]  # fmt: skip
PlateColour = Literal["blue", "yellow", "green", "white", "black", ""]
PassageDirection = Literal["in", "out", ""]
TransmitterBit = Literal["fire", "fault", "mains_fault", "battery_fault", "channel_fault", "line_fault"]
WIDTHS: dict[str, int] = {
    "int16": 1, "uint16": 1, "int32": 2, "uint32": 2, "int64": 4, "uint64": 4,
    "float32": 2, "float64": 4, "bit": 1, "bcd16": 1, "bcd32": 2,
}  # fmt: skip


class ModbusPoint(Strict):
    """Where a point stands in a device's registers or bits, and how its raw value becomes one with a unit."""

    table: Table = "holding"
    address: int = Field(ge=0, le=65535, description="as on the wire, counted from 0")
    type: Type = "uint16"
    length: int = Field(default=0, ge=0, le=64, description="registers of a string")
    bit: int | None = Field(default=None, ge=0, le=15, description="which bit of a register, for type bit")
    bits: tuple[int, int] | None = Field(default=None, description="a bit field in an integer: [lowest bit, width]")
    word_order: Order | None = None
    byte_order: Order | None = None
    scale: float = 1.0
    offset: float = 0.0
    invalid: tuple[float, ...] = Field(default=(), description="raw values by which the device says 'no value'")

    @property
    def width(self) -> int:
        """How many registers (or, in a table of bits, bits) the point takes."""
        return self.length if self.type == "string" else WIDTHS[self.type]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.table in ("coil", "discrete") and self.type != "bit":
            raise ValueError(f"a {self.table} holds one bit; its type must be bit")
        if self.type == "bit" and self.table in ("holding", "input") and self.bit is None:
            raise ValueError("a bit of a register needs 'bit', 0 (lowest) to 15")
        if (self.type == "string") != (self.length > 0):
            raise ValueError("a string needs 'length' in registers, and nothing else may have it")
        if self.bits is not None:
            low, width = self.bits
            if self.type not in ("uint16", "uint32", "uint64") or low < 0 or width < 1 or low + width > 16 * self.width:
                raise ValueError("'bits' is [lowest bit, width] inside an unsigned integer")
        if self.address + self.width > 65536:
            raise ValueError("the point ends past address 65535")
        if self.scale == 0:
            raise ValueError("a scale of 0 makes every value 0; leave 'scale' out for 1")
        return self


class MqttPoint(Strict):
    """Where a point stands in a device's messages, when it does not follow the topics of Gatehouse."""

    topic: str | None = Field(
        default=None,
        pattern=r"^[^#+]*$",
        description="below the device's root (empty: the root itself), or absolute with a leading /",
    )
    path: JsonPath = Field(
        default="", description="dotted path into the JSON, [n] for a list; empty: the whole payload"
    )
    scale: float = 1.0
    offset: float = 0.0
    values: dict[str, float] = Field(default={}, description="what words in the payload mean, as numbers")
    invalid: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _has_scale(self) -> Self:
        if self.scale == 0:
            raise ValueError("a scale of 0 makes every value 0; leave 'scale' out for 1")
        return self


class ModbusKind(Strict):
    """What holds for every register of a kind, and how much its devices take in one request."""

    word_order: Order = "big"
    byte_order: Order = "big"
    max_registers: int = Field(default=125, ge=1, le=125)
    max_bits: int = Field(default=2000, ge=1, le=2000)
    max_gap: int = Field(default=16, ge=0, le=124, description="unused registers read along to save a request")
    timeout_s: float = Field(default=1.0, gt=0, le=30)


class MqttKind(Strict):
    """How often a device of this kind is expected to speak, and where, if not at its own root."""

    interval_s: float = Field(default=60.0, gt=0, description="how long after a message the next one is expected")
    time_path: JsonPath = Field(default="time", description="where in the JSON the time of the reading stands")


class HttpKind(Strict):
    """How often a device that posts to us is expected to say something."""

    interval_s: float = Field(default=60.0, gt=0, description="how long after a message the next one is expected")


class PassageKind(Strict):
    """Where cameras that read plates themselves say what they read: paths into their JSON, or names of form fields.

    A file of a form stands under the name of its field, and under its file's name without what follows the dot.
    """

    plate: JsonPath = Field(default="plate", min_length=1)
    colour: JsonPath = "colour"
    confidence: JsonPath = Field(default="confidence", description="0 to 1, or 0 to 100")
    direction: JsonPath = "direction"
    time: JsonPath = "time"
    id: JsonPath = Field(default="id", description="the same when it is told again; made of time and plate without it")
    picture: JsonPath = Field(default="picture", description="JPEG, in base64 or as a file")
    crop: JsonPath = Field(default="crop", description="the plate alone, in the same way")
    colours: dict[str, PlateColour] = Field(default={}, description="what its words or numbers for colours mean")
    directions: dict[str, PassageDirection] = Field(default={}, description="the same for directions")
    no_plate: tuple[str, ...] = Field(default=(), description="what it says in place of a plate that it cannot read")
    least_confidence: float = Field(default=0.8, ge=0, le=1, description="below this its reading counts as unsure")


class Gb26875Point(Strict):
    """What of a fire transmitter's reports a point says (GB/T 26875.3-2011); exactly one of these."""

    system: FireBit | None = Field(default=None, description="a bit of the fire system's status, 0 or 1")
    transmitter: TransmitterBit | None = Field(default=None, description="a bit of the transmitter's own status")
    count: CountedBit | None = Field(default=None, description="how many components are in that state")
    zone: int | None = Field(
        default=None, ge=0, le=0xFFFFFFFF, description="the gravest state of a zone, 0 to 7; 0: of whatever has no zone"
    )
    latest: Literal["fire", "fault"] | None = Field(default=None, description="the newest one, as a text")
    confirmed: Literal[True] | None = Field(default=None, description="0 no fire, 1 unconfirmed, 2 confirmed")
    duty_check: Literal[True] | None = Field(default=None, description="0 none, 1 asked, 2 answered, 3 not answered")

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of {', '.join(type(self).model_fields)}")
        return self


class Gb26875Kind(Strict):
    """How the transmitters of a kind deviate from the standard's frames, and what is asked of them."""

    version: int = Field(default=1, ge=0, le=255, description="main version of the protocol that they speak")
    bcd_times: bool = Field(default=False, description="times are binary-coded decimal, not plain bytes")
    utc_offset_h: float = Field(default=8.0, ge=-12, le=14, description="the clock that their times are told by")
    byte_order: Order = Field(default="little", description="of numbers longer than a byte")
    component_bytes: int = Field(default=40, ge=9, le=255, description="a component's object, without its time")
    component_bits: dict[FireBit, BitNumber] = Field(default={}, description="bits that stand elsewhere than usual")
    system_bits: dict[FireBit, BitNumber] = Field(default={}, description="the same for the system's status")
    zone_bytes: tuple[int, int] = Field(
        default=(2, 2), description="where in a component's four bytes of address its zone stands: [first, how many]"
    )
    reads: bool = Field(default=True, description="they answer when their status is read")
    clock_sync: bool = Field(default=False, description="their clocks are set when they connect, and once a day")
    duty_check_h: float = Field(default=0.0, ge=0, le=168, description="hours between duty checks; 0: none")
    duty_answer_min: float = Field(default=5.0, gt=0, le=255, description="how long a duty check may go unanswered")

    @model_validator(mode="after")
    def _zone_in_address(self) -> Self:
        first, count = self.zone_bytes
        if first < 0 or count < 1 or first + count > 4:
            raise ValueError("'zone_bytes' is [first, how many] inside an address of four bytes")
        return self
