import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.arithmetic import evaluate, known
from rules.errors import ExpressionError
from rules.expression import Type, parse


def result(text: str, type_: Type = "number", **points: float) -> float:
    columns = {name: np.array([value]) for name, value in points.items()}
    return float(evaluate(parse(text, type_), columns)[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + 2 * 3", 10),
        ("(a + 2) * 3", 18),
        ("a - 1 - 1", 2),
        ("8 / a / 2", 1),
        ("-a + 1", -3),
        ("--a", 4),
        ("2 * -a", -8),
        ("abs(-a)", 4),
        ("min(a, 3, 7)", 3),
        ("max(a, min(9, 7))", 7),
        ("1.5e1 + a", 19),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert result(text, a=4) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a > 3", 1),
        ("a >= 4 and a <= 4", 1),
        ("a == 4 or a / 0 > 1", 1),
        ("not a != 4", 1),
        ("not not a < 4", 0),
        ("a < 4 or a > 4 and a == 4", 0),
        ("(a > 3 or a > 5) and a < 4", 0),
    ],
)
def test_truths(text: str, value: float) -> None:
    assert result(text, "truth", a=4) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("b > 1", None),
        ("a > 3 or b > 1", 1),
        ("a < 3 and b > 1", 0),
        ("a > 3 and b > 1", None),
        ("not b > 1", None),
        ("1 / (a - 4) > 0", None),
    ],
)
def test_unknown_counts_only_where_it_decides(text: str, value: float | None) -> None:
    found = float(known(np.array([result(text, "truth", a=4, b=np.nan)]))[0])
    assert found == value if value is not None else np.isnan(found)


@pytest.mark.parametrize(
    ("text", "wanted", "message"),
    [
        ("a +", "number", "ends too early"),
        ("a ? 1", "number", "'?' is not understood (at character 3)"),
        ("a > 1", "number", "must give a number, and gives a truth"),
        ("a", "truth", "must give a comparison"),
        ("1 + 2", "number", "names no point"),
        ("(a > 1) + 1", "number", "a number is needed here, not a comparison"),
        ("a and b", "truth", "a comparison is needed here, not a number"),
        ("1 < a < 3", "truth", "comparisons cannot be chained"),
        ("abs(a, 1)", "number", "abs() takes 1 numbers"),
        ("max(a)", "number", "max() takes 2 to 16 numbers"),
        ("(a + 1", "number", "')' is missing"),
        ("a b", "number", "'b' was not expected here (at character 3)"),
        ("__import__('os')", "truth", "'_' is not understood"),
        ("a.b > 1", "truth", "'.' is not understood"),
        ("exec(a) > 1", "truth", "'(' was not expected here"),
        ("(" * 40 + "a" + ")" * 40, "number", "nested deeper than 32"),
        ("a" + "+ a" * 500, "number", "at most 1000 characters"),
        ("or > 1", "truth", "was expected, not 'or'"),
    ],
)
def test_what_is_refused_and_why(text: str, wanted: Type, message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text, wanted)
    assert message in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        parse(text, "truth")
    except ExpressionError:
        return
    assert any(parse(text, "truth").points())
