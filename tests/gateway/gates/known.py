"""What tests of the policy hand in: a noon, gates, lists, passes and stays with the usual values."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gateway.gates.judging.lists import lists_of
from gateway.gates.judging.parking import CarPark
from gateway.gates.judging.passes import passes_of
from gateway.gates.judging.policy import Asked, Known
from gateway.gates.model import Gate, Holder, Pass, PassKind, PassState, Reason, Session, Tariff, Vehicle, VehicleList

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC).timestamp()  # 12:00 in Shanghai
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
CAR = "粤B12345"
OTHER = "粤B99999"


def gate(gate_id: str = "south", **changed: Any) -> Gate:
    told: dict[str, Any] = {"name_zh": "南门", "name_en": "South gate", "camera": "cam-1", "barrier": "barrier-1"}
    return Gate(id=gate_id, **told | changed)


IN, OUT = gate("south-in", direction="in"), gate("south-out", direction="out")
BOTH = gate("north")
OPEN_TO_ALL = gate("south-in", direction="in", temporary=True)


def asked(where: Gate = IN, plate: str = CAR, **changed: Any) -> Asked:
    return Asked(**{"gate": where, "time": NOON, "plate": plate, "seen": plate, **changed})


def unsure(seen: str, *uncertain: int, where: Gate = IN, **changed: Any) -> Asked:
    return asked(where, "", seen=seen, uncertain=uncertain, **changed)


def vehicle(plate: str = CAR, which: VehicleList = VehicleList.FIXED, **changed: Any) -> Vehicle:
    return Vehicle(**{"id": f"{which}-{plate}", "plate": plate, "list": which, "holder": "1-1-101", **changed})


def blocked(plate: str = CAR, **changed: Any) -> Vehicle:
    return vehicle(plate, VehicleList.BLOCKED, **{"holder": "", "note": "欠费", **changed})


def emergency(plate: str = CAR, **changed: Any) -> Vehicle:
    return vehicle(plate, VehicleList.EMERGENCY, **{"holder": "120", **changed})


def a_pass(plate: str = CAR, **changed: Any) -> Pass:
    given: dict[str, Any] = {
        "id": "pass-1", "kind": PassKind.VISITOR, "state": PassState.CONFIRMED, "code": "visitor-code",
        "host_code": "host-code", "visitor": "王先生", "holder": "1-1-101", "plate": plate,
        "valid_from": NOON - HOUR, "valid_until": NOON + HOUR,
    }  # fmt: skip
    return Pass(**given | changed)


def session(plate: str = CAR, **changed: Any) -> Session:
    given: dict[str, Any] = {
        "id": f"stay-{plate}", "plate": plate, "entered_at": NOON - 3 * HOUR, "entry_gate": "south-in",
        "entry_passage": f"stay-{plate}", "reason": Reason.TEMPORARY_ENTRY,
    }  # fmt: skip
    return Session(**given | changed)


def left(plate: str = CAR, **changed: Any) -> Session:
    return session(plate, **{"left_at": NOON - MINUTE, "exit_gate": "south-out", **changed})


def known(
    *vehicles: Vehicle,
    holders: Iterable[Holder] = (),
    passes: Iterable[Pass] = (),
    inside: Iterable[Session] = (),
    gone: Iterable[Session] = (),
    **park: Any,
) -> Known:
    return Known(
        lists=lists_of(vehicles, holders),
        passes=passes_of(passes),
        inside={each.plate: each for each in inside},
        left={each.plate: each for each in gone},
        park=CarPark(**{"tariff": Tariff(), "zone": SHANGHAI, **park}),
    )
