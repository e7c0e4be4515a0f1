"""URLs of cameras, multipart streams and signing, without a socket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cameras.multipart import LARGEST_PART, Pictures, boundary_of
from drivers.cameras.signing import authorization
from drivers.errors import Garbage
from drivers.protocols.camera_url import address, parse
from drivers.registry import check

JPEG = b"\xff\xd8" + bytes(range(200)) + b"--almost" + b"\xff\xd9"


def part(jpeg: bytes = JPEG, *, length: bool = True, newline: bytes = b"\r\n") -> bytes:
    said = b"Content-Length: %d%s" % (len(jpeg), newline) if length else b""
    return b"--cut" + newline + b"Content-Type: image/jpeg" + newline + said + newline + jpeg + newline


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_pictures_come_whole_however_they_are_cut(length: bool, newline: bytes, step: int) -> None:
    stream = b"hello" + part(length=length, newline=newline) * 3 + b"--cut"
    pictures = Pictures(b"--cut")
    found = [jpeg for at in range(0, len(stream), step) for jpeg in pictures.feed(stream[at : at + step])]
    assert found == [JPEG] * 3
    assert pictures.broken == 0


def test_a_part_that_is_no_picture_is_counted_and_the_next_one_is_found() -> None:
    pictures = Pictures(b"--cut")
    stream = part(b"not found") + part(JPEG[:-2]) + part() + b"--cut\r\n" + b"x" * 9000 + part()
    assert pictures.feed(stream) == [JPEG, JPEG]
    assert pictures.broken == 2


def test_a_length_that_lies_does_not_end_the_stream() -> None:
    short = part().replace(b"Content-Length: %d" % len(JPEG), b"Content-Length: 50")
    pictures = Pictures(b"--cut")
    assert pictures.feed(short + part() + part()) == [JPEG, JPEG]


def test_what_never_ends_is_garbage() -> None:
    endless = Pictures(b"--cut")
    with pytest.raises(Garbage, match="no picture ended"):
        endless.feed(b"--cut\r\n\r\n" + bytes(LARGEST_PART + 1))
    with pytest.raises(Garbage, match="99999999"):
        Pictures(b"--cut").feed(b"--cut\r\nContent-Length: 99999999\r\n\r\n")


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_noise_ends_in_nothing(noise: list[bytes]) -> None:
    pictures = Pictures(b"--cut")
    for data in noise:
        assert pictures.feed(data) == []


@pytest.mark.parametrize(
    "told", ["multipart/x-mixed-replace;boundary=cut", 'multipart/x-mixed-replace; boundary="--cut"',
             "Multipart/Mixed; charset=x; BOUNDARY= --cut"],
)  # fmt: skip
def test_boundaries_with_and_without_dashes(told: str) -> None:
    assert boundary_of(told) == b"--cut"


@pytest.mark.parametrize("told", ["image/jpeg", "", "text/html; boundary=cut", "multipart/x-mixed-replace"])
def test_what_is_no_stream(told: str) -> None:
    with pytest.raises(Garbage, match="no stream of pictures"):
        boundary_of(told)


def test_digest_goes_before_basic() -> None:
    """The example of RFC 2617, 3.5."""
    asked = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",'
        ' opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    said = authorization(["Basic", asked], "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b")
    assert said is not None
    assert 'response="6629fae49393a05397450978507c4ef1"' in said
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in said
    assert "qop=auth, nc=00000001" in said


def test_old_and_other_ways_of_signing() -> None:
    assert authorization(['Basic realm="x"'], "me", "pass", "/") == "Basic bWU6cGFzcw=="
    old = authorization(['Digest realm="x", nonce="n"'], "me", "pass", "/")
    assert old is not None
    assert "qop" not in old
    assert authorization(["Negotiate"], "me", "pass", "/") is None
    assert authorization(['Digest realm="x", nonce="n", algorithm=SHA-512-256'], "me", "pass", "/") is None


def test_places() -> None:
    place = parse("rtsp://me:a%2Fb@10.0.3.22/Streaming/Channels/102?transport=1&fps=5&timeout_s=3")
    assert (place.host, place.port, place.fps, place.timeout_s) == ("10.0.3.22", 554, 5.0, 3.0)
    assert address(place) == "rtsp://me:a%2Fb@10.0.3.22:554/Streaming/Channels/102?transport=1"
    assert "a/b" not in f"{place} {place!r}"
    place = parse("mjpeg+https://[fd00::7]/v?check_hostname=false")
    assert (place.port, place.target, place.tls) == (443, "/v", {"check_hostname": "false"})
    place = parse("video+file:///srv/a%20lane.mp4?loop=1")
    assert (place.target, place.loop, str(place)) == ("/srv/a lane.mp4", True, "/srv/a lane.mp4")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mjpeg+http://", "the host is missing; a URL that works looks like mjpeg"),
        ("rtsp://me:secret@host:0/", "the port must be"),
        ("rtsp://me:secret@host:70000/", "the port must be"),
        ("rtsp://host/?fps=0", "option 'fps': 0 is not from 1 to 15"),
        ("rtsp://host/?fps=3&fps=4", "given twice"),
        ("video+file://srv/lane.mp4", "three slashes"),
        ("video+file:///srv/lane.mp4?speed=2", "'speed' is not an option here; known are fps, loop"),
    ],
)
def test_places_that_cannot_be(url: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        check(url)
    assert message in str(refused.value)
    assert "secret" not in str(refused.value)
