"""The file that names a crew, and what hangs on the walls of a site."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from simulators.guards.crew import read_crew, read_tags
from simulators.guards.temper import Temper
from yamlfile import YamlFileError


def test_a_crew_is_read(tmp_path: Path) -> None:
    path = tmp_path / "guards.json"
    labels = {"name": "manager", "password": "m"}
    path.write_text(json.dumps({"labels": labels, "guards": [{"name": "li", "password": "p", "temper": "clumsy"}]}))
    crew = read_crew(path)
    assert crew.labels.name == "manager"
    assert [(guard.name, guard.role, guard.temper) for guard in crew.guards] == [("li", "guard", Temper.CLUMSY)]


def test_a_temper_that_nobody_has_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "guards.yaml"
    path.write_text("labels: {name: m, password: p}\nguards:\n  - {name: li, password: p, temper: sleepy}\n")
    with pytest.raises(YamlFileError) as wrong:
        read_crew(path)
    (problem,) = wrong.value.problems
    assert "temper" in str(problem)
    assert str(problem).startswith(f"{path}:3:")


def test_the_tags_of_the_demo_site_are_read() -> None:
    tags = read_tags(Path(str(files("simulators").joinpath("demo_site.yaml"))))
    assert tags["south-gate"] == "04A2B3C4D5E680"
    assert "north-gate" not in tags
