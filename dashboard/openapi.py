"""The OpenAPI document, with the live messages among its schemas; `python -m dashboard.openapi` prints it.

Nothing is started for it: it follows from the routes and models alone.
"""

from typing import Any

import orjson
from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from dashboard.api.models_live import LIVE_MODELS
from dashboard.api.routes import api_router

TITLE = "Gatehouse"
ABOUT = (
    "Sign in with `POST /api/v1/session`, or send `Authorization: Bearer TOKEN`. A list is an array, newest first;"
    ' `after` is the last id of the page before. An error is `{"error": {"code", "message", "field"}}`.'
    " `WS /api/v1/live` sends LiveSnapshot, then LiveDelta and LiveHeartbeat."
)
SECURITY = {
    "session": {"type": "apiKey", "in": "cookie", "name": "gatehouse_session"},
    "token": {"type": "http", "scheme": "bearer"},
}


def document(app: FastAPI) -> dict[str, Any]:
    """What FastAPI knows of the routes, and besides: how one signs in, and what the live channel says."""
    told = FastAPI.openapi(app)
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    _, live = models_json_schema(
        [(model, "validation") for model in LIVE_MODELS], ref_template="#/components/schemas/{model}"
    )
    for name, schema in live["$defs"].items():
        schemas.setdefault(name, schema)
    told["components"]["securitySchemes"] = SECURITY
    told["security"] = [{name: []} for name in SECURITY]
    return told


def main() -> None:
    """Print the document."""
    app = FastAPI(title=TITLE, version="1", description=ABOUT)
    app.include_router(api_router())
    print(orjson.dumps(document(app), option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    main()
