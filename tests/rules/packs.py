"""Packs written in a line or two, for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rules.columns import DeviceColumns
from rules.pack import Pack

KIND = "thing"


def rule(name: str, when: Mapping[str, Any], **further: Any) -> dict[str, Any]:
    """A rule with all that must be there, as a file would hold it."""
    text = {"zh": "值 {value} 限 {limit} {unit}", "en": "value {value} limit {limit} {unit}"}
    plain = {"zh": "名", "en": "name"}
    return {
        "id": name, "name": plain, "kind": "trouble", "priority": 3, "when": when, "message": text, "source": "ours",
        **further,
    }  # fmt: skip


def pack(*rules: Mapping[str, Any]) -> Pack:
    return Pack.model_validate({"kind": KIND, "rules": rules})


def columns(
    *points: str, id_: str = "d1", start: int = 0, unfitted: Sequence[str] = (), units: Sequence[str] = ()
) -> DeviceColumns:
    """A device with these points and `online`."""
    every = (*points, "online")
    fitted = np.array([point not in unfitted for point in every])
    return DeviceColumns(id=id_, kind=KIND, start=start, points=every, fitted=fitted, units=tuple(units))
