"""Which protocol speaks for a connection's URL.

    schemes()               every known scheme, with the protocol of the kinds that it serves
    check(url)              ValueError that says what is wrong with a URL, and what would do
    protocol_of(url)        "modbus" or "mqtt": must be the protocol of the connection's devices
    connect(url, devices)   the connection; opens nothing yet

A protocol registers its schemes when its file in `drivers/protocols/` is imported; all files there are, at first use.
A URL may hold a password: messages of this package name the scheme and the option, never the whole URL.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from urllib.parse import urlsplit

import drivers.protocols
from drivers.driver import Connection, Device, Factory


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One URL scheme: `example` is shown to whoever wrote it wrongly; `check` raises ValueError."""

    name: str
    protocol: str
    example: str
    factory: Factory
    check: Callable[[str], object]


_schemes: dict[str, Scheme] = {}


def register(scheme: Scheme) -> None:
    """Make a scheme known; called by protocols as they are imported."""
    _schemes[scheme.name] = scheme


def schemes() -> dict[str, str]:
    """Protocol by scheme."""
    _load()
    return {name: scheme.protocol for name, scheme in sorted(_schemes.items())}


def protocol_of(url: str) -> str:
    """The protocol that serves this URL; ValueError for a scheme that is not known."""
    return _scheme_of(url).protocol


def check(url: str) -> None:
    """ValueError where `connect` would refuse the URL."""
    scheme = _scheme_of(url)
    try:
        scheme.check(url)
    except ValueError as error:
        raise ValueError(f"{error}; a URL that works looks like {scheme.example}") from error


def connect(url: str, devices: Sequence[Device]) -> Connection:
    """The connection behind a URL, for its devices; ValueError where the URL is wrong. No I/O yet."""
    check(url)
    return _scheme_of(url).factory(url, devices)


def _scheme_of(url: str) -> Scheme:
    _load()
    name = urlsplit(url).scheme
    if name not in _schemes:
        found = f"'{name}' is not a known scheme" if name else "the scheme is missing"
        raise ValueError(f"{found}; known are {', '.join(sorted(_schemes))}")
    return _schemes[name]


@cache
def _load() -> None:
    for module in iter_modules(drivers.protocols.__path__):
        import_module(f"drivers.protocols.{module.name}")
