"""The web application: everything of the dashboard, put together over one gateway."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response

from dashboard import errors, metrics
from dashboard.answers import Json
from dashboard.api import live as live_route
from dashboard.api.routes import PREFIX, api_router
from dashboard.devicefile import DeviceFiles
from dashboard.directory import Directory
from dashboard.headers import BodyLimit, SecurityHeaders
from dashboard.identity import Door
from dashboard.live import Hub
from dashboard.openapi import ABOUT, TITLE, document
from dashboard.plant import Plant
from dashboard.ports import Gateway
from dashboard.screens import BUILT, screens_router
from dashboard.sessions import Sessions
from dashboard.signin import SignIn
from dashboard.visits import Visits


def create_app(gateway: Gateway, *, screens: Path | None = BUILT) -> FastAPI:
    """The application; `screens` is where the built browser part lies, None: none is served.

    Its lifespan runs what must run beside the requests. Nothing is served that is for developers only.
    """
    app = FastAPI(
        title=TITLE,
        version=gateway.version,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    _furnish(app, gateway)
    errors.register(app)
    app.include_router(api_router())
    app.include_router(live_route.router, prefix=PREFIX)
    app.include_router(metrics.router)
    _offer_document(app)
    if screens is not None:
        app.include_router(screens_router(screens))
    # The last added is the outermost.
    app.add_middleware(BodyLimit)
    app.add_middleware(errors.Unforeseen)
    app.add_middleware(SecurityHeaders)
    return app


def _furnish(app: FastAPI, gateway: Gateway) -> None:
    """What the calls find in `app.state`."""
    state: Any = app.state
    state.gateway = gateway
    state.plant = Plant(gateway)
    state.files = DeviceFiles(gateway, state.plant)
    state.directory = Directory(gateway.database, gateway.clock)
    state.sessions = Sessions(gateway.data, gateway.clock)
    state.signin = SignIn(state.directory, gateway.clock)
    state.visits = Visits(gateway)
    state.door = Door(state.directory, state.sessions)
    state.hub = Hub(gateway, state.plant, state.door)
    state.metrics = metrics.registry(gateway, state.hub)


def _offer_document(app: FastAPI) -> None:
    @app.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> Response:
        return Json(document(app))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        tasks = (group.create_task(app.state.directory.run()), group.create_task(app.state.hub.run()))
        yield
        app.state.hub.close()
        for task in tasks:
            task.cancel()
