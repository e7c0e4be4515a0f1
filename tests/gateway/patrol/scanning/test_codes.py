"""Codes: what is signed is read, whatever is not is not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.patrol.scanning.codes import SLOT_S, KeyRing, Sort, last_part, proof

OLD, NEW = b"o" * 32, b"n" * 32
PLACES = [f"point-{number}" for number in range(40)]
RING = KeyRing({1: OLD, 2: NEW}, PLACES)


def test_a_printed_code() -> None:
    code = RING.printed("pump-room-1")
    assert code.startswith("pump-room-1.2.")
    assert len(code.rsplit(".", 1)[1]) == 16
    for scanned in (
        code,
        f" {code}\n",
        f"https://gatehouse.example/scan?c={code}",
        f"http://x:8080/scan?v=1&c={code}#a",
    ):
        reading = RING.read(scanned)
        assert reading is not None
        assert (reading.sort, reading.checkpoint, reading.key) == (Sort.PRINTED, "pump-room-1", 2)


def test_the_signature_is_the_standard_one() -> None:
    """By hand: HMAC-SHA256 of "printed", a line feed and the checkpoint; ten bytes in base 32."""
    import base64
    import hashlib
    import hmac

    mac = hmac.new(NEW, b"printed\ngate", hashlib.sha256).digest()
    assert RING.printed("gate") == "gate.2." + base64.b32encode(mac[:10]).decode()


def test_a_key_of_before_is_still_read() -> None:
    reading = RING.read(KeyRing({1: OLD}).printed("gate"))
    assert reading is not None
    assert (reading.checkpoint, reading.key) == ("gate", 1)
    assert RING.newest == 2


def test_a_shown_code_says_its_slot() -> None:
    code, until = RING.shown("gate", 3_000_015.0)
    reading = RING.read(code)
    assert reading is not None
    assert (reading.sort, reading.checkpoint, reading.slot) == (Sort.SHOWN, "gate", 100_000)
    assert until == 100_001 * SLOT_S
    assert RING.shown("gate", 3_000_029.9)[0] == code
    assert RING.shown("gate", 3_000_030.0)[0] != code


def test_typed_digits() -> None:
    for place in PLACES:
        for key in (1, 2):
            digits = RING.typed(place, key)
            assert len(digits) == 8
            reading = RING.read(digits)
            assert reading is not None
            assert (reading.sort, reading.checkpoint, reading.key) == (Sort.TYPED, place, key)


@pytest.mark.parametrize(
    "text",
    [
        "", "gate", "gate.2", "gate.2.", "gate.3.AAAAAAAAAAAAAAAA", "gate.x.AAAAAAAAAAAAAAAA", "12345678", "٣٣٣٣٣٣٣٣",
        "https://gatehouse.example/scan?c=", "http://[broken?c=1", "gate.2.rx.AAAA", "gate.2.r¹.AAAA",
        "gate.²." + "A" * 16,
        "gate." + "9" * 5000 + ".A", "\0", RING.printed("gate").lower(), RING.printed("gate") + "A",
        RING.printed("gate")[:-1],
        RING.printed("gate").replace("gate", "pump"), RING.shown("gate", 0.0)[0].replace("r0", "r1"),
        KeyRing({2: OLD}).printed("gate"),
    ],
)  # fmt: skip
def test_what_we_have_not_signed(text: str) -> None:
    assert RING.read(text) is None


@given(st.text(max_size=600))
def test_any_text_is_read_without_harm(text: str) -> None:
    assert RING.read(text) is None
    assert len(last_part(text)) <= 500


@given(st.integers(0, 60), st.sampled_from(string.ascii_letters + string.digits + ".-"))
def test_one_wrong_character_is_enough(place: int, character: str) -> None:
    code = RING.printed("pump-room-1")
    place %= len(code)
    changed = code[:place] + character + code[place + 1 :]
    assert (RING.read(changed) is None) == (changed != code)


def test_a_proof_is_the_plain_sha_256_of_the_code() -> None:
    assert proof("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
