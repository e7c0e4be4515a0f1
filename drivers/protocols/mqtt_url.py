"""The URLs of brokers.

mqtt://user:password@10.0.3.2:1883
mqtts://broker.example:8883?ca=/etc/gatehouse/plant-ca.pem&cert=…&key=…&client_id=gatehouse-jinxiu
"""

import hashlib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from drivers.driver import Device
from drivers.url import host_and_port, number, options, text

HANDSHAKE_TIMEOUT_S = 5.0
PORTS = {"mqtt": 1883, "mqtts": 8883}
Readers = dict[str, Callable[[str], Any]]
TLS: Readers = {"ca": text, "cert": text, "key": text}
ANY: Readers = {
    "client_id": text, "keepalive_s": number(5, 3600), "session_expiry_s": number(0, 4_294_967_294),
    "connect_timeout_s": number(0.1, 30),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Where a broker is and who we are to it. It keeps our messages for `session_expiry_s` while we are away."""

    host: str
    port: int
    is_tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    client_id: str | None = None
    keepalive_s: float = 30.0
    session_expiry_s: float = 7 * 86400.0
    connect_timeout_s: float = 5.0
    tls: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def parse(url: str) -> Broker:
    """ValueError for anything that is not one of the forms above."""
    parts = urlsplit(url)
    host, port = host_and_port(url, PORTS[parts.scheme])
    is_tls = parts.scheme == "mqtts"
    found = options(url, ANY | TLS if is_tls else ANY)
    tls = {name: found.pop(name) for name in TLS if name in found}
    if ("cert" in tls) != ("key" in tls):
        raise ValueError("'cert' and 'key' are given together or not at all")
    username = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Broker(host=host, port=port, is_tls=is_tls, username=username, password=password, tls=tls, **found)


class _Handshake(ssl.SSLSocket):
    """paho gives a handshake the time of a whole keep-alive, and forgets to close the socket of one that fails."""

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(HANDSHAKE_TIMEOUT_S)
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def tls_context(broker: Broker) -> ssl.SSLContext:
    """Only a broker whose certificate is good for its name; ours where it asks who we are. OSError for a bad file."""
    context = ssl.create_default_context(cafile=broker.tls.get("ca"))
    context.sslsocket_class = _Handshake
    if "cert" in broker.tls:
        context.load_cert_chain(broker.tls["cert"], broker.tls["key"])
    return context


def client_id(broker: Broker, devices: Sequence[Device]) -> str:
    """The same at every start, so that the broker knows us again: as given, or after the site, or after the topics.

    Two gateways of one site on one broker need a `client_id` each: a broker lets an id in only once.
    """
    if broker.client_id is not None:
        return broker.client_id
    sites = {parts[1] for device in devices if len(parts := device.topic.split("/")) == 3 and parts[0] == "gatehouse"}
    if len(sites) == 1:
        return f"gatehouse-{sites.pop()}"
    topics = "\n".join(sorted(device.topic for device in devices))
    return f"gatehouse-{hashlib.sha256(topics.encode()).hexdigest()[:12]}"
