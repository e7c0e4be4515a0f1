"""The address on which Gatehouse listens for what devices post.

push+http://0.0.0.0:8090?token=…
push+http://camera:password@0.0.0.0:8090
"""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from drivers.url import host_and_port, number, options, text

PORT = 8090
KNOWN: dict[str, Callable[[str], Any]] = {"token": text, "settle_s": number(0.1, 60), "max_peers": number(1, 1000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where, and who may post.

    token               in the address as `?token=`, or as `Authorization: Bearer`; empty: none is asked for
    username, password  of `Authorization: Basic`; empty: none is asked for
    settle_s            how long a device may wait for our word that what it posted is safe
    max_peers           connections at a time; one more is turned away
    """

    host: str
    port: int
    token: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    settle_s: float = 5.0
    max_peers: float = 64

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def lets_in(self, token: str, authorization: str) -> bool:
        """Compared in a time that tells nothing of how much of it was right."""
        if self.token:
            given = token or authorization.removeprefix("Bearer ")
            return hmac.compare_digest(given.encode(), self.token.encode())
        if self.username:
            pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            return hmac.compare_digest(authorization.encode(), f"Basic {pair}".encode())
        return True


def parse(url: str) -> Listening:
    """ValueError for anything that is not of the forms above."""
    parts = urlsplit(url)
    host, port = host_and_port(url, PORT)
    found = options(url, KNOWN)
    if "token" in found and parts.username:
        raise ValueError("a token and a name with a password are given; one of them is enough")
    return Listening(
        host=host, port=port, username=unquote(parts.username or ""), password=unquote(parts.password or ""), **found
    )
