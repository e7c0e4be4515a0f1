"""Each story, told to the real program over real sockets, is seen there as its file says."""

import secrets
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from gateway.commands.demo_vehicles import ensure_vehicles
from simulators.scenario import Scenario, Seen, read_scenario, scenarios
from tests.program import until
from tests.scenarios.hook import listening
from tests.scenarios.stage import PATIENCE_S, Stage, seconds, staged

TOLD = {name: scenario for name in scenarios() if (scenario := read_scenario(name)).expect}
LONGEST_S = 200.0
"""Stories that take hours in life are told with shorter delays here."""
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def stage(database_server: str, database_template: str, broker_url: str, session_data: Path) -> Iterator[Stage]:
    """Every story at once, on one site."""
    name = f"stories_{secrets.token_hex(6)}"
    with psycopg.connect(database_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database_template}" STRATEGY file_copy')
    environment = {
        "GATEHOUSE_DATABASE_URL": urlunsplit(urlsplit(database_server)._replace(path=f"/{name}")),
        "GATEHOUSE_MQTT_URL": broker_url,
    }
    ensure_vehicles(environment["GATEHOUSE_DATABASE_URL"], "stories")
    folder = session_data / "stories"
    folder.mkdir()
    with listening() as hook, staged(folder, hook, list(TOLD), environment) as stage:
        yield stage
    with psycopg.connect(database_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("name", TOLD)
def test_a_story_is_seen_as_it_is_told(stage: Stage, name: str) -> None:
    story = TOLD[name]
    for seen in story.expect:
        _wait(stage, seen)
    _let_it_end(stage, story)
    for seen in story.expect:
        _check_the_end(stage, seen)
    for unseen in story.never:
        shown = [alarm for alarm in stage.alarms(unseen.device, unseen.rule) if alarm["suppression"] == "none"]
        assert shown == []


def _wait(stage: Stage, seen: Seen) -> None:
    """Until the alarm is there, with everything that belongs to it."""
    patience_s = stage.due(seen.at_s) + min(seen.within_s, LONGEST_S) + PATIENCE_S - time.time()
    try:
        until(lambda: not stage.mismatch(seen), within_s=max(patience_s, PATIENCE_S))
    except AssertionError:
        raise AssertionError(f"{seen.device} {seen.rule}: {stage.mismatch(seen)}") from None


def _let_it_end(stage: Stage, story: Scenario) -> None:
    """Until what the story calls over is over, or everything that it does has been done."""
    ends_s = [step.at_s + (step.for_s or 0.0) for step in story.steps]
    until(lambda: time.time() > stage.began + max(ends_s), within_s=LONGEST_S)
    for seen in story.expect:
        if seen.returned_within_s is not None:
            patience_s = stage.due(seen.at_s) + seen.returned_within_s + PATIENCE_S - time.time()
            until(
                partial(_has_returned, stage, seen),
                within_s=max(patience_s, PATIENCE_S),
                what=f"the return of {seen.device} {seen.rule}",
            )


def _has_returned(stage: Stage, seen: Seen) -> bool:
    return all(alarm["returned_at"] for alarm in stage.alarms(seen.device, seen.rule))


def _check_the_end(stage: Stage, seen: Seen) -> None:
    alarms = stage.alarms(seen.device, seen.rule)
    if seen.count is not None:
        assert len(alarms) == seen.count
    if seen.holds_until_s is not None and alarms[0]["returned_at"]:
        assert seconds(alarms[0]["returned_at"]) >= stage.began + seen.holds_until_s
