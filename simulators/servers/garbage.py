"""Answers that are none: what a bad line or a broken serial server makes of a frame.

Never a sound frame with other values in it: over TCP, which carries no checksum, nobody could tell it from the truth.
"""

from random import Random

HEAD = 8
"""Bytes that say whose answer to what a frame is; spoiling them spoils the frame on every kind of line."""


def garbage(frame: bytes, random: Random) -> bytes:
    """A spoilt `frame`: noise, a frame cut off, one behind stray bytes, or one with a spoilt head."""
    spoil = random.choice((_noise, _cut, _shifted, _turned))
    return spoil(frame, random)


def _noise(_frame: bytes, random: Random) -> bytes:
    return random.randbytes(random.randint(1, 60))


def _cut(frame: bytes, random: Random) -> bytes:
    return frame[: random.randint(1, max(1, len(frame) - 1))]


def _shifted(frame: bytes, random: Random) -> bytes:
    return random.randbytes(random.randint(1, 7)) + frame


def _turned(frame: bytes, random: Random) -> bytes:
    spoilt = bytearray(frame)
    head = min(HEAD, len(spoilt))
    for position in random.sample(range(head), min(3, head)):
        spoilt[position] ^= random.randint(1, 255)
    return bytes(spoilt)
