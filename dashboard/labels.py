"""Labels: a code that leads from a device to its file, or from a checkpoint to the page that scans it."""

import base64
import io
import re
from urllib.parse import quote

import segno
from fastapi import Request

from gateway.config.site import Site
from gateway.errors import Invalid

# A name, an IPv4 address or an IPv6 address in brackets, and a port.
HOST = re.compile(r"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$")
QUIET_ZONE = 4  # modules; ISO/IEC 18004 asks for four


def address_of(device: str, site: Site, request: Request) -> str:
    """Where the device's file is: below the site's own URL, or else where this browser found us.

    Invalid where the browser calls us by something that is no host.
    """
    return f"{site.url or _as_called(request)}/devices/{device}"


def scan_address_of(code: str, site: Site, request: Request) -> str:
    """What the label of a checkpoint says: the page on which a phone scans, with the code. Invalid as above."""
    return f"{site.url or _as_called(request)}/scan?c={quote(code, safe='')}"


def code_address(text: str) -> str:
    """A QR code as a `data:` address, for a page that shows many."""
    return f"data:image/svg+xml;base64,{base64.b64encode(code(text)).decode()}"


def code(text: str) -> bytes:
    """A QR code as SVG, without style sheets or scripts; it stays readable with 15 % of it gone (level M)."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(
        picture, kind="svg", border=QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None, omitsize=True,
        dark="#000", light="#fff",
    )  # fmt: skip
    return picture.getvalue()


def _as_called(request: Request) -> str:
    host = request.headers.get("host", "")
    if not HOST.match(host):
        raise Invalid("the Host of the request is none; give the site a 'url'", field="host")
    return f"{request.url.scheme}://{host}"
