"""The codes at the checkpoints: signed with the site's key, so that nobody makes one at home.

    CHECKPOINT.KEY.SIGNATURE           printed, and in the tag
    CHECKPOINT.KEY.rSLOT.SIGNATURE     on a screen, for SLOT_S seconds
    eight digits                       below the printed one, to be typed

The signature is HMAC-SHA256 (RFC 2104), its first 80 bits in base 32; KEY is the number of the key.
"""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

SLOT_S = 30.0
SIGNATURE_BYTES = 10
DIGITS = 8
LONGEST = 500  # characters of what was scanned; a longer one is not looked at


class Sort(StrEnum):
    PRINTED = "printed"
    SHOWN = "shown"
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a code says. `slot` is that of a shown one."""

    sort: Sort
    checkpoint: str
    key: int
    slot: int = 0


class KeyRing:
    """The site's keys by their number; the greatest is the one in use, the others are of before."""

    def __init__(self, keys: Mapping[int, bytes], checkpoints: Iterable[str] = ()) -> None:
        """`checkpoints`: whose digits are known again."""
        if not keys:
            raise ValueError("a key ring has at least one key")
        self._keys = dict(keys)
        self.newest = max(keys)
        known = list(checkpoints)
        # The newest key last: should two checkpoints ever have the same digits, that in use counts.
        self._digits = {
            self.typed(checkpoint, number): Reading(sort=Sort.TYPED, checkpoint=checkpoint, key=number)
            for number in sorted(keys)
            for checkpoint in known
        }

    @property
    def numbers(self) -> Sequence[int]:
        return sorted(self._keys, reverse=True)

    def printed(self, checkpoint: str, key: int | None = None) -> str:
        """The code in a label; `key` None: the one in use."""
        number = self.newest if key is None else key
        return f"{checkpoint}.{number}.{self._sign(number, 'printed', checkpoint)}"

    def typed(self, checkpoint: str, key: int | None = None) -> str:
        """The digits below it."""
        number = self.newest if key is None else key
        mac = self._mac(number, "typed", checkpoint)
        return f"{int.from_bytes(mac[:8]) % 10**DIGITS:0{DIGITS}}"

    def shown(self, checkpoint: str, now: float) -> tuple[str, float]:
        """What a screen shows at this time (seconds UTC), and until when."""
        slot = int(now // SLOT_S)
        return self._shown(self.newest, checkpoint, slot), (slot + 1) * SLOT_S

    def read(self, text: str) -> Reading | None:
        """What a code, an address with a code, or typed digits say; None where we have not signed it."""
        code = last_part(text)
        if len(code) == DIGITS and code.isascii() and code.isdecimal():
            return self._digits.get(code)
        pieces = code.rsplit(".", 3)
        if len(pieces) == 4 and pieces[2][:1] == "r" and pieces[2][1:].isascii() and pieces[2][1:].isdecimal():
            return self._checked(pieces[0], pieces[1], code, slot=int(pieces[2][1:]))
        pieces = code.rsplit(".", 2)
        return self._checked(pieces[0], pieces[1], code, slot=None) if len(pieces) == 3 else None

    def _checked(self, checkpoint: str, key: str, code: str, *, slot: int | None) -> Reading | None:
        if not (key.isascii() and key.isdecimal() and len(key) < 10 and int(key) in self._keys):
            return None
        number = int(key)
        right = self.printed(checkpoint, number) if slot is None else self._shown(number, checkpoint, slot)
        if not hmac.compare_digest(right.encode(), code.encode()):
            return None
        sort = Sort.PRINTED if slot is None else Sort.SHOWN
        return Reading(sort=sort, checkpoint=checkpoint, key=number, slot=slot or 0)

    def _shown(self, key: int, checkpoint: str, slot: int) -> str:
        return f"{checkpoint}.{key}.r{slot}.{self._sign(key, 'shown', checkpoint, str(slot))}"

    def _sign(self, key: int, *parts: str) -> str:
        return b32encode(self._mac(key, *parts)[:SIGNATURE_BYTES]).decode()

    def _mac(self, key: int, *parts: str) -> bytes:
        return hmac.digest(self._keys[key], "\n".join(parts).encode(), "sha256")


def last_part(text: str) -> str:
    """The code in an address of ours, after `c=`; what is no address is taken as it is."""
    text = text.strip()
    if len(text) > LONGEST:
        return ""
    if "c=" not in text:
        return text
    try:
        found = parse_qs(urlsplit(text).query).get("c", [""])
    except ValueError:
        return ""
    return found[0].strip()


def proof(code: str) -> str:
    """By which a phone knows a code that it can't make."""
    return hashlib.sha256(code.encode()).hexdigest()
