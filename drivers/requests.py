"""Which registers to ask for: the points of a device packed into as few reads as it allows. Pure.

    plan(points, kind, refused)   the reads, and the read in which each point is found
    probe(read, spans)            a generator that finds out why a device refuses a read

Many devices refuse a read that touches a register they do not have, crosses a border inside them or is longer than
they like, and say so only by a Modbus exception. What was found out is a set of spans that no read may contain; the
next plan goes around them, and a point that contains one of them is not asked for.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from drivers.places import ModbusKind, ModbusPoint, Table

TABLES: tuple[Table, ...] = ("holding", "input", "coil", "discrete")
BITS_A_REGISTER = 16


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """`count` registers or bits of a table, from `address`: a point's place, or a read."""

    table: Table
    address: int
    count: int

    @property
    def end(self) -> int:
        return self.address + self.count

    def contains(self, other: "Span") -> bool:
        """Whether every address of `other` is in this span."""
        return self.table == other.table and self.address <= other.address and other.end <= self.end


Refused = frozenset[Span]
NOTHING: Refused = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The reads in the order of their addresses, and for each point its read's position, or -1: not to be read."""

    reads: tuple[Span, ...]
    read_of: tuple[int, ...]


def span_of(point: ModbusPoint) -> Span:
    """The addresses that a point takes."""
    return Span(table=point.table, address=point.address, count=point.width)


def plan(points: Sequence[ModbusPoint | None], kind: ModbusKind, refused: Refused = NOTHING) -> Plan:
    """Fewest reads for `points` (None: left out) within the kind's limits and around what the device refuses.

    No point is split over two reads. Raises ValueError for a point that is longer than the longest read.
    """
    spans = [None if point is None else span_of(point) for point in points]
    wanted = {span for span in spans if span is not None and not _is_refused(span, refused)}
    reads: list[Span] = []
    for table in TABLES:
        reads += _pack(sorted(span for span in wanted if span.table == table), table, kind, refused)
    read_of = tuple(_find(span, reads) if span in wanted else -1 for span in spans)
    return Plan(reads=tuple(reads), read_of=read_of)


def probe(read: Span, spans: Sequence[Span]) -> Generator[Span, bool, Refused]:
    """Find out why a device refuses `read`, which was planned for the points at `spans`.

    Yields reads to try and is sent whether the device answered. Returns what explains the refusal: points that it does
    not have, or seams: the last register before and the first one after a place that no read may cross.
    """
    inside = sorted({span for span in spans if read.contains(span)})
    left, right = _halves(inside)
    if not right:
        return frozenset({read})
    refused, all_answered = NOTHING, True
    for half in (left, right):
        piece = _around(half)
        if not (yield piece):
            all_answered = False
            refused |= yield from probe(piece, half)
    return frozenset({_seam(_around(left), _around(right))}) if all_answered else refused


def _seam(left: Span, right: Span) -> Span:
    """Both halves are answered and the whole is not: a gap may not be read along, or the whole is too long."""
    return Span(table=left.table, address=left.end - 1, count=right.address - left.end + 2)


def _halves(spans: list[Span]) -> tuple[list[Span], list[Span]]:
    """Spans cut at the widest gap between them, or in the middle; all on the left where they can't be cut."""
    best, cut = (-1, 0), 0
    end = spans[0].end
    for position in range(1, len(spans)):
        gap = spans[position].address - end
        score = (gap, -abs(2 * position - len(spans)))
        if gap >= 0 and score > best:
            best, cut = score, position
        end = max(end, spans[position].end)
    return (spans[:cut], spans[cut:]) if cut else (spans, [])


def _around(spans: Sequence[Span]) -> Span:
    start = min(span.address for span in spans)
    return Span(table=spans[0].table, address=start, count=max(span.end for span in spans) - start)


def _pack(spans: list[Span], table: Table, kind: ModbusKind, refused: Refused) -> list[Span]:
    """Reads for the spans of one table, sorted by address: each as long as it may be, from the first on."""
    is_bits = table in ("coil", "discrete")
    limit = kind.max_bits if is_bits else kind.max_registers
    max_gap = kind.max_gap * (BITS_A_REGISTER if is_bits else 1)
    reads: list[Span] = []
    for span in spans:
        if span.count > limit:
            raise ValueError(f"{table} {span.address}: {span.count} registers are more than a read of {limit}")
        if reads and span.address - reads[-1].end <= max_gap:
            longer = _around([reads[-1], span])
            if longer.count <= limit and not _is_refused(longer, refused):
                reads[-1] = longer
                continue
        reads.append(span)
    return reads


def _is_refused(span: Span, refused: Refused) -> bool:
    return any(span.contains(known) for known in refused)


def _find(span: Span, reads: Sequence[Span]) -> int:
    return next(position for position, read in enumerate(reads) if read.contains(span))
