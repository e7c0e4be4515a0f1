"""What we answer when a camera asks who we are: Basic (RFC 7617) or Digest (RFC 7616)."""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence

FIELD = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')
HASHES = {"MD5": "md5", "SHA-256": "sha256"}


def authorization(asked: Sequence[str], user: str, password: str, target: str, nonce_of_ours: str = "") -> str | None:
    """The value of `Authorization` for a GET of `target`; None where we know no way that the camera offers.

    asked: its `WWW-Authenticate` lines. Digest goes before Basic, which shows the password to whoever listens.
    """
    for line in asked:
        if line.lower().startswith("digest"):
            said = {name.lower(): quoted or bare for name, quoted, bare in FIELD.findall(line[6:])}
            if said.get("algorithm", "MD5").upper() in HASHES and "nonce" in said:
                return _digest(said, user, password, target, nonce_of_ours or secrets.token_hex(8))
    if any(line.lower().startswith("basic") for line in asked):
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    return None


def _digest(said: dict[str, str], user: str, password: str, target: str, cnonce: str) -> str:
    algorithm = said.get("algorithm", "MD5").upper()

    def hashed(*parts: str) -> str:
        return hashlib.new(HASHES[algorithm], ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    realm, nonce = said.get("realm", ""), said["nonce"]
    who, what = hashed(user, realm, password), hashed("GET", target)
    fields = {"username": user, "realm": realm, "nonce": nonce, "uri": target, "algorithm": algorithm}
    if "auth" in [each.strip() for each in said.get("qop", "").split(",")]:
        fields |= {"response": hashed(who, nonce, "00000001", cnonce, "auth", what), "cnonce": cnonce}
        counted = ", qop=auth, nc=00000001"
    else:
        fields["response"], counted = hashed(who, nonce, what), ""
    if "opaque" in said:
        fields["opaque"] = said["opaque"]
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in fields.items()) + counted
