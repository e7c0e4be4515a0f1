from pathlib import Path
from typing import Any

import pytest

from rules.condition import Condition, limits, points
from rules.loader import check_pack, load_pack
from rules.pack import Pack
from tests.rules.packs import pack, rule
from yamlfile import YamlFileError

STARTS = {"point": "a", "above": 1, "window_s": 9}
HIGH = {"high": {"point": "a", "limit": 5}}


def test_a_family_is_written_out() -> None:
    family = rule("p_{n}", {"state": {"point": "p_{n}_state", "equals": 2}}, for_each={"n": [1, 2]}, unless=["other"])
    found = pack(family, rule("other", HIGH)).flat
    assert list(found) == ["p_1", "p_2", "other"]
    assert list(points(found["p_2"].when)) == ["p_2_state"]


def test_a_second_level_takes_what_it_does_not_say_from_the_first() -> None:
    found = pack(rule("hot", HIGH, on_delay_s=3, level_2={"id": "very_hot", "limit": 9, "priority": 1})).flat
    first, second = found["hot"], found["very_hot"]
    assert (limits(first.when), limits(second.when)) == ({5.0}, {9.0})
    assert (first.unless, second.unless) == (("very_hot",), ())
    assert (second.priority, second.on_delay_s, second.message) == (1, 3.0, first.message)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([rule("r", {})], "a condition has exactly one of: high, low"),
        ([rule("r", {"high": {"limit": 5}})], "needs either 'point' or 'expr'"),
        ([rule("r", {"high": {"expr": "a >", "limit": 5}})], "ends too early"),
        ([rule("r", {"expr": "a + 1"})], "must give a comparison"),
        ([rule("r", {"state": {"point": "a"}})], "exactly one of 'equals', 'in', 'not_in'"),
        ([rule("r", {"count": {"above": 1, "window_s": 9}})], "needs either 'point' (a counter) or 'of'"),
        ([rule("r", {"count": {"of": {"count": STARTS}, "above": 1, "window_s": 9}})], "cannot count another count"),
        ([rule("r", HIGH), rule("r", HIGH)], "given twice: r"),
        ([rule("r", HIGH, unless=["rr"]), rule("rs", HIGH)], "names 'rr', which is no rule here; did you mean"),
        ([rule("r", {"rule": "s"}), rule("s", {"not": {"rule": "r"}})], "in a circle: r → s → r"),
        ([rule("r_{n}", HIGH)], "not one of its for_each"),
        ([rule("r_{n}", HIGH, for_each={"n": [1, 2], "m": [1]})], "lists of the same length"),
        ([rule("r", HIGH, message={"zh": "{value.real}", "en": "x"})], "in braces a message may hold"),
        ([rule("r", {"any": [HIGH, {"low": {"point": "a", "limit": 1}}]}, level_2={"id": "s", "limit": 9})],
         "exactly one limit to replace"),
        ([rule("r", {"every": {"for_each": {"n": [1]}, "when": {"state": {"point": "p_{m}", "equals": 1}}}})],
         "not one of its for_each"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(rules: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError) as refused:
        pack(*rules)
    assert message in str(refused.value)


FILE = """kind: thing
rules:
  - id: pressure_low
    name: {zh: 压力低, en: Pressure low}
    kind: pressure
    priority: 2
    when:
      all:
        - {low: {point: presure, limit: 0.3}}
        - {state: {point: mode, equals: 1}}
    message: {zh: 压力低, en: Pressure low}
    source: ours
"""


def test_a_point_that_the_kind_lacks_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "thing.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert [str(problem) for problem in check_pack(load_pack(path), ["pressure", "mode"])] == [
        f"{path}:9: rules[0].when.all[0].low.point: 'presure' is no point of kind 'thing'; did you mean 'pressure'?"
    ]
    assert check_pack(load_pack(path), ["presure", "mode"]) == []


def test_a_mistake_in_a_file_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "thing.yaml"
    path.write_text(FILE.replace("limit: 0.3", "limt: 0.3"), encoding="utf-8")
    with pytest.raises(YamlFileError) as refused:
        load_pack(path)
    assert f"{path}:9: rules[0].when.all[0].low.limt: unknown field; did you mean 'limit'?" in str(refused.value)


def test_the_schema_knows_the_fields_by_the_names_that_a_file_uses() -> None:
    schema = Pack.model_json_schema()
    assert {"all", "any", "not", "rule", "high", "expr"} <= schema["$defs"]["Condition"]["properties"].keys()


def test_a_family_inside_a_condition_has_its_members() -> None:
    family = {"some": {"for_each": {"n": [1, 2]}, "when": {"high": {"point": "p_{n}", "limit": 1}}}}
    assert list(points(Condition.model_validate(family))) == ["p_1", "p_2"]
