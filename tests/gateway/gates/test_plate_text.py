"""One text for one plate."""

import re

import pytest

from gateway.gates.judging.plate_text import expression, normalised


@pytest.mark.parametrize(
    ("written", "plate"),
    [
        ("粤B12345", "粤B12345"),
        ("粤b·12345", "粤B12345"),
        (" 粤B 123-45 ", "粤B12345"),
        ("粤Ｂ１２３４５", "粤B12345"),
        ("粤BO12I5", "粤B01215"),
        ("粤O12345", "粤O12345"),
        ("粤B1234警", "粤B1234警"),
        ("wj粤1234x", "WJ粤1234X"),
        ("使 123456", "使123456"),
        ("·-. ", ""),
        ("", ""),
    ],
)
def test_however_it_is_written(written: str, plate: str) -> None:
    assert normalised(written) == plate


@pytest.mark.parametrize(
    ("search", "found", "not_found"),
    [
        ("粤B12345", ["粤B12345"], ["粤B123456", "京粤B12345"]),
        ("粤b*", ["粤B12345", "粤BDF12345"], ["京A粤B123"]),
        ("*345", ["粤B12345"], ["粤B34567"]),
        ("粤B1234?", ["粤B12345", "粤B1234警"], ["粤B1234", "粤B123456"]),
        ("*O5*", ["粤B12305", "粤O5123X"], ["粤B12350"]),
        ("*(*", ["粤B12345"], []),
    ],
)
def test_a_search(search: str, found: list[str], not_found: list[str]) -> None:
    wanted = re.compile(expression(search))
    assert [plate for plate in found + not_found if wanted.search(plate)] == found
