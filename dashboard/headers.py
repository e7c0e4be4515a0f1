"""What every answer carries, and how large a request may be. Plain ASGI, so that it costs next to nothing."""

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.answers import error_answer

LARGEST_BODY = 64 * 1024
LARGEST_SHEET = 5 * 1024 * 1024
LARGEST_MEDIUM = 4 * 1024 * 1024
LARGEST_SCANS = 1024 * 1024
# Nothing else may be larger. A sheet and a photo are read only once it is known that whoever sends them may.
LARGER = {
    "/api/v1/vehicles/import": LARGEST_SHEET,
    "/api/v1/patrol/scans": LARGEST_SCANS,
    "/api/v1/patrol/media": LARGEST_MEDIUM,  # one each below it
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:;"
        " connect-src 'self'; worker-src 'self'; media-src 'self' blob:; manifest-src 'self';"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Browsers that once came by https never come by http again.
HTTPS_ONLY = "max-age=31536000"


class SecurityHeaders:
    """Adds them; what the API says is never kept by a browser or a proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = HTTPS_ONLY
            await send(message)

        await self._app(scope, receive, with_headers)


class BodyLimit:
    """Refuses a body above the limit of its path: at once where that is announced, otherwise once it is that large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _most(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > most:
            message = f"a body may have {most} bytes"
            await error_answer(413, "too_large", message)(scope, receive, send)
            return
        come = 0

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


def _most(path: str) -> int:
    """A photo's address ends with the photo's own name."""
    folder, _, _ = path.rpartition("/")
    return LARGER.get(path) or LARGER.get(folder, LARGEST_BODY)
