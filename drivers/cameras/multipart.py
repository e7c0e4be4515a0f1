"""Pictures out of a multipart stream (RFC 2046, 5.1.1), in which cameras send one JPEG after the other."""

import re

from drivers.errors import Garbage

LARGEST_PART = 8 * 1024 * 1024
LARGEST_HEAD = 8 * 1024
BEGIN, END = b"\xff\xd8", b"\xff\xd9"
BOUNDARY = re.compile(r'boundary\s*=\s*"?([^";]+)"?', re.IGNORECASE)
LENGTH = re.compile(rb"^content-length\s*:\s*(\d+)", re.IGNORECASE | re.MULTILINE)


def boundary_of(content_type: str) -> bytes:
    """The delimiter between parts, with its dashes; Garbage where the stream has none."""
    found = BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/") or found is None:
        raise Garbage(f"no stream of pictures, but '{content_type[:60]}'")
    # Some cameras name it with the dashes that belong before it, others without.
    return b"--" + found.group(1).strip().encode("latin-1").removeprefix(b"--")


class Pictures:
    """Takes the bytes of a stream as they come."""

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self._buffer = bytearray()
        self._body: int | None = None  # where the part's body begins; None: its head is not complete
        self._length: int | None = None
        self.broken = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The JPEGs that are complete now. Garbage where no part ends for LARGEST_PART bytes."""
        self._buffer += data
        found = []
        while (part := self._next()) is not None:
            jpeg = part.rstrip(b"\r\n\0")
            if jpeg.startswith(BEGIN) and jpeg.endswith(END):
                found.append(jpeg)
            elif jpeg:
                self.broken += 1
        if len(self._buffer) > LARGEST_PART:
            raise Garbage(f"no picture ended within {LARGEST_PART} bytes")
        return found

    def _next(self) -> bytes | None:
        """The body of the next part, without what follows it; None until it is complete."""
        if self._body is None and not self._head():
            return None
        assert self._body is not None
        if self._length is not None:
            end = self._body + self._length
            if len(self._buffer) < end:
                return None
        else:
            end = self._buffer.find(self._delimiter, self._body)
            if end < 0:
                return None
        part = bytes(self._buffer[self._body : end])
        del self._buffer[:end]
        self._body = self._length = None
        return part

    def _head(self) -> bool:
        """Whether the next part's head is complete; what lies before its delimiter is skipped."""
        start = self._buffer.find(self._delimiter)
        if start < 0:
            keep = len(self._delimiter) - 1
            if len(self._buffer) > LARGEST_HEAD:
                del self._buffer[:-keep]
            return False
        del self._buffer[:start]
        line = self._buffer.find(b"\n")
        ends = [self._buffer.find(blank, line - 1) + len(blank) for blank in (b"\r\n\r\n", b"\n\n") if line > 0]
        ends = [end for end in ends if end >= 4]
        if not ends:
            if len(self._buffer) > LARGEST_HEAD:
                del self._buffer[: len(self._delimiter)]  # no head: look for the next delimiter
                return self._head()
            return False
        self._body = min(ends)
        length = LENGTH.search(self._buffer[: self._body])
        self._length = int(length.group(1)) if length else None
        if self._length is not None and self._length > LARGEST_PART:
            raise Garbage(f"a picture of {self._length} bytes")
        return True
