"""docs/gates.md says what the program does: every reason in the words of the screens, every price as it is counted."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from gateway.gates.judging.tariff import fee
from gateway.gates.model import Night, Reason, Tariff
from gateway.gates.registry.spreadsheet import COLUMNS
from tests.gateway.gates.known import SHANGHAI

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "gates.md").read_text(encoding="utf-8")
WORDS = (ROOT / "dashboard" / "web" / "src" / "i18n" / "parts" / "gates.ts").read_text(encoding="utf-8")
TARIFF = Tariff(night=Night(starts="22:00", ends="07:00", cap=1000))
EXAMPLES = re.findall(r"^\| (2026-[-\d: ]+) \| (2026-[-\d: ]+) \| (\d+) \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_there_in_the_words_of_the_screens(reason: Reason) -> None:
    row = re.search(rf"^\| `{reason.value}` \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert row is not None
    shown = re.search(rf"^ +{reason.value}: {{ zh: ['\"](.+)['\"], en: ['\"](.+)['\"] }}", WORDS, re.MULTILINE)
    assert shown is not None
    assert row.groups() == shown.groups()


@pytest.mark.parametrize(("entered", "left", "yuan"), EXAMPLES)
def test_the_examples_cost_what_they_say(entered: str, left: str, yuan: str) -> None:
    begun, ended = (datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() for text in (entered, left))
    assert fee(begun, ended, TARIFF, SHANGHAI) == int(yuan) * 100


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_the_sheet_is_there(column: str) -> None:
    assert f"| {COLUMNS[column].zh} | {COLUMNS[column].en} |" in PAGE
