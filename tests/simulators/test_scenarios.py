"""Every scenario that comes along is read, and means something on the demo site."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from drivers.profile import load_profiles
from rules.loader import load_packs
from simulators.errors import SimulatorError
from simulators.kinds import faults_of, kinds
from simulators.scenario import FOLDER, Scenario, cues, read_scenario, scenarios
from simulators.site import read_site
from yamlfile import YamlFileError

DEMO = read_site(FOLDER.parent / "demo_site.yaml")
PROTOCOLS = {device.id: DEMO.protocol(device) for device in DEMO.devices}
PACKS = load_packs()
PROFILES = load_profiles()
KINDS = {device.id: PROFILES[device.kind] for device in DEMO.devices}


@pytest.mark.parametrize("name", scenarios())
def test_every_scenario_fits_the_demo_site(name: str) -> None:
    scenario = read_scenario(name)
    told = cues(scenario, list(KINDS))
    assert len({(cue.at_s, cue.fault) for cue in told}) == len({(step.at_s, step.fault) for step in scenario.steps})
    for cue in told:
        profile = KINDS[cue.device]
        assert cue.fault in {fault.name for fault in faults_of(profile.kind, PROTOCOLS[cue.device])}
        assert scenario.repeat_s is None or cue.at_s < scenario.repeat_s


@pytest.mark.parametrize("name", scenarios())
def test_what_a_scenario_expects_is_a_device_of_the_demo_site_and_a_rule_of_its_kind(name: str) -> None:
    scenario = read_scenario(name)
    for told in (*scenario.expect, *scenario.never):
        kind, colon, name = told.device.partition(":")
        if colon:
            known = {"connection": list(DEMO.connections), "gate": [gate.id for gate in DEMO.gates]}[kind]
            assert any(fnmatchcase(one, name) for one in known)
            assert any(fnmatchcase(rule, told.rule) for rule in PACKS[kind].flat)
            continue
        devices = [device for device in KINDS if fnmatchcase(device, told.device)]
        assert devices
        for device in devices:
            assert any(fnmatchcase(rule, told.rule) for rule in PACKS[KINDS[device].kind].flat), told.rule
    for seen in scenario.expect:
        assert seen.at_s in {step.at_s for step in scenario.steps}


def test_cues_are_in_order_and_reach_every_device_that_a_glob_names() -> None:
    scenario = Scenario.model_validate(
        {
            "description": {"zh": "测试", "en": "test"},
            "steps": [
                {"at_s": 9, "device": "b", "fault": "silent"},
                {"at_s": 1, "device": "a-*", "fault": "slow", "for_s": 5},
            ],
        }
    )
    told = [(cue.at_s, cue.device, cue.fault, cue.for_s) for cue in cues(scenario, ["a-1", "a-2", "b", "c"])]
    assert told == [(1, "a-1", "slow", 5), (1, "a-2", "slow", 5), (9, "b", "silent", None)]


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(SimulatorError, match="did you mean 'storm'"):
        read_scenario("strom")


def test_a_scenario_of_ones_own_is_read_and_told_where_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("description: {zh: 甲, en: a}\nsteps:\n  - {at_s: 1, device: x, fault: slow, fro_s: 3}\n")
    with pytest.raises(YamlFileError, match=r"mine.yaml:3: steps\[0\].fro_s: unknown field; did you mean 'for_s'"):
        read_scenario(str(path))


def test_the_demo_site_has_what_it_promises() -> None:
    by_kind: dict[str, list[str]] = {}
    for device in DEMO.devices:
        by_kind.setdefault(device.kind, []).append(device.id)
    assert by_kind["pump_room"] == [f"pump-room-{n}" for n in (1, 2, 3)]
    assert by_kind["switchgear"][:3] == [f"switchgear-{n}" for n in (1, 2, 3)]
    assert by_kind["environment"] == [f"env-{n}" for n in range(1, 21)]
    assert by_kind.keys() == set(kinds()), "every kind lives in the demo"
    assert 120 <= len(DEMO.devices) <= 150
    assert 2500 <= sum(len(device.fitted(KINDS[device.id])) for device in DEMO.devices) <= 3500
    second = next(device for device in DEMO.devices if device.id == "pump-room-2")
    assert "pump_3_state" not in second.fitted(KINDS["pump-room-2"])
    assert "pump_2_state" in second.fitted(KINDS["pump-room-2"])
