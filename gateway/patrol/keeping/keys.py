"""The site's secrets for patrols, as files that only this account may read: the keys of the codes, and the draw's."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from gateway.errors import Unavailable
from gateway.private import write_private

KEYS, DRAW = "patrol-keys", "patrol-draw"
KEY_BYTES = 32


class KeysError(Unavailable):
    """The file can't be read, or a new one can't be written; the text says why."""

    default_code = "patrol_keys"


def load_keys(folder: Path) -> Mapping[int, bytes]:
    """By their number; a first one is made where there is none."""
    text = _read(folder / KEYS)
    if text is None:
        return add_key(folder, {})
    try:
        keys = {int(number): bytes.fromhex(key) for number, key in json.loads(text).items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise KeysError(f"{folder / KEYS}: {error}") from error
    if not keys or not all(keys.values()):
        raise KeysError(f"{folder / KEYS}: there is no key in it")
    return keys


def add_key(folder: Path, keys: Mapping[int, bytes]) -> Mapping[int, bytes]:
    """With one more, which is on the disk."""
    more = {**keys, max(keys, default=0) + 1: secrets.token_bytes(KEY_BYTES)}
    _write(folder / KEYS, json.dumps({str(number): key.hex() for number, key in more.items()}))
    return more


def load_draw(folder: Path) -> bytes:
    """The secret of the random rounds, made at the first start."""
    text = _read(folder / DRAW)
    if text is None:
        text = secrets.token_hex(KEY_BYTES)
        _write(folder / DRAW, text)
    try:
        secret = bytes.fromhex(text)
    except ValueError as error:
        raise KeysError(f"{folder / DRAW}: {error}") from error
    if len(secret) < KEY_BYTES:
        raise KeysError(f"{folder / DRAW}: the secret is too short")
    return secret


def _read(path: Path) -> str | None:
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise KeysError(f"{path}: {error}") from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, text.encode())
    except OSError as error:
        raise KeysError(f"{path}: {error}") from error
