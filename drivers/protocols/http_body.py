"""The body of a post as one mapping: JSON, a form, or a form of several parts as cameras send it. Pure."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import orjson

FIELDS_AT_MOST = 64
NAME = re.compile(rb'\bname="?([^";\r\n]+)"?', re.IGNORECASE)
FILE = re.compile(rb'\bfilename="?([^";\r\n]*)"?', re.IGNORECASE)
BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)


def read_body(content_type: str, body: bytes) -> dict[str, Any]:
    """Fields by name; a file's is its bytes, and it stands under its file's name too. ValueError where it is none."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        boundary = BOUNDARY.search(content_type)
        if boundary is None:
            raise ValueError("a form of several parts without a boundary")
        return _form(body, boundary[1].encode())
    if kind == "application/x-www-form-urlencoded":
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS_AT_MOST)
        return {name: _text(value.encode()) for name, value in pairs}
    try:
        found = orjson.loads(body)
    except ValueError as error:
        raise ValueError("is not JSON") from error
    if not isinstance(found, dict):
        raise ValueError("is not a JSON object")
    return found


def _form(body: bytes, boundary: bytes) -> dict[str, Any]:
    """A field whose text is a JSON object lends its own fields too: some cameras send one beside the pictures."""
    fields: dict[str, Any] = {}
    for name, file, content in _parts(body, boundary):
        if len(fields) > FIELDS_AT_MOST:
            raise ValueError("has too many parts")
        if file is not None and content[:1] not in (b"{", b"["):
            fields[name] = content
            if stem := file.rpartition("/")[2].partition(".")[0]:
                fields.setdefault(stem, content)
            continue
        told = _text(content)
        if isinstance(told, dict):
            fields = {**told, **fields}
        fields[name] = told
    if not fields:
        raise ValueError("has no parts that could be read")
    return fields


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    """Name, file's name and content of each part."""
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, gap, content = part.partition(b"\r\n\r\n")
        name = NAME.search(head)
        if gap and name is not None:
            file = FILE.search(head)
            yield _name(name[1]), None if file is None else _name(file[1]), content


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _text(raw: bytes) -> Any:
    """A JSON object or list as such, anything else as a text."""
    if raw[:1] in (b"{", b"["):
        try:
            return orjson.loads(raw)
        except ValueError:
            pass
    return raw.decode("utf-8", "replace").strip()
