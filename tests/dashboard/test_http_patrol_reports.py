"""Labels, figures and sheets over HTTP."""

import io
from base64 import b64decode

import openpyxl

from dashboard.api.models_patrol_reports import Figures, InspectionSheet, PatrolLabel, ShownCode
from tests.dashboard.web_house import START, House
from tests.dashboard.web_patrol import MACHINES, scan
from tests.dashboard.web_plant import read_device

API = "/api/v1/patrol"


async def test_labels_to_print(house: House) -> None:
    async with house.client("manager") as client:
        told = [PatrolLabel.model_validate(each) for each in (await client.get(f"{API}/codes")).json()]
        await client.post(f"{API}/codes/change")
        after = [PatrolLabel.model_validate(each) for each in (await client.get(f"{API}/codes")).json()]
    assert [label.checkpoint for label in told] == ["gate-post", "pump-door"], "a code that changes has no label"
    for label, later in zip(told, after, strict=True):
        assert label.address.startswith(f"http://gatehouse.test/scan?c={label.checkpoint}.")
        assert len(label.digits) == 8
        kind, _, picture = label.svg.partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert b64decode(picture).startswith(b"<svg")
        assert (label.address, label.digits) != (later.address, later.digits)


async def test_what_a_screen_at_a_checkpoint_shows(house: House) -> None:
    async with house.client("operator") as client:
        first = ShownCode.model_validate((await client.get(f"{API}/checkpoints/lobby/code")).json())
        house.clock.time += 30
        second = ShownCode.model_validate((await client.get(f"{API}/checkpoints/lobby/code")).json())
        printed = await client.get(f"{API}/checkpoints/gate-post/code")
        nowhere = await client.get(f"{API}/checkpoints/nowhere/code")
    assert first.address.endswith(f"?c={first.code}")
    assert first.code != second.code
    assert first.good_until < second.good_until
    assert [printed.status_code, nowhere.status_code] == [409, 404]


async def test_figures_are_those_of_the_rounds(house: House) -> None:
    async with house.client("guard") as guard, house.client("operator") as operator:
        await guard.post(f"{API}/scans", json=[scan(START, checkpoint="gate-post")])
        told = Figures.model_validate((await operator.get(f"{API}/figures", params={"by": "month"})).json())
        rounds = (await operator.get(f"{API}/rounds", params={"to": "2025-06-15T15:06:40Z", "limit": 1000})).json()
        book = await operator.get(f"{API}/figures.xlsx", params={"lang": "en"})
        reversed_ = await operator.get(f"{API}/figures", params={"from": "2025-06-16T00:00:00Z"})
        endless = await operator.get(f"{API}/figures", params={"from": "2020-06-16T00:00:00Z"})
    recent = {row.key: row for row in told.routes}["evening"]
    assert recent.name is not None
    assert (recent.name.en, recent.missed, recent.completion) == (
        "Evening patrol",
        told.total.missed - others(told),
        0.0,
    )
    assert (told.total.done, told.rounds >= len(rounds)) == (1, True)
    for rows in (told.periods, told.routes, told.guards, told.checkpoints):
        assert sum(row.planned for row in rows) == told.total.planned
        assert sum(row.pending for row in rows) == told.total.pending
    assert [row.key for row in told.guards if row.done] == ["guard"]
    names = openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    assert names == ["by day", "by route", "by guard", "by checkpoint"]
    assert book.headers["content-disposition"] == 'attachment; filename="patrol-figures.xlsx"'
    assert [(answer.status_code, answer.json()["error"]["field"]) for answer in (reversed_, endless)] == [
        (422, "from"),
        (422, "from"),
    ]


def others(told: Figures) -> int:
    return sum(row.missed for row in told.routes if row.key != "evening")


async def test_an_inspection_makes_its_sheet_by_itself(house: House) -> None:
    read_device(house, 0.45)
    async with house.client("engineer") as engineer, house.client("manager") as manager:
        checks = {"noise": False, "oil": 90.5}
        sent = scan(START, checkpoint="pump-door", round=MACHINES, signed=True, checks=checks, note="=hum")
        await engineer.post(f"{API}/scans", json=[sent])
        sheets = [InspectionSheet.model_validate(each) for each in (await manager.get(f"{API}/sheets")).json()]
        book = await manager.get(f"{API}/sheets/{MACHINES}.xlsx")
        patrol = await manager.get(f"{API}/sheets/night-20250615-01.xlsx")
        no_book = await manager.get(f"{API}/sheets/{MACHINES}")
    sheet = next(each for each in sheets if each.round == MACHINES)
    assert {each.route for each in sheets} == {"machines"}
    assert (sheet.signed_by, sheet.outside) == (["engineer"], 2)
    (entry,) = sheet.entries
    assert entry.device_name is not None
    assert (entry.device_name.en, entry.state, entry.signed) == ("Pump room 1", "done", "engineer")
    readings = {each.point: each for each in entry.readings}
    assert (readings["outlet_pressure"].value, readings["outlet_pressure"].unit) == (0.45, "MPa")
    assert readings["mode"].name.en == "Way of running"
    assert readings["mode"].text is not None
    assert readings["mode"].text.en == "automatic"
    assert [(each.check, each.value, each.outside) for each in entry.checks] == [
        ("noise", False, True),
        ("oil", 90.5, True),
    ]
    page = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert page is not None
    assert (page["A1"].value, page["K5"].value) == ("设备运行巡检记录表", "'=hum")
    assert [patrol.status_code, no_book.status_code] == [404, 404]
