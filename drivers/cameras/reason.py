"""Why a camera gave no video. Over RTSP OpenCV says only that there is none; a plain question tells more."""

import socket
from dataclasses import replace

from drivers.errors import ConnectionFailed, DriverError, Garbage, Refused
from drivers.protocols.camera_url import Place, address

OK, UNAUTHORIZED = 200, 401
LONGEST_LINE = 512


def reason(place: Place) -> DriverError:
    """What is the matter, as an error to raise. Blocks for the place's time-outs at most; sends no password."""
    try:
        with socket.create_connection((place.host, place.port), timeout=place.connect_timeout_s) as line:
            if place.scheme == "rtsps":
                return _no_video(place)
            line.settimeout(place.timeout_s)
            line.sendall(question(place))
            told = line.recv(LONGEST_LINE)
    except OSError as error:
        return ConnectionFailed(f"{place}: {why(error)}")
    return verdict(place, told)


def question(place: Place) -> bytes:
    """What a camera is asked: to describe its stream."""
    url = address(replace(place, user=None))
    return f"DESCRIBE {url} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n".encode()


def verdict(place: Place, told: bytes) -> DriverError:
    """From the first line of the answer."""
    version, _, status = told.split(b"\r\n", 1)[0].decode("ascii", "replace").partition(" ")
    code, _, words = status.partition(" ")
    if not version.startswith("RTSP/") or not code.isdecimal():
        return Garbage(f"{place} does not speak RTSP")
    if int(code) == OK:
        return _no_video(place)
    if int(code) == UNAUTHORIZED:
        words = "the user or the password is wrong" if place.user is not None else "it asks for a user and a password"
    return Refused(f"{place} answers {code}: {words}", code=int(code))


def why(error: Exception) -> str:
    """What a failed connection says of itself."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _no_video(place: Place) -> DriverError:
    return ConnectionFailed(f"{place}: no video can be had there")
