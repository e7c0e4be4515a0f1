"""Patrols in a site file: what they become, and what is said of each mistake."""

from pathlib import Path

import pytest

from gateway.config import check_site, counts, load_site
from gateway.parts import plan_picture, programme

GOOD = """\
site: {id: here, name: {zh: 这里, en: Here}}
devices:
  - {id: reader-1, kind: patrol_reader}
  - {id: env-1, kind: environment}
patrol:
  plan: plan.svg
  cards: {4417203: wang}
  checkpoints:
    - {id: gate, name: {zh: 门, en: Gate}, nfc: "04A2B3C4", reader: reader-1}
    - {id: room, name: {zh: 房, en: Room}, device: env-1, checks: [{id: oil, name: {zh: 油, en: Oil}, unit: mm, low: 20, high: 80}]}
  routes:
    - {id: day, name: {zh: 日, en: Day}, stops: [gate, room], guard: wang, schedules: [{every_h: 2}]}
    - id: night
      name: {zh: 夜, en: Night}
      stops: [{at: gate}, {at: room, walk_s: 60}]
      schedules: [{draw: 3, from: "22:00", to: "06:00", spacing_min: 45}, {at: ["08:00"], month_days: [30]}]
"""  # noqa: E501
CHECKPOINT, ROUTE, NIGHT = "patrol.checkpoints[0]", "patrol.routes[0]", "patrol.routes[1]"
WAYS = "every_h, every_min, at, draw"


def written(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    (folder / "plan.svg").write_text("<svg/>")
    return path


def test_a_good_file_is_a_programme(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert check_site(path) == []
    site = load_site(path)
    made = programme(site)
    assert list(made.checkpoints) == ["gate", "room"]
    assert list(made.routes) == ["day", "night"]
    assert made.cards == {"4417203": "wang"}
    assert plan_picture(site) == tmp_path / "plan.svg"
    assert (counts(site)["checkpoints"], counts(site)["routes"]) == (2, 2)


def test_a_site_without_patrols_has_an_empty_programme(tmp_path: Path) -> None:
    site = load_site(written(tmp_path, GOOD[: GOOD.index("patrol:")]))
    made = programme(site)
    assert (made.checkpoints, made.routes, made.cards, plan_picture(site)) == ({}, {}, {}, None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("device: env-1", "device: env-2",
         "10: patrol.checkpoints[1].device: 'env-2' is not a device of this site; did you mean 'env-1'?"),
        ("reader: reader-1", "reader: reder-1",
         f"9: {CHECKPOINT}.reader: 'reder-1' is not a device of this site; did you mean 'reader-1'?"),
        ("reader: reader-1", "reader: env-1",
         (f"9: {CHECKPOINT}.reader: 'env-1' is of kind 'environment', which reads no cards (no point 'last_card'); "
         "name a patrol reader")),
        ("device: env-1", "reader: reader-1",
         ("10: patrol.checkpoints[1].reader: 'reader-1' is that of 'gate' already; each checkpoint has a reader of its "
         "own")),
        ("device: env-1", "nfc: '04:a2:b3:c4'",
         "10: patrol.checkpoints[1].nfc: '04A2B3C4' is that of 'gate' already; each checkpoint has a tag of its own"),
        ('nfc: "04A2B3C4"', "nfc: 041234",
         f"9: {CHECKPOINT}.nfc: write it in quotes: without them YAML takes it for a number (found 41234)"),
        ("  routes:", "    - {id: gate, name: {zh: 二, en: Two}}\n  routes:",
         "11: patrol.checkpoints[2].id: 'gate' is the id of checkpoints[0] already; ids must differ"),
        ("unit: mm, low", "low",
         ("10: patrol.checkpoints[1].checks[0].unit: is missing: only a number that is typed has limits, and a number "
         "has a unit")),
        ("low: 20", "low: 90", "10: patrol.checkpoints[1].checks[0].low: 90 is not below 'high' (80)"),
        ("high: 80}]", "high: 80}, {id: oil, name: {zh: 油, en: Oil}}]",
         "10: patrol.checkpoints[1].checks[1].id: 'oil' is the id of checks[0] already; ids must differ"),
        ("id: night", "id: day", "13: patrol.routes[1].id: 'day' is the id of routes[0] already; ids must differ"),
        ("id: night", "id: desk",
         ("13: patrol.routes[1].id: 'desk' stands for the control room's side of the patrols; give the route another "
         "id")),
        ("[gate, room]", "[gate, rom]",
         f"12: {ROUTE}.stops[1]: 'rom' is not a checkpoint of this site; did you mean 'room'?"),
        ("[gate, room]", "[gate, room, gate]",
         f"12: {ROUTE}.stops[2]: 'gate' is stops[0] already; a route passes each checkpoint once"),
        ("[gate, room]", "[]", f"12: {ROUTE}.stops: tuple should have at least 1 item after validation, not 0"),
        ("walk_s: 60", "walks: 60", f"15: {NIGHT}.stops[1].walks: unknown field; did you mean 'walk_s'?"),
        ("guard: wang", "guard: wang, team: [li]",
         f"12: {ROUTE}.team: 'guard' and 'team' can't both be given; put the guard into the team, or leave one out"),
        ("guard: wang", "team: [li, wang, li]", f"12: {ROUTE}.team[2]: 'li' is in the team already"),
        ("{every_h: 2}", "{weekdays: [mon]}", f"12: {ROUTE}.schedules[0]: must say when: give one of {WAYS}"),
        ("{every_h: 2}", "{every_h: 2, draw: 1}",
         f"12: {ROUTE}.schedules[0].draw: can't stand beside 'every_h'; make it a schedule of its own"),
        ("{every_h: 2}", "{every_h: 2, spacing_min: 5}",
         f"12: {ROUTE}.schedules[0].spacing_min: is of drawn rounds only; leave it out"),
        ('{at: ["08:00"]', '{at: ["08:00"], from: "07:00"',
         f"16: {NIGHT}.schedules[1].from: says nothing beside 'at'; leave it out"),
        ('at: ["08:00"]', 'at: ["8:00"]',
         (f"16: {NIGHT}.schedules[1].at[0]: string should match pattern '^([01][0-9]|2[0-3]):[0-5][0-9]$' (found "
         "'8:00')")),
        ("month_days: [30]", "month_days: [30], months: [2]",
         f"16: {NIGHT}.schedules[1].month_days: no such month has a day 30; this never happens"),
        ("draw: 3", "draw: 11",
         (f"16: {NIGHT}.schedules[0].draw: 11 rounds 45 min apart need 510 min, an hour of it to move about in; from "
         "22:00 to 06:00 there are 480")),
        ('draw: 3, from: "22:00", to: "06:00", spacing_min: 45', "draw: 3, spacing_min: 480",
         (f"16: {NIGHT}.schedules[0].draw: 3 rounds 480 min apart need 1020 min, an hour of it to move about in; from "
         "00:00 to 24:00 there are 960")),
        ("plan: plan.svg", "plan: plan.dwg",
         "6: patrol.plan: 'plan.dwg' is no picture; files that end in .svg, .png, .jpg, .jpeg, .webp are"),
        ("plan: plan.svg", "plan: other.svg",
         "6: patrol.plan: there is no file {folder}/other.svg; put it there, or leave the field out"),
        ("cards: {4417203: wang}", "cards: {4417203: 'w w'}",
         "7: patrol.cards[4417203]: string should match pattern '^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$' (found 'w w')"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_line_and_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    assert check_site(path) == [f"{path}:{says.replace('{folder}', str(tmp_path))}"]
