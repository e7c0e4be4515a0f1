"""Devices that publish by themselves, each on a connection of its own, so that its last will is a real one."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any, Protocol

import orjson

from simulators.servers.broker_line import BrokerLine

PUBLISH_EVERY_S = 5.0
LOOK_EVERY_S = 0.25
UNREADABLE = (b"\xff\xfe\x00", b'{"time": ', b"[1, 2", b'{"values": "warm"}', b"")


class Speaker(Protocol):
    """What the publisher asks of a device."""

    id: str

    @property
    def wire_fault(self) -> str | None: ...
    @property
    def age(self) -> int: ...
    def readings(self) -> Mapping[str, float | str]: ...
    def take_events(self) -> list[dict[str, Any]]: ...


class Publisher:
    """Publishes a device's events, its state every few seconds, and at once when one of its `states` changes."""

    def __init__(self, device: Speaker, *, url: str, site: str, states: frozenset[str], random: Random) -> None:
        self._device = device
        self._line = BrokerLine(
            device.id, url=url, topic=f"gatehouse/{site}/{device.id}", on_connected=lambda: self._tell_online(True)
        )
        self._states = states
        self._random = random
        self._age = -1
        self._told: dict[str, float | str] | None = None
        # Devices that were switched on together do not speak in step for ever.
        self._due_s = random.uniform(0.0, PUBLISH_EVERY_S)

    async def look(self, now_s: float) -> None:
        """Do what is due at `now_s`, seconds since the publishers began; a silent device leaves without a word."""
        if self._device.wire_fault == "silent":
            self._line.drop()
            self._device.take_events()
            return
        await self._line.look(now_s)
        if not self._line.is_connected or (self._age == self._device.age and now_s < self._due_s):
            return
        self._age = self._device.age
        for event in self._device.take_events():
            self._line.publish("event", orjson.dumps({"time": _now(), **event}))
        readings = self._device.readings()
        states = {name: readings[name] for name in self._states & readings.keys()}
        if now_s >= self._due_s or states != self._told:
            self._line.publish("state", self._payload(readings))
            self._told, self._due_s = states, now_s + PUBLISH_EVERY_S * self._random.uniform(0.9, 1.0)

    def close(self) -> None:
        """Leave the broker; a device that is switched off properly says that it goes."""
        if self._line.is_connected:
            self._tell_online(False)
        self._line.close()

    def _tell_online(self, is_online: bool) -> None:
        self._line.publish("online", b"true" if is_online else b"false", retain=True)

    def _payload(self, readings: Mapping[str, float | str]) -> bytes:
        if self._device.wire_fault == "garbage":
            return self._random.choice(UNREADABLE)
        return orjson.dumps({"time": _now(), "values": readings})


async def publish(publishers: Sequence[Publisher]) -> None:
    """Let them all speak until cancelled, then say goodbye."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    try:
        while True:
            for publisher in publishers:
                await publisher.look(loop.time() - began_s)
            await asyncio.sleep(LOOK_EVERY_S)
    finally:
        for publisher in publishers:
            publisher.close()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
