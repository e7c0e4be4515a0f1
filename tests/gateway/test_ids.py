"""Ids sort as things happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.ids import ALPHABET, LENGTH, IdMaker, is_id, time_of


@given(st.lists(st.floats(min_value=0, max_value=4e9), min_size=2, max_size=50))
def test_each_id_is_greater_than_the_one_before_whatever_the_clock_does(times: list[float]) -> None:
    make = IdMaker()
    ids = [make.make(time) for time in times]
    assert ids == sorted(set(ids))
    assert all(len(one) == LENGTH and set(one) <= set(ALPHABET) for one in ids)


def test_later_processes_make_greater_ids() -> None:
    assert IdMaker().make(1_750_000_000.001) > IdMaker().make(1_750_000_000.0)


@given(st.floats(min_value=0, max_value=4e9))
def test_an_id_says_when_it_was_made(time: float) -> None:
    assert time_of(IdMaker().make(time)) == pytest.approx(time, abs=0.0011)


@pytest.mark.parametrize("text", ["", "../../journal", "0" * 25, "o" * 26, "I" * 26])
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text)
    with pytest.raises(ValueError, match="is no id"):
        time_of(text)
