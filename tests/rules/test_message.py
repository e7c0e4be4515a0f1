"""What an alarm's sentence may tell: names of points and what string points say."""

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from rules.columns import DeviceColumns
from rules.engine import Engine
from rules.loader import check_pack, load_pack
from tests.rules.packs import KIND, pack, rule
from yamlfile import Text

SAYS = {"zh": "{point}：{text:place}，{value:.0f}", "en": "{point}: {text:place}, {value:.0f}"}
RULES = pack(rule("high", {"high": {"point": "a", "limit": 1}}, message=SAYS))
NAMES = (Text(zh="电梯", en="Lifts"), Text(zh="位置", en="Place"), Text(zh="通讯", en="Communication"))


def said(names: tuple[Text, ...], texts: dict[int, str]) -> str:
    points = ("a", "place", "online")
    device = DeviceColumns(id="d1", kind=KIND, start=4, points=points, fitted=np.ones(3, np.bool_), names=names)
    values = np.array([0, 0, 0, 0, 2, np.nan, 1])
    (found,) = Engine([device], {KIND: RULES}).evaluate(0.0, values, np.zeros(7, np.uint8), np.zeros(7), texts)
    return found.message.en


def test_the_point_is_called_as_on_this_device_and_its_string_point_is_told() -> None:
    assert said(NAMES, {5: "Block 3, smoke {1}"}) == "Lifts: Block 3, smoke {1}, 2"


def test_without_names_and_texts_there_is_the_id_and_a_dash() -> None:
    assert said((), {}) == "a: —, 2"


@pytest.mark.parametrize("wrong", ["{device}", "{POINT}", "{text:}", "{text:Place}", "{point:.1f}"])
def test_other_words_in_braces_are_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="in braces a message may hold"):
        pack(rule("high", {"high": {"point": "a", "limit": 1}}, message={"zh": wrong, "en": "x"}))


def test_a_string_point_that_the_kind_lacks_is_found(tmp_path: Path) -> None:
    path = tmp_path / "thing.yaml"
    path.write_text(
        "kind: thing\nrules:\n  - {id: high, name: {zh: 高, en: High}, kind: trouble, priority: 3, source: ours,\n"
        "     when: {high: {point: a, limit: 1}},\n     message: {zh: '{text:plce}', en: 'High'}}\n",
        encoding="utf-8",
    )
    (problem,) = check_pack(load_pack(path), ["a", "place"])
    assert problem.message == "'plce' is no point of kind 'thing'; did you mean 'place'?"
    assert problem.line == 3
