"""What is known about one Modbus device: its plan, what it refuses, and which of its blocks are silent. No I/O.

Times are seconds of a clock that only grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.decoder import compiled, read_bytes
from drivers.driver import Device
from drivers.errors import Garbage, NoAnswer, Refused, WriteRefused
from drivers.frame import Frame
from drivers.places import ModbusPoint
from drivers.protocols.modbus_frames import ILLEGAL_ADDRESS, ILLEGAL_VALUE, read_request
from drivers.requests import NOTHING, Span, plan, probe, span_of
from drivers.requests import Refused as RefusedSpans

# What a device refused is tried again after this long, then after twice as long, up to the second figure:
# a refusal may have been a fault that is mended.
TRUST_S, TRUST_LONGEST_S = 60.0, 3600.0
# A block that alone gets no answer, this often in a row, is left alone for this long: each try costs a time-out.
SILENT_BLOCK_MISSES, REST_S = 3, 60.0
# A poll goes no further after this many missed answers, so that other devices on the line get their turn.
MISSES_A_POLL = 2
# A search that found nothing that the device grants is not begun again for this long.
SEARCH_AGAIN_S = 60.0


class Search:
    """Finding out why a block is refused: `next` is the read to try, None when `found` says it."""

    def __init__(self, block: Span, spans: Sequence[Span], reason: Refused) -> None:
        self._probe = probe(block, spans)
        self.reason = reason
        self.next: Span | None = None
        self.found: RefusedSpans = NOTHING
        self._go_on(None)

    def tell(self, is_granted: bool) -> None:
        """Whether the device granted `next`."""
        self._go_on(is_granted)

    def _go_on(self, is_granted: bool | None) -> None:
        try:
            self.next = next(self._probe) if is_granted is None else self._probe.send(is_granted)
        except StopIteration as end:
            self.next, self.found = None, end.value


@dataclass(slots=True, kw_only=True)
class Block:
    """One read of the plan. `answered`: it was granted before; `search`: it is refused, and why is not known yet."""

    span: Span
    request: bytes
    size: int
    answered: bool = False
    misses: int = 0
    rests_until: float = 0.0
    search: Search | None = None


@dataclass(slots=True, kw_only=True)
class Poll:
    """One round over the blocks: the data of each, or None; and what went wrong first."""

    answers: list[bytes | None]
    failure: NoAnswer | Garbage | None = None
    refusal: Refused | None = None
    misses: int = 0

    @property
    def is_answered(self) -> bool:
        return self.answers.count(None) < len(self.answers)


class KnownDevice:
    """One device on a line. `has_trouble`: some block of it was not simply granted last time."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.kind = device.profile.modbus
        addresses = [point.modbus for point in device.profile.points]
        self._addresses = tuple(address for address in addresses if address is not None)
        if len(self._addresses) != len(addresses):
            raise ValueError(f"{device.id}: not every point of a {device.profile.kind} has a Modbus address")
        fitted = [point.id not in device.without for point in device.profile.points]
        self._wanted = [address if fits else None for address, fits in zip(self._addresses, fitted, strict=True)]
        self._spans = [span_of(address) for address in self._wanted if address is not None]
        self._trust_s, self._trust_until = TRUST_S, float("inf")
        self._search_after = 0.0
        self._is_silent, self._first = False, 0
        self.has_trouble = False
        self._plan(NOTHING)

    def begin(self, now: float) -> Poll:
        """A new round; what was refused long ago is part of it again."""
        if now >= self._trust_until:
            self._trust_s, self._trust_until = min(2 * self._trust_s, TRUST_LONGEST_S), float("inf")
            self._plan(NOTHING)
        return Poll(answers=[None] * len(self.blocks))

    def order(self, now: float) -> Sequence[int]:
        """The places of the blocks to ask for; of a silent device each time another one first."""
        if not self.has_trouble:
            return self._places
        count = len(self.blocks)
        if self._is_silent:
            return [(place + self._first) % count for place in range(count)]
        return [place for place, block in enumerate(self.blocks) if block.search is None and block.rests_until <= now]

    def answered(self, poll: Poll, place: int, data: bytes) -> None:
        """A block came."""
        block = self.blocks[place]
        block.answered, block.misses, block.rests_until = True, 0, 0.0
        poll.answers[place] = data

    def refused(self, poll: Poll, place: int, error: Refused, now: float) -> None:
        """A block was refused; one that never was granted is worth a search for the reason."""
        self.has_trouble = True
        poll.refusal = poll.refusal or error
        block = self.blocks[place]
        is_about_addresses = error.code in (ILLEGAL_ADDRESS, ILLEGAL_VALUE)
        if is_about_addresses and not block.answered and now >= self._search_after:
            block.search = Search(block.span, self._spans, error)

    def missed(self, poll: Poll, place: int, error: NoAnswer | Garbage) -> bool:
        """A block was not answered; True when this round is to end here."""
        self.has_trouble = True
        poll.failure = poll.failure or error
        poll.misses += 1
        block = self.blocks[place]
        block.misses += 1
        if poll.is_answered or poll.refusal is not None:
            return poll.misses >= MISSES_A_POLL
        # Nothing at all so far: a block that used to be answered, or a device known to be silent, tells enough.
        return self._is_silent or block.answered

    def searches(self, poll: Poll) -> list[Search]:
        """The searches that are not at their end."""
        running = [block.search for block in self.blocks if block.search is not None]
        for search in running:
            poll.refusal = poll.refusal or search.reason
        return [search for search in running if search.next is not None]

    def finish(self, poll: Poll, time: float, now: float) -> Frame | None:
        """The frame of the round, None where nothing was answered; `time` is when it was begun, in UTC seconds."""
        if self.has_trouble:
            self._take_stock(poll, now)
        if not poll.is_answered:
            return None
        values, quality, texts = self._decoder.decode(poll.answers)
        return Frame(device=self.device.id, time=time, values=values, quality=quality, texts=texts)

    def _take_stock(self, poll: Poll, now: float) -> None:
        """Is the device silent as a whole, or are single blocks of it, and is anything still wrong?"""
        self._is_silent = not poll.is_answered and poll.refusal is None
        if self._is_silent:
            self._first = (self._first + 1) % max(1, len(self.blocks))
        for block in self.blocks:
            if not self._is_silent and block.misses >= SILENT_BLOCK_MISSES:
                block.misses, block.rests_until = 0, now + REST_S
        in_trouble = (block.search is not None or block.rests_until > now for block in self.blocks)
        self.has_trouble = self._is_silent or any(in_trouble)

    def learn(self, now: float) -> bool:
        """Plan around what the searches found, once all are at their end; whether the plan is now another one.

        A device that grants nothing at all has a fault, and its plan stays as it was.
        """
        searches = [block.search for block in self.blocks if block.search is not None]
        if not searches or any(search.next is not None for search in searches):
            return False
        before = self._refused
        self._plan(before.union(*(search.found for search in searches)))
        if self.blocks:
            self._trust_until = now + self._trust_s
            return True
        self._plan(before)
        self._search_after = now + SEARCH_AGAIN_S
        return False

    def address_to_write(self, point_id: str, value: float) -> ModbusPoint:
        """Where to write a point; WriteRefused for one that must not be set, or not to this value."""
        profile = self.device.profile
        point = next((candidate for candidate in profile.points if candidate.id == point_id), None)
        if point is None or point.modbus is None:
            raise WriteRefused(f"{profile.kind} has no point '{point_id}'")
        if profile.read_only:
            raise WriteRefused(f"nothing is ever written to a {profile.kind}")
        if point.write is None or point_id in self.device.without:
            raise WriteRefused(f"{point_id} cannot be set")
        if point.modbus.table not in ("holding", "coil"):
            raise WriteRefused(f"{point_id} stands in a table that cannot be written ({point.modbus.table})")
        low, high = point.write.minimum, point.write.maximum
        if not low <= value <= high:
            raise WriteRefused(f"{point_id} may be set from {low:g} to {high:g} {point.unit}".rstrip())
        return point.modbus

    def _plan(self, refused: RefusedSpans) -> None:
        made = plan(self._wanted, self.kind, refused)
        answered = {block.span for block in getattr(self, "blocks", ()) if block.answered}
        self._refused = refused
        self.blocks = [
            Block(span=span, request=read_request(span), size=read_bytes(span), answered=span in answered)
            for span in made.reads
        ]
        self._decoder = compiled(self._addresses, self.kind, made)
        self._places = range(len(self.blocks))
