"""docs/rules.md names every field that a pack, a change of a rule or a scenario may have."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import BaseModel

from rules.condition import Clock, Condition, Count, Family, Limit, Rate, Silence, State, Stuck
from rules.expression import FUNCTIONS
from rules.model import TicketCall
from rules.override import Override
from rules.pack import Level, Pack, Rule
from rules.scenario import Base, Change, Expected, Scenario

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
CODE = " ".join(re.findall(r"```.*?```|`[^`]+`", PAGE, re.DOTALL))
NAMED = set(re.findall(r"[a-z_0-9]+", CODE))
MODELS: tuple[type[BaseModel], ...] = (
    Pack, Rule, Level, TicketCall, Condition, Limit, State, Rate, Silence, Stuck, Count, Clock, Family,
    Scenario, Base, Change, Expected,
)  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_named(model: type[BaseModel]) -> None:
    assert {field.alias or name for name, field in model.model_fields.items()} - NAMED == set()


def test_every_change_of_a_rule_is_named() -> None:
    assert {field.name.rstrip("_") for field in fields(Override)} - NAMED == set()


def test_every_function_of_an_expression_is_named() -> None:
    assert FUNCTIONS.keys() - NAMED == set()
