"""The URLs of cameras.

mjpeg+http://user:password@10.0.3.21/video.mjpg?fps=8
mjpeg+https://10.0.3.21/video.mjpg?ca=/etc/gatehouse/cameras.pem&check_hostname=false
rtsp://user:password@10.0.3.22:554/Streaming/Channels/102
rtsps://10.0.3.23:322/stream?ca=/etc/gatehouse/cameras.pem
video+file:///srv/recording.mp4?loop=1

Our own options are taken out of the query; what else stands there is the camera's and goes to it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from drivers.url import number, one_of, text

PORTS = {"mjpeg+http": 80, "mjpeg+https": 443, "rtsp": 554, "rtsps": 322}
ENCRYPTED = ("mjpeg+https", "rtsps")
FILE = "video+file"
Readers = dict[str, Callable[[str], Any]]
ANY: Readers = {"fps": number(1, 15), "timeout_s": number(0.2, 60), "connect_timeout_s": number(0.2, 30)}
TLS: Readers = {"ca": text, "check_hostname": one_of("true", "false")}
OF_FILES: Readers = {"fps": number(1, 15), "loop": one_of("0", "1")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a camera is.

    target     path and query that the camera is asked for; of a file its path
    fps        how many frames a second are looked at, at most; None: as many as its work needs
    timeout_s  without a whole frame for so long the picture is lost
    """

    scheme: str
    host: str = ""
    port: int = 0
    target: str = ""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    fps: float | None = None
    timeout_s: float = 5.0
    connect_timeout_s: float = 5.0
    loop: bool = False
    tls: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.host else self.target


def parse(url: str) -> Place:
    """ValueError for anything that is not one of the forms above; the message never repeats the URL."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError("is not a URL") from error
    if parts.scheme == FILE:
        return _file(parts)
    if not parts.hostname:
        raise ValueError("the host is missing")
    ours, theirs = _options(parts, ANY | TLS if parts.scheme in ENCRYPTED else ANY)
    query = f"?{theirs}" if theirs else ""
    return Place(
        scheme=parts.scheme,
        host=parts.hostname,
        port=_port(parts),
        target=(parts.path or "/") + query,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls={name: ours.pop(name) for name in TLS if name in ours},
        **ours,
    )


def address(place: Place) -> str:
    """The URL of a stream as cameras and FFmpeg take it; without a user where the place has none."""
    signed = ""
    if place.user is not None:
        signed = f"{quote(place.user, safe='')}:{quote(place.password or '', safe='')}@"
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"{place.scheme}://{signed}{host}:{place.port}{place.target}"


def _file(parts: SplitResult) -> Place:
    if parts.netloc or not parts.path.startswith("/"):
        raise ValueError("a file needs three slashes before its path")
    ours, theirs = _options(parts, OF_FILES)
    if theirs:
        raise ValueError(f"'{theirs.partition('=')[0]}' is not an option here; known are {', '.join(sorted(OF_FILES))}")
    return Place(scheme=FILE, target=unquote(parts.path), loop=ours.pop("loop", "0") == "1", **ours)


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError("the port must be a number from 1 to 65535") from error
    if port == 0:
        raise ValueError("the port must be a number from 1 to 65535")
    return port or PORTS[parts.scheme]


def _options(parts: SplitResult, known: Readers) -> tuple[dict[str, Any], str]:
    """Ours, read; and the camera's own, as a query."""
    ours: dict[str, Any] = {}
    theirs: list[tuple[str, str]] = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in known:
            theirs.append((name, value))
            continue
        if name in ours:
            raise ValueError(f"option '{name}' is given twice")
        try:
            ours[name] = known[name](value)
        except ValueError as error:
            raise ValueError(f"option '{name}': {error}") from error
    return ours, urlencode(theirs)
