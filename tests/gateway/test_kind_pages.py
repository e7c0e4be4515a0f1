"""The pages of the kinds say what the profiles, packs and simulators say today."""

import pytest

from gateway.commands.conditions import said
from gateway.commands.kindpages import FOLDER, pages, write
from rules.condition import Condition

PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name], "run `make docs`"


def test_no_page_is_left_of_a_kind_that_is_gone() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


def test_writing_takes_old_pages_away(tmp_path) -> None:
    (tmp_path / "sundial.md").write_text("gone")
    write(tmp_path)
    assert {path.name for path in tmp_path.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ({"high": {"point": "voltage", "limit": 235.4, "deadband": 1}}, "`voltage` > 235.4 V (back by 1)"),
        ({"low": {"expr": "a - b", "limit": 2}}, "`a - b` < 2"),
        ({"state": {"point": "pump", "not_in": [0, 1]}}, "`pump` not in 0, 1"),
        ({"rate": {"point": "level", "above": 2, "per": "hour", "window_s": 600}},
         "`level` changes by more than 2 a hour, over 10 min"),
        ({"silence": {"point": "level", "for_s": 90}}, "`level` has no new reading for 90 s"),
        ({"stuck": {"point": "level", "for_s": 7200, "within": 0.5}}, "`level` has not moved by more than 0.5 for 2 h"),
        ({"count": {"point": "voltage", "above": 10, "window_s": 3600}}, "`voltage` grew by more than 10 V in 1 h"),
        ({"count": {"of": {"rule": "other"}, "above": 3, "window_s": 60}},
         "(rule `other` holds) began more than 3 times in 1 min"),
        ({"all": [{"expr": "a > 2"}, {"any": [{"rule": "x"}, {"not": {"rule": "y"}}]}]},
         "`a > 2` and (rule `x` holds or not (rule `y` holds))"),
        ({"every": {"for_each": {"n": [1, 2]}, "when": {"state": {"point": "pump_{n}", "equals": 2}}}},
         "for every `n` = 1, 2 that is fitted: `pump_{n}` = 2"),
    ],
)  # fmt: skip
def test_a_condition_in_words(when: dict[str, object], line: str) -> None:
    assert said(Condition.model_validate(when), lambda point: "V" if point == "voltage" else "") == line
