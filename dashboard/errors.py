"""Every error leaves in the same shape: ours, those of FastAPI, and those that nobody foresaw."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.answers import Json, error_answer
from gateway.errors import GatehouseError, TooMany

log = structlog.get_logger(__name__)
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class SlowDown(TooMany):
    """Asked too often; ask again after `retry_after_s`."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


async def _ours(request: Request, error: Exception) -> Json:
    assert isinstance(error, GatehouseError)
    headers: dict[str, str] = {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, SlowDown):
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    return error_answer(error.status, error.code, error.message, error.field, headers)


async def _validation(request: Request, error: Exception) -> Json:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return error_answer(422, "invalid", "the body is not valid JSON")
    message = str(first["msg"]).removeprefix("Value error, ")
    return error_answer(422, "invalid", message[:1].lower() + message[1:], _field(first["loc"]))


def _field(location: Sequence[Any]) -> str | None:
    """`("body", "rating")` as `rating`; None where the body as a whole is meant."""
    return ".".join(str(part) for part in location[1:]) or None


async def _http(request: Request, error: Exception) -> Json:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST:  # nested too deeply to be read
        return error_answer(422, "invalid", "the body can't be read")
    phrase = HTTPStatus(error.status_code).phrase.lower()
    code = _CODES.get(error.status_code, phrase.replace(" ", "_"))
    return error_answer(error.status_code, code, phrase, headers=dict(error.headers or {}))


class Unforeseen:
    """Whatever nobody caught: logged in full, told to the client as 500 without a word about the inside."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def watch(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            log.exception("a request failed", method=scope.get("method"), path=scope.get("path"))
            if scope["type"] == "http" and not began:
                await error_answer(500, "internal", "something went wrong inside Gatehouse")(scope, receive, send)


def register(app: FastAPI) -> None:
    """Teach the application how errors leave it."""
    app.add_exception_handler(GatehouseError, _ours)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
