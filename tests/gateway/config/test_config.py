"""Site files: what a good one becomes, and what is said of each mistake."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from gateway.config import check_site, counts, load_site, model, patrol_model
from gateway.config.model import SiteFile
from tests.gateway.config.malformed import CASES, GOOD, Case
from yamlfile import YamlFileError

ROOT = Path(__file__).parents[3]


def written(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_told_by_line_and_field(case: Case, tmp_path: Path) -> None:
    assert case.old in GOOD
    path = written(tmp_path, GOOD.replace(case.old, case.new, 1))
    assert check_site(path) == [f"{path}:{line.replace('{folder}', str(tmp_path))}" for line in case.says]


def test_there_are_enough_mistakes() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 25


def test_a_good_file_has_nothing_to_say_and_names_are_resolved(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert check_site(path) == []
    site = load_site(path)
    pump, gear, env = site.devices
    assert (pump.poll_s, gear.poll_s, env.poll_s) == (1.0, 1.0, env.profile.mqtt.interval_s)
    assert (pump.topic, pump.unit) == ("gatehouse/here/pump-1", 1)
    assert pump.name.en == f"{pump.profile.name.en} pump-1"
    assert site.overrides[0].limit == 0.25
    assert site.tickets.assign == {"electrical": "wang", "default": "li"}
    assert site.device("env-1") is env
    with pytest.raises(KeyError):
        site.device("nobody")
    assert counts(site)["devices"] == 3
    assert (counts(site)["checkpoints"], counts(site)["routes"]) == (0, 0)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    text = """\
site: {id: here, name: {zh: 这里, en: Here}}
devices:
  - {id: env-1, kind: environment, location: {zh: 一层, en: Floor 1}}
"""
    site = load_site(written(tmp_path, text))
    assert site.timezone == "Asia/Shanghai"
    assert site.connections == {"bus": None}
    assert site.devices[0].name.zh.startswith("一层")
    assert (site.retention.readings_days, site.notify, site.overrides, site.url) == (30, (), (), None)


def test_the_sites_address_is_kept_without_its_last_slash(tmp_path: Path) -> None:
    told = GOOD.replace("timezone: Asia/Shanghai", "url: 'https://gatehouse.example/estate/'")
    assert load_site(written(tmp_path, told)).url == "https://gatehouse.example/estate"


def test_a_missing_file_and_one_in_another_encoding_are_told(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    assert check_site(missing) == [f"{missing}:1: file: cannot be read: No such file or directory"]
    path = tmp_path / "site.yaml"
    path.write_bytes(GOOD.encode("gb18030"))
    assert check_site(path) == [f"{path}:1: file: is not UTF-8 text; save it as UTF-8"]


def test_mistakes_in_a_sites_own_kinds_and_packs_have_their_own_file_and_line(tmp_path: Path) -> None:
    for folder in ("profiles", "packs"):
        (tmp_path / folder).mkdir()
    kind = tmp_path / "profiles/gate.yaml"
    kind.write_text("kind: gate\nname: {zh: 门, en: Gate}\nprotocol: modbas\npoints: []\n")
    pack = tmp_path / "packs/gate.yaml"
    pack.write_text("kind: gate\nrulez: []\n")
    path = written(tmp_path, GOOD + "profiles: ./profiles\npacks: ./packs\n")
    lines = check_site(path)
    assert any(line.startswith(f"{kind}:3: protocol: input should be 'modbus', 'mqtt'") for line in lines)
    assert any(line.startswith(f"{pack}:2: rulez: unknown field") for line in lines)


def test_a_sites_own_kind_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/gate.yaml").write_text(
        "kind: gate\nname: {zh: 门, en: Gate}\nprotocol: mqtt\npoints: [{id: open, name: {zh: 开, en: Open}}]\n"
    )
    site = load_site(written(tmp_path, GOOD.replace("kind: environment", "kind: gate") + "profiles: profiles\n"))
    assert site.device("env-1").profile.name.en == "Gate"


def test_a_secret_in_an_address_is_not_in_the_messages(tmp_path: Path) -> None:
    for old, new in (
        ("json://127.0.0.1/hook", "jsn://hunter2@127.0.0.1"),
        ("mqtt://10.0.3.2:1883", "mqtt://user:hunter2@10.0.3.2:port"),
        ("mqtt://10.0.3.2:1883", "mqqt://user:hunter2@10.0.3.2"),
    ):
        lines = check_site(written(tmp_path, GOOD.replace(old, new)))
        assert lines
        assert "hunter2" not in "\n".join(lines)
    site = load_site(written(tmp_path, GOOD.replace("127.0.0.1/hook", "hunter2@127.0.0.1")))
    assert "hunter2" not in repr(site)


def test_the_error_holds_every_problem_for_programs(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError) as raised:
        load_site(written(tmp_path, GOOD.replace("kind: pump_room", "kind: x").replace("kind: switchgear", "kind: y")))
    assert [problem.field for problem in raised.value.problems][:2] == ["devices[0].kind", "devices[1].kind"]


def _fields(part: type[BaseModel]) -> Iterator[str]:
    for name, field in part.model_fields.items():
        yield field.alias or name
        for word in re.findall(r"[A-Za-z]+", str(field.annotation)):
            yield from _fields_of(word)
        for argument in get_args(field.annotation):
            if isinstance(argument, type) and issubclass(argument, BaseModel):
                yield from _fields(argument)


def _fields_of(name: str) -> Iterator[str]:
    for models in (model, patrol_model):
        found = getattr(models, name, None)
        if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == models.__name__:
            yield from _fields(found)


def test_every_field_is_in_the_documentation() -> None:
    page = (ROOT / "docs/site-file.md").read_text(encoding="utf-8")
    fields = set(_fields(SiteFile))
    assert {"poll_s", "arrive_min", "minutes_days", "escalate", "limit", "spacing_min", "walk_s"} <= fields
    assert sorted(field for field in fields if f"`{field}`" not in page) == []


def test_the_example_of_the_documentation_is_a_good_site(tmp_path: Path) -> None:
    page = (ROOT / "docs/site-file.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    assert check_site(written(tmp_path, example[1])) == []
