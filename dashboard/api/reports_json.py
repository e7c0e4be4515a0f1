"""How figures and sheets of patrols are written in answers."""

from typing import Any

from dashboard.api.patrol_json import finding_json, time_json, words_json
from dashboard.plant import words
from gateway.clock import rfc3339
from gateway.patrol.reports.figures import Figures, Names, Tally
from gateway.patrol.reports.sheet import Entered, Entry, Reading, Sheet
from yamlfile import Text

Json = dict[str, Any]


def figures_json(told: Figures, names: Names) -> Json:
    lists = {"periods": told.periods, "routes": told.routes, "guards": told.guards, "checkpoints": told.checkpoints}
    return {
        "rounds": told.rounds,
        "rounds_done": told.rounds_done,
        "rounds_missed": told.rounds_missed,
        "total": _tally(told.total, None),
        **{part: [_tally(row, names.get(part, {}).get(row.key)) for row in rows] for part, rows in lists.items()},
    }


def sheet_json(sheet: Sheet) -> Json:
    of = sheet.progress.round
    return {
        "round": of.id,
        "route": of.route,
        "name": words(sheet.name),
        "state": sheet.progress.state.value,
        "starts_at": rfc3339(of.starts_at),
        "signed_by": list(sheet.signed_by),
        "outside": sheet.outside,
        "entries": [_entry(entry) for entry in sheet.entries],
    }


def _tally(tally: Tally, name: Text | None) -> Json:
    return {
        "key": tally.key,
        "name": words_json(name),
        "planned": tally.planned,
        "visited": tally.visited,
        "done": tally.done,
        "late": tally.late,
        "missed": tally.missed,
        "excused": tally.excused,
        "pending": tally.pending,
        "flagged": tally.flagged,
        "completion": tally.completion,
        "punctuality": tally.punctuality,
    }


def _entry(entry: Entry) -> Json:
    visit = entry.visit
    return {
        "checkpoint": entry.checkpoint,
        "name": words(entry.name),
        "device": entry.device or None,
        "device_name": words_json(entry.device_name),
        "state": entry.state.value,
        "time": time_json(visit.time if visit else None),
        "who": visit.who if visit else None,
        "signed": (visit.signed or None) if visit else None,
        "readings": [_reading(reading) for reading in entry.readings],
        "checks": [_entered(entered) for entered in entry.checks],
        "finding": finding_json(entry.finding),
        "note": visit.note if visit else "",
    }


def _reading(reading: Reading) -> Json:
    quantity = reading.quantity
    return {
        "point": reading.point,
        "name": words(quantity.name),
        "unit": quantity.unit,
        "value": reading.value,
        "text": words_json(reading.text),
    }


def _entered(entered: Entered) -> Json:
    check = entered.check
    return {
        "check": check.id,
        "name": words(check.name),
        "unit": check.unit,
        "value": entered.value,
        "low": check.low,
        "high": check.high,
        "outside": entered.is_outside,
    }
