"""An answer in JSON, straight from orjson: the shapes are told to OpenAPI, and not checked again on the way out."""

from typing import Any

import orjson
from fastapi.responses import Response


class Json(Response):
    """`content` as JSON; NaN becomes null."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)


def error_answer(
    status: int, code: str, message: str, field: str | None = None, headers: dict[str, str] | None = None
) -> Json:
    """The one shape of everything that is not a success."""
    return Json({"error": {"code": code, "message": message, "field": field}}, status, headers)
