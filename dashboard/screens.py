"""The screens' files, as the build left them: known by name from the start, so no path leads anywhere else."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException

BUILT = Path(__file__).parent / "web" / "dist"
# Vite puts a hash of the content into these names, so they never change.
HASHED = re.compile(r"^assets/.+-[A-Za-z0-9_-]{8}\.\w+$")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
PAGE = "index.html"
# Places that have a page of their own beside the application's, with all below them. The guard's phone has one.
PAGES = {"scan": "scan.html"}
NOT_THERE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Gatehouse</title>"
    "<h1>The screens are not built</h1><p>Gatehouse runs, but its browser part was not built on this machine."
    " Run <code>make setup</code> and start it again.</p>"
)
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("font/woff2", ".woff2")


class _Place(Convertor[str]):
    """A path that is none of the API's: what is unknown there stays 404, a wrong method 405."""

    regex = r"(?!api(?:/|$)).*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("place", _Place())


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """Every file by its path below the root; `packed` are those that also lie there as gzip."""

    files: dict[str, Path]
    packed: dict[str, Path]

    def answer(self, path: str, accepts: str) -> Response:
        """The file; the page for anything that looks like one of its places; 404 otherwise."""
        name = path if path in self.files else PAGES.get(path.partition("/")[0], PAGE)
        if name not in self.files:
            return HTMLResponse(NOT_THERE, status_code=503)
        if name != path and "." in path.rsplit("/", 1)[-1]:
            raise HTTPException(404)
        headers = {"Cache-Control": FOR_EVER if HASHED.match(name) else ASK_EACH_TIME, "Vary": "Accept-Encoding"}
        file = self.files[name]
        if name in self.packed and "gzip" in accepts:
            headers["Content-Encoding"] = "gzip"
            file = self.packed[name]
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return FileResponse(file, media_type=kind, headers=headers)


def screens(folder: Path) -> Screens:
    """What lies in `folder`; nothing if it is not there."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    packed = {name.removesuffix(".gz"): path for name, path in found.items() if name.endswith(".gz")}
    return Screens(files={name: path for name, path in found.items() if not name.endswith(".gz")}, packed=packed)


def screens_router(folder: Path) -> APIRouter:
    """Everything that is not the API."""
    router = APIRouter()
    known = screens(folder)

    @router.api_route("/{path:place}", methods=["GET", "HEAD"], include_in_schema=False)
    async def screen(request: Request, path: str) -> Response:
        return known.answer(path, request.headers.get("accept-encoding", ""))

    return router
