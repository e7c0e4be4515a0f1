"""A mistake in a file is told by its line, its field and what would do."""

from pathlib import Path

import pytest
from pydantic import Field

from yamlfile import Document, Strict, Text, YamlFileError, load, suggest


class Pump(Strict):
    id: str
    power_kw: float = Field(gt=0)


class Room(Strict):
    name: Text
    pumps: list[Pump] = []
    notes: dict[str, Pump] = {}
    spare: Pump | None = None


def problems_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "room.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YamlFileError) as refused:
        load(path, Room)
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in refused.value.problems]


def test_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text("name: {zh: 泵房, en: Pump room}\npumps:\n  - {id: p1, power_kw: 5.5}\n", encoding="utf-8")
    room = load(path, Room)
    assert room.name.zh == "泵房"
    assert room.pumps[0].power_kw == 5.5


NAME = "name: {zh: 泵房, en: Pump room}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NAME + "pump: []\n", ["room.yaml:2: pump: unknown field; did you mean 'pumps'?"]),
        (
            NAME + "pumps:\n  - id: p1\n    power_kw: -1\n",
            ["room.yaml:4: pumps[0].power_kw: input should be greater than 0 (found -1)"],
        ),
        (
            NAME + "pumps:\n  - {id: p1, power_kw: 2}\n  - {id: p2, power: 2}\n",
            [
                "room.yaml:4: pumps[1].power_kw: is missing and must be given",
                "room.yaml:4: pumps[1].power: unknown field; did you mean 'power_kw'?",
            ],
        ),
        (
            NAME + "spare: {id: p9, power_kw: 1, x: 2}\n",
            ["room.yaml:2: spare.x: unknown field; known here: id, power_kw"],
        ),
        (
            NAME + "notes:\n  a: {id: p9}\n",
            ["room.yaml:3: notes.a.power_kw: is missing and must be given"],
        ),
        ("- 1\n- 2\n", ["room.yaml:1: file: the file must be a mapping of fields to values"]),
        ("", ["room.yaml:1: file: the file must be a mapping of fields to values"]),
        (
            NAME + "pumps: [\n",
            ["room.yaml:3: file: is not valid YAML: did not find expected node content"],
        ),
    ],
)
def test_mistakes_name_line_field_and_remedy(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert problems_of(tmp_path, text) == expected


def test_key_given_twice_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, NAME + "pumps: []\npumps: []\n")
    assert problem.startswith("room.yaml:3: file: is not valid YAML: found duplicate key")


def test_missing_file_and_wrong_encoding(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match=r"nowhere\.yaml:1: file: cannot be read: No such file"):
        load(tmp_path / "nowhere.yaml", Room)
    path = tmp_path / "gbk.yaml"
    path.write_bytes("name: 泵房\n".encode("gb18030"))
    with pytest.raises(YamlFileError, match="is not UTF-8 text; save it as UTF-8"):
        load(path, Room)


def test_line_of_a_field_that_is_not_there_is_that_of_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text(NAME + "pumps:\n  - id: p1\n", encoding="utf-8")
    assert Document(path).line(("pumps", 0, "power_kw")) == 3


def test_suggestion_is_the_nearest_word_or_the_known_ones() -> None:
    assert suggest("presure", ["pressure", "flow"]) == "; did you mean 'pressure'?"
    assert suggest("zzz", ["b", "a"]) == "; known here: a, b"
    assert suggest("zzz", []) == ""


def test_text_is_filled_in() -> None:
    text = Text(zh="{value} 超过 {limit}", en="{value} above {limit}").format(value=3, limit=2)
    assert (text.zh, text.en) == ("3 超过 2", "3 above 2")
