"""Calls that are promised and not built yet say so in the documentation."""

from typing import Any

from dashboard.api.models import Error

NOT_BUILT: dict[int | str, dict[str, Any]] = {501: {"model": Error, "description": "not built yet"}}
