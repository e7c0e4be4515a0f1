"""What a phone sends is read as it was written: its hash is made of the very characters."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dashboard.api.bodies_patrol import Scan
from dashboard.media import kind_of

NODE = Path(sys.executable).parent / "node"
ID = "0b9E6a1c-1d2f-4a3b-8c4d-5e6f708192a3"
# As a browser makes the text that it hashes, from the request's own fields.
IN_A_BROWSER = """
for (const { id, seq, checkpoint, code, uid, method, time, monotonic_ms } of JSON.parse(process.argv[1]))
  console.log(JSON.stringify([id, seq, checkpoint, code, uid, method, time, monotonic_ms]))
"""
TOLD: list[dict[str, Any]] = [
    {"checkpoint": "gate", "code": None, "uid": None, "monotonic_ms": 0},
    {"checkpoint": None, "code": 'quote " back \\ slash / line \n tab \t bell \u0007 del \u007f', "uid": "04A2"},
    {"checkpoint": "南门", "code": "\u2028\u2029\ufeff😀é", "uid": "", "time": "2026-01-31T08:00:00.1+08:00"},
    {"checkpoint": "gate", "code": "", "uid": "", "seq": 2**53, "monotonic_ms": 9_007_199_254_740_991},
    {"checkpoint": "gate", "code": "", "uid": "", "monotonic_ms": 12.0, "method": "nfc"},
]


def whole(about: dict[str, Any]) -> dict[str, Any]:
    usual = {"id": ID, "seq": 1, "method": "qr", "time": "2026-01-31T08:00:00.000Z", "monotonic_ms": None}
    return usual | about


def test_the_text_that_is_hashed_is_that_of_a_browser() -> None:
    told = [whole(about) for about in TOLD]
    browser = subprocess.run(
        [NODE, "-e", IN_A_BROWSER, json.dumps(told)], capture_output=True, text=True, timeout=100, check=True
    )
    assert [Scan.model_validate(each).chained() for each in told] == browser.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "0b9e6a1c1d2f4a3b8c4d5e6f708192"},
        {"id": ID + "\n"},
        {"time": 1_769_788_800},
        {"time": "9999-12-31T23:59:59Z"},
        {"offset_ms": float("nan")},
        {"monotonic_ms": 1.5},
        {"seq": 2**53 + 1},
        {"checks": {"noise": "yes"}},
        {"checks": {"noise": float("inf")}},
        {"finding": {"media": ["../../etc/passwd"]}},
        {"code": "x" * 501},
        {"signed": "by me"},
    ],
)
def test_what_can_not_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Scan.model_validate(whole({"checkpoint": "gate"}) | wrong)
    assert refused.value.errors()[0]["loc"][0] == next(iter(wrong))


def test_a_check_keeps_what_it_is() -> None:
    checks = Scan.model_validate(whole({"checkpoint": "gate", "checks": {"noise": True, "oil": 1, "gas": 0.5}})).checks
    assert [(name, type(value)) for name, value in checks.items()] == [("noise", bool), ("oil", float), ("gas", float)]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "application/octet-stream"),
        (b"\x1aE\xdf\xa3", "audio/webm"),
        (b"OggS", "audio/ogg"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"<svg onload=", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_medium_is_what_it_begins_with(tmp_path: Path, head: bytes, kind: str) -> None:
    path = tmp_path / "medium"
    path.write_bytes(head)
    assert kind_of(path) == kind
    assert kind_of(tmp_path / "none") is None
