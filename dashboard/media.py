"""What kind of photo or recording a kept file is: what the sender called it is not believed."""

from pathlib import Path

from gateway.patrol.keeping.media import sort_of

_LONGEST = 12  # bytes, by which every kind is known
_UNKNOWN = "application/octet-stream"  # a browser neither shows nor runs it


def kind_of(path: Path) -> str | None:
    """Its media type; None where there is no such file."""
    try:
        with path.open("rb") as file:
            return sort_of(file.read(_LONGEST)) or _UNKNOWN
    except OSError:
        return None
