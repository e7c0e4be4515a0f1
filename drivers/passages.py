"""What cameras that read plates themselves tell of a vehicle, by the `passage` section of their kind. Pure."""

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from drivers.driver import Device
from drivers.frame import Frame
from drivers.places import PassageKind
from drivers.plates.alphabet import PROVINCES
from drivers.plates.kinds import PlateKind, kind_of
from drivers.protocols.mqtt_values import at_path, compile_path, time_of
from drivers.sighting import Sighting

COUNTED = ("vehicles", "unsure", "last_plate")
"""Points that are counted here, from what comes; what a device itself says of them is passed over."""
LONGEST_PLATE, LONGEST_ID = 12, 80
LARGEST_PICTURE = 1024 * 1024
JPEG = b"\xff\xd8"
BETWEEN = re.compile(r"[\s·•.\-_]")
DATA_URL = re.compile(r"^data:image/jpe?g;base64,", re.IGNORECASE)
# Some makers put the colour before the number.
COLOURED = {"蓝": "blue", "黄": "yellow", "绿": "green", "白": "white", "黑": "black"}
COLOURS = ("blue", "yellow", "green", "white", "black")


class PassageReader:
    """One device's. `problems` of the newest `read` tell what of it could not be read; the rest holds."""

    def __init__(self, device: Device, kind: PassageKind) -> None:
        self._device = device.id
        self._kind = kind
        self._paths = {name: compile_path(getattr(kind, name)) for name in _PLACES}
        self._colours = {word.casefold(): colour for word, colour in kind.colours.items()}
        self._directions = {word.casefold(): direction for word, direction in kind.directions.items()}
        self._no_plate = frozenset(word.casefold() for word in kind.no_plate)
        self.problems: list[str] = []

    def read(self, body: Mapping[str, Any], received: float) -> Sighting | None:
        """The vehicle of a message; None where it tells of none. `received` stands in where it names no time."""
        self.problems = []
        is_there, raw = at_path(body, self._paths["plate"])
        if not is_there:
            return None
        seen, colour = self._plate(raw)
        colour = self._colour(body) or colour
        confidence = self._confidence(body) if seen else 0.0
        time = time_of(body, self._paths["time"], received)
        return Sighting(
            id=self._id(body, seen, received),
            device=self._device,
            time=time,
            plate=seen if confidence >= self._kind.least_confidence else "",
            seen=seen,
            colour=colour,
            kind=(kind_of(seen, colour) if seen else PlateKind.OTHER).value,
            confidence=confidence,
            margin=confidence,
            direction=self._direction(body),
            picture=self._picture(body, "picture"),
            crop=self._picture(body, "crop"),
        )

    def _plate(self, raw: Any) -> tuple[str, str]:
        """The number, and the colour that some write before it."""
        if raw is not None and not isinstance(raw, str):
            self.problems.append(f"{self._kind.plate}: is no text")
            return "", ""
        told = BETWEEN.sub("", raw or "").upper()
        if told.casefold() in self._no_plate:
            return "", ""
        if len(told) > 2 and told[0] in COLOURED and told[1] in PROVINCES:
            return told[1:], COLOURED[told[0]]
        if len(told) > LONGEST_PLATE or not told.isprintable():
            self.problems.append(f"{self._kind.plate}: is no plate")
            return "", ""
        return told, ""

    def _colour(self, body: Mapping[str, Any]) -> str:
        word = self._word(body, "colour")
        return self._colours.get(word) or (word if word in COLOURS else "")

    def _direction(self, body: Mapping[str, Any]) -> Any:
        word = self._word(body, "direction")
        return self._directions.get(word) or (word if word in ("in", "out") else "")

    def _confidence(self, body: Mapping[str, Any]) -> float:
        """0 to 1. A camera that says nothing of it is believed; one that says nonsense is not."""
        is_there, raw = at_path(body, self._paths["confidence"])
        if not is_there or raw is None:
            return 1.0
        try:
            value = float(raw)
        except (TypeError, ValueError):
            value = math.nan
        if not 0.0 <= value <= 100.0:
            self.problems.append(f"{self._kind.confidence}: is not from 0 to 100")
            return 0.0
        return value / 100.0 if value > 1.0 else value

    def _id(self, body: Mapping[str, Any], seen: str, received: float) -> str:
        """The same when the same vehicle is told of again."""
        is_there, raw = at_path(body, self._paths["id"])
        if is_there and isinstance(raw, str | int) and 0 < len(str(raw)) <= LONGEST_ID:
            return f"{self._device}/{raw}"
        is_there, moment = at_path(body, self._paths["time"])
        told = f"{moment if is_there else round(received, 1)}|{seen}"
        return f"{self._device}/{hashlib.sha256(told.encode()).hexdigest()[:20]}"

    def _picture(self, body: Mapping[str, Any], name: str) -> bytes:
        is_there, raw = at_path(body, self._paths[name])
        if not is_there or not raw:
            return b""
        try:
            found = raw if isinstance(raw, bytes) else base64.b64decode(DATA_URL.sub("", raw), validate=True)
        except (TypeError, ValueError, binascii.Error):
            found = b""
        if not found.startswith(JPEG) or len(found) > LARGEST_PICTURE:
            self.problems.append(f"{getattr(self._kind, name)}: is no JPEG of up to {LARGEST_PICTURE >> 20} MiB")
            return b""
        return found

    def _word(self, body: Mapping[str, Any], name: str) -> str:
        is_there, raw = at_path(body, self._paths[name])
        return str(raw).strip().casefold() if is_there and isinstance(raw, str | int) else ""


class PassageCount:
    """How many vehicles a device has told of since the program began, as a reading of its own."""

    def __init__(self, device: Device) -> None:
        positions = {point.id: number for number, point in enumerate(device.profile.points)}
        self._device = device.id
        self._at = sorted((positions[name], name) for name in COUNTED if name in positions)
        self._vehicles = self._unsure = 0
        self._last = ""

    def add(self, sighting: Sighting) -> None:
        """One vehicle more."""
        self._vehicles += 1
        self._unsure += not sighting.plate
        self._last = sighting.seen

    def reading(self, time: float) -> Frame | None:
        """What it is at this time; None where the kind has none of these points."""
        if not self._at:
            return None
        told = {"vehicles": float(self._vehicles), "unsure": float(self._unsure), "last_plate": math.nan}
        return Frame(
            device=self._device,
            time=time,
            values=np.array([told[name] for _, name in self._at], np.float64),
            quality=np.zeros(len(self._at), np.uint8),
            at=np.array([position for position, _ in self._at], np.intp),
            texts={position: self._last for position, name in self._at if name == "last_plate"},
        )


_PLACES = ("plate", "colour", "confidence", "direction", "time", "id", "picture", "crop")
