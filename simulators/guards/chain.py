"""A phone's records follow from each other, so that nobody can take one out or put one in."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

CHAINED = ("id", "seq", "checkpoint", "code", "uid", "method", "time", "monotonic_ms")
"""The fields of a record that its digest stands for, in their order."""


def digest(previous: str, record: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the digest before (for the first record: the phone's id), a line feed and the fields as JSON."""
    fields = json.dumps([record[name] for name in CHAINED], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{fields}".encode()).hexdigest()
