"""What the web side needs of the gates. `gateway/app.py` fills this in; nothing here reaches further."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from drivers.driver import Snapshot
from gateway.gates.judging.parking import Stay
from gateway.gates.judging.question import Known
from gateway.gates.lanes.passages import PassageFilter
from gateway.gates.model import Gate, Holder, Pass, Passage, PassKind, Vehicle, VehicleList
from gateway.gates.registry.register import Imported


class Gates(Protocol):
    """What gateway.gates.lanes.service offers."""

    def gates(self) -> Sequence[Gate]: ...
    def recent(self) -> Sequence[Passage]: ...
    async def passages(self, wanted: PassageFilter, limit: int) -> Sequence[Passage]: ...
    async def get(self, passage: str) -> Passage: ...
    async def open(self, gate: str, who: str, role: str, *, note: str, passage: str | None) -> Passage: ...
    async def correct(self, passage: str, plate: str, who: str, role: str) -> Passage: ...
    async def show_pass(self, gate: str, code: str, who: str, role: str) -> Passage: ...
    def picture_path(self, passage: str) -> Path | None: ...
    def crop_path(self, passage: str) -> Path | None: ...
    def alarm_picture_path(self, alarm: str) -> Path | None: ...


class Pictures(Protocol):
    """The newest frame of a camera; None where it has none. NotFound for a device that is not read."""

    async def picture(self, device: str) -> Snapshot | None: ...


class Register(Protocol):
    """What gateway.gates.registry.register offers: who may pass, who is inside, what it costs."""

    def known(self) -> Known: ...
    async def vehicles(
        self,
        *,
        plate: str | None,
        holder: str | None,
        list: VehicleList | None,  # noqa: A002
        after: str | None,
        limit: int,
    ) -> Sequence[Vehicle]: ...
    async def save_vehicle(
        self,
        vehicle: str | None,
        *,
        plate: str,
        list: VehicleList,  # noqa: A002
        holder: str,
        note: str,
        valid_from: float | None,
        valid_until: float | None,
        who: str,
        role: str,
    ) -> Vehicle: ...
    async def delete_vehicle(self, vehicle: str, who: str, role: str) -> None: ...
    async def import_sheet(self, sheet: bytes, who: str, role: str, *, dry_run: bool) -> Imported: ...
    async def export_sheet(self) -> bytes: ...
    def holders(self) -> Sequence[Holder]: ...
    async def save_holder(self, name: str, spaces: int, phone: str, who: str, role: str) -> Holder: ...
    async def passes(self, *, state: str | None, current: bool, after: str | None, limit: int) -> Sequence[Pass]: ...
    async def create_pass(
        self,
        *,
        kind: PassKind,
        visitor: str,
        holder: str,
        plate: str,
        valid_from: float,
        valid_until: float,
        most_uses: int,
        gates: Sequence[str],
        confirmed: bool,
        who: str,
        role: str,
    ) -> Pass: ...
    async def confirm_pass(self, given: str, who: str, role: str) -> Pass: ...
    async def revoke_pass(self, given: str, who: str, role: str) -> Pass: ...
    def visit(self, code: str) -> Pass | None: ...
    async def sessions(
        self, *, plate: str | None, inside: bool | None, after: str | None, limit: int
    ) -> Sequence[Stay]: ...
    async def session(self, session: str) -> Stay: ...
    async def pay(self, session: str, payment: str, amount: int, method: str, who: str, role: str) -> Stay: ...
