"""The URLs of Modbus connections.

modbus+tcp://10.0.3.11:502
modbus+rtuovertcp://10.0.3.12:4001
modbus+tls://10.0.3.13:802?ca=/etc/gatehouse/plant-ca.pem&cert=…&key=…
modbus+rtu:///dev/ttyUSB0?baudrate=9600&parity=N&stopbits=1
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from drivers.errors import ConnectionFailed
from drivers.url import host_and_port, number, one_of, options, text

PORTS = {"modbus+tcp": 502, "modbus+rtuovertcp": 502, "modbus+tls": 802}
# MODBUS over Serial Line V1.02, 2.5.1.1: 3.5 characters of silence, 1.75 ms above 19200 baud.
CHARACTERS_OF_SILENCE, LEAST_SILENCE_S, BITS_A_CHARACTER = 3.5, 0.00175, 11

USUAL = {"baudrate": 9600, "bytesize": 8, "stopbits": 1}

Readers = dict[str, Callable[[str], Any]]
ANY: Readers = {"timeout_s": number(0.05, 30), "connect_timeout_s": number(0.1, 30), "pause_s": number(0, 5)}
TLS: Readers = {"ca": text, "cert": text, "key": text, "check_hostname": one_of("true", "false")}
SERIAL: Readers = {
    "baudrate": number(300, 4_000_000), "bytesize": number(7, 8), "parity": one_of("N", "E", "O"),
    "stopbits": number(1, 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a Modbus line begins.

    host, port         of the device or the serial server; for a serial port its path and 0
    timeout_s          for an answer, in place of the kind's; None: the kind's
    pause_s            kept before each request, for devices that need it
    serial             baudrate, bytesize, parity, stopbits
    tls                ca, cert, key, check_hostname
    """

    scheme: str
    host: str
    port: int = 0
    timeout_s: float | None = None
    connect_timeout_s: float = 3.0
    pause_s: float = 0.0
    serial: dict[str, Any] = field(default_factory=dict)
    tls: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host


def parse(url: str) -> Address:
    """ValueError for anything that is not one of the forms above."""
    if urlsplit(url).scheme == "modbus+rtu":
        return _serial(url)
    scheme = urlsplit(url).scheme
    host, port = host_and_port(url, PORTS[scheme])
    found = options(url, ANY | TLS if scheme == "modbus+tls" else ANY)
    tls = {name: found.pop(name) for name in TLS if name in found}
    if ("cert" in tls) != ("key" in tls):
        raise ValueError("'cert' and 'key' are given together or not at all")
    return Address(scheme=scheme, host=host, port=port, tls=tls, **found)


def _serial(url: str) -> Address:
    parts = urlsplit(url)
    if parts.netloc or len(parts.path) < 2:
        raise ValueError("a serial line needs the path of its port after three slashes")
    found = options(url, ANY | SERIAL)
    numbers = {
        name: int(found.pop(name, default)) for name, default in (("baudrate", 9600), ("bytesize", 8), ("stopbits", 1))
    }
    serial = {**numbers, "parity": found.pop("parity", "N")}
    silence_s = max(LEAST_SILENCE_S, CHARACTERS_OF_SILENCE * BITS_A_CHARACTER / numbers["baudrate"])
    found.setdefault("pause_s", silence_s)
    return Address(scheme="modbus+rtu", host=unquote(parts.path), serial=serial, **found)


def tls_context(address: Address) -> ssl.SSLContext:
    """Modbus/TCP Security (V21): TLS 1.2 or later, and our certificate where the device asks who we are.

    Raises ConnectionFailed where a certificate cannot be read.
    """
    try:
        context = ssl.create_default_context(cafile=address.tls.get("ca"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = address.tls.get("check_hostname") != "false"
        if "cert" in address.tls:
            context.load_cert_chain(address.tls["cert"], address.tls["key"])
    except OSError as error:
        raise ConnectionFailed(f"the TLS certificates cannot be used: {error}") from error
    return context
