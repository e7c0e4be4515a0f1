"""Bodies of posts as mappings."""

import pytest

from drivers.protocols.http_body import read_body

JPEG = b"\xff\xd8\xff\r\n--no\r\n\r\n\x00\xd9"


def form(*parts: tuple[str, bytes], end: bytes = b"--X--\r\n") -> bytes:
    return (
        b"".join(b"--X\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (h.encode(), c) for h, c in parts) + end
    )


def test_json() -> None:
    assert read_body("application/json; charset=utf-8", '{"plate": "苏A12345"}'.encode()) == {"plate": "苏A12345"}
    assert read_body("", b'{"plate": null}') == {"plate": None}


def test_a_form() -> None:
    assert read_body("application/x-www-form-urlencoded", b"plate=%E8%8B%8FA12345&speed=") == {
        "plate": "苏A12345",
        "speed": "",
    }


def test_several_parts_with_pictures_and_an_object() -> None:
    body = form(
        ('name="info"', '{"plate": "苏A12345", "confidence": 97}'.encode()),
        ('name="file1"; filename="picture.jpg"\r\nContent-Type: image/jpeg', JPEG),
        ('name="crop"; filename=""', b""),
        ('name="direction"', b" in "),
    )
    found = read_body('multipart/form-data; boundary="X"', body)
    assert (found["plate"], found["confidence"], found["direction"]) == ("苏A12345", 97, "in")
    assert found["file1"] == found["picture"] == JPEG
    assert found["crop"] == b""


def test_an_object_sent_as_a_file() -> None:
    body = form(('name="a"; filename="plate.json"', b'{"plate": "X1"}'))
    assert read_body("multipart/form-data; boundary=X", body)["plate"] == "X1"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"[1, 2]"), ("application/json", b"\xff"), ("application/json", b""),
        ("text/xml", b"<a/>"),
        ("multipart/form-data", b""), ("multipart/form-data; boundary=X", b"no parts"),
        ("multipart/form-data; boundary=X", form(*[(f'name="n{n}"', b"1") for n in range(80)])),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(80))),
    ],
)  # fmt: skip
def test_what_is_none(kind: str, body: bytes) -> None:
    with pytest.raises(ValueError):
        read_body(kind, body)
