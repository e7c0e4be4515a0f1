"""A site sets the hours of a rule that has a clock."""

from pathlib import Path

import pytest

from gateway.config import check_site, load_site

SITE = """\
site: {id: here, name: {zh: 这里, en: Here}}
devices:
  - {id: meter-1, kind: water_meter}
rules:
  - {device: meter-1, rule: RULE, HOURS}
"""


def written(folder: Path, hours: str, rule: str = "night_leak") -> Path:
    path = folder / "site.yaml"
    path.write_text(SITE.replace("HOURS", hours).replace("RULE", rule), encoding="utf-8")
    return path


def test_hours_reach_the_rules(tmp_path: Path) -> None:
    (change,) = load_site(written(tmp_path, 'from: "01:00", to: "24:00"')).overrides
    assert (change.from_, change.to, change.limit) == ("01:00", "24:00", None)


@pytest.mark.parametrize(
    ("hours", "rule", "said"),
    [
        ('from: "04:00"', "night_leak", "rules[0].from: rule 'night_leak': 'from' and 'to' must differ"),
        ('to: "4:00"', "night_leak", "rules[0].to: 'to' must be a time of the day, like 22:00"),
        ('to: "06:00"', "burst", "rules[0].to: rule 'burst' has no clock, so 'to' cannot be set here"),
    ],
)
def test_hours_that_do_not_fit_are_told_by_line_and_field(tmp_path: Path, hours: str, rule: str, said: str) -> None:
    path = written(tmp_path, hours, rule)
    assert check_site(path) == [f"{path}:5: {said}"]
