"""Vehicles that are known, and the households and companies to which they belong."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dashboard.answers import Json
from dashboard.api import bodies_gates, models_gates
from dashboard.api.gates_json import holder_json, import_json, vehicle_json
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.requests import After, Limit, TheGateway
from gateway.gates.model import VehicleList

router = APIRouter(tags=["vehicles"])
Sees = Annotated[Who, needs(Permission.SEE_VEHICLES)]
Manages = Annotated[Who, needs(Permission.MANAGE_VEHICLES)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Plate = Annotated[str | None, Query(max_length=32, description="* stands for any characters, ? for one")]


@router.get("/vehicles", response_model=list[models_gates.Vehicle])
async def vehicles(
    gateway: TheGateway,
    who: Sees,
    plate: Plate = None,
    holder: Annotated[str | None, Query(max_length=100, description="a part of the name")] = None,
    on: Annotated[models_gates.VehicleListName | None, Query(alias="list")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Known vehicles, the newest entry first."""
    found = await gateway.register.vehicles(
        plate=plate, holder=holder, list=VehicleList(on) if on else None, after=after, limit=limit
    )
    spaces = {each.name: each.spaces for each in gateway.register.holders()}
    return Json([vehicle_json(vehicle, spaces) for vehicle in found])


@router.post("/vehicles", response_model=models_gates.Vehicle, status_code=201)
async def add(gateway: TheGateway, who: Manages, body: bodies_gates.SaveVehicle) -> Response:
    """One more; 409 where the plate stands on that list already."""
    return Json(await _saved(gateway, who, None, body), 201)


@router.put("/vehicles/{vehicle}", response_model=models_gates.Vehicle)
async def change(gateway: TheGateway, who: Manages, vehicle: str, body: bodies_gates.SaveVehicle) -> Response:
    """All that is known of it anew."""
    return Json(await _saved(gateway, who, vehicle, body))


@router.delete("/vehicles/{vehicle}", status_code=204, response_class=Response)
async def remove(gateway: TheGateway, who: Manages, vehicle: str) -> Response:
    """No longer known."""
    await gateway.register.delete_vehicle(vehicle, who.name, who.role)
    return Response(status_code=204)


@router.post("/vehicles/import", response_model=models_gates.ImportResult)
async def import_sheet(request: Request, gateway: TheGateway, who: Manages, dry_run: bool = False) -> Response:
    """A sheet (xlsx) with the columns of `/vehicles.xlsx`: all of it, or with any problem nothing."""
    sheet = await request.body()
    return Json(import_json(await gateway.register.import_sheet(sheet, who.name, who.role, dry_run=dry_run)))


@router.get("/vehicles.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def export(gateway: TheGateway, who: Sees) -> Response:
    """Every known vehicle; the same sheet can be changed and imported."""
    return Response(
        await gateway.register.export_sheet(),
        media_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="vehicles.xlsx"'},
    )


@router.get("/holders", response_model=list[models_gates.Holder])
async def holders(gateway: TheGateway, who: Sees) -> Response:
    """Households and companies."""
    return Json([holder_json(holder) for holder in gateway.register.holders()])


@router.put("/holders/{name}", response_model=models_gates.Holder)
async def save_holder(gateway: TheGateway, who: Manages, name: str, body: bodies_gates.SaveHolder) -> Response:
    """How many spaces it has, and its telephone."""
    saved = await gateway.register.save_holder(name, body.spaces, body.phone, who.name, who.role)
    return Json(holder_json(saved))


async def _saved(
    gateway: TheGateway, who: Who, vehicle: str | None, body: bodies_gates.SaveVehicle
) -> dict[str, object]:
    saved = await gateway.register.save_vehicle(
        vehicle, plate=body.plate, list=VehicleList(body.list), holder=body.holder, note=body.note,
        valid_from=body.valid_from.timestamp() if body.valid_from else None,
        valid_until=body.valid_until.timestamp() if body.valid_until else None,
        who=who.name, role=who.role,
    )  # fmt: skip
    return vehicle_json(saved, {each.name: each.spaces for each in gateway.register.holders()})
