from pathlib import Path

import pytest

from rules.__main__ import main
from rules.loader import load_packs
from rules.scenario import run_file
from rules.series import parse_series
from yamlfile import YamlFileError

SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
PACKS = load_packs()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    assert run_file(path, PACKS).difference == ()


def test_series() -> None:
    assert [sample.value for sample in parse_series("220x2 1..4x4 -3.5")] == [220, 220, 1, 2, 3, 4, -3.5]
    assert [sample.quality for sample in parse_series("1 badx2 2 stale")] == ["good", "bad", "bad", "good", "stale"]
    assert parse_series("2 stale")[1].value == 2


@pytest.mark.parametrize("text", ["", "220y3", "x3", "1..", "bad..2", "1x0"])
def test_a_series_that_is_not_understood(text: str) -> None:
    with pytest.raises(ValueError):
        parse_series(text)


WRONG = """kind: environment
name: nothing happens
points: {temperature: 20x3 60x30}
expect:
  - {at_s: 13, rule: temperature_very_high, message: 'Room at 61.0 °C, above 45 °C'}
  - {at_s: 14, rule: water_leak}
"""


def test_a_difference_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    assert main(["test", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "+ 13 s  temperature_very_high  begins  “Room at 60.0 °C, above 45 °C”" in shown
    assert "- 14 s  water_leak  begins" in shown
    assert "0 of 1 scenarios passed" in shown


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: environment", "kind: enviroment", ":1: kind: no pack of that kind; did you mean 'environment'?"),
        ("rule: water_leak", "rule: water_leek", ":6: expect[1].rule: no rule of that id; did you mean 'water_leak'?"),
        ("20x3 60x30", "20x3 60y30", ":3: points: temperature: '60y30' is not understood"),
        ("points:", "base: gone.yaml\npoints:", "gone.yaml:1: file: cannot be read"),
        ("expect:", "overrides: [{rule: water_leak, limit: 3}]\nexpect:", "rule 'water_leak' has no limit"),
    ],
)
def test_a_scenario_that_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG.replace(old, new), encoding="utf-8")
    with pytest.raises(YamlFileError) as refused:
        run_file(path, PACKS)
    assert message in str(refused.value)
    assert main(["test", str(path)]) == 2


def test_packs_of_a_site_replace_ours(tmp_path: Path) -> None:
    ours = (Path(__file__).parents[2] / "rules" / "packs" / "environment.yaml").read_text(encoding="utf-8")
    (tmp_path / "environment.yaml").write_text(ours.replace("limit: 45", "limit: 70"), encoding="utf-8")
    path = tmp_path / "scenario.yml"
    path.write_text(WRONG.replace("temperature_very_high, message: 'Room at 61.0 °C, above 45 °C'", "temperature_high")
                    .replace("  - {at_s: 14, rule: water_leak}\n", ""), encoding="utf-8")  # fmt: skip
    assert main(["test", str(path), "--packs", str(tmp_path)]) == 0


@pytest.mark.parametrize("of", ["pack", "scenario"])
def test_the_schema_is_printed(of: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", of]) == 0
    assert '"properties"' in capsys.readouterr().out
