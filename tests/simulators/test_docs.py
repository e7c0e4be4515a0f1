"""The page about simulators names everything that there is."""

from pathlib import Path

import pytest

from simulators.guards.temper import Temper
from simulators.kinds import all_faults, kinds
from simulators.scenario import FOLDER, Scenario, Seen, Step, scenarios

PAGE = (FOLDER.parents[1] / "docs" / "simulators.md").read_text(encoding="utf-8")


def test_every_kind_fault_scenario_and_temper_is_on_the_page() -> None:
    names = [*kinds(), *(fault.name for fault in all_faults()), *scenarios(), *Temper]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_every_field_of_a_scenario_is_on_the_page() -> None:
    fields = [*Scenario.model_fields, *Step.model_fields, *Seen.model_fields]
    assert [name for name in fields if f"{name}:" not in PAGE] == []


@pytest.mark.parametrize("program", ["load", "estate"])
def test_every_option_of_the_load_and_of_the_estate_is_on_the_page(program: str) -> None:
    source = (Path(FOLDER).parent / f"{program}.py").read_text(encoding="utf-8")
    options = [part.split('"')[0] for part in source.split('add_argument("')[1:]]
    assert options
    assert [option for option in options if option not in PAGE] == []
