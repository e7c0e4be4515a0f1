"""Every profile is loaded and compiled; every field is in the documentation; mistakes are told."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from drivers.decoder import Decoder
from drivers.driver import Device
from drivers.places import Gb26875Kind, Gb26875Point, ModbusKind, ModbusPoint, MqttKind, MqttPoint
from drivers.profile import BUILT_IN, Point, Profile, Write, load_profiles
from drivers.protocols.mqtt_messages import Messages
from drivers.requests import plan
from yamlfile import YamlFileError, load

PAGE = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
NAME = {"zh": "点", "en": "point"}


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_profile_is_loaded_and_compiled(path):
    profile = load(path, Profile)
    assert profile.kind == path.stem
    if "modbus" in profile.protocol:
        addresses = [point.modbus for point in profile.points]
        made = plan(addresses, profile.modbus)
        Decoder(addresses, profile.modbus, made)
        assert len(made.reads) <= 4
    else:
        assert Messages([Device(id="one", profile=profile, topic="root")]).subscriptions


def test_a_folder_of_the_site_goes_before_ours(tmp_path):
    text = (BUILT_IN / "environment.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("interval_s: 10", "interval_s: 77"), encoding="utf-8")
    found = load_profiles(tmp_path)
    assert found["environment"].mqtt.interval_s == 77
    assert set(found) == {path.stem for path in BUILT_IN.glob("*.yaml")}


@pytest.mark.parametrize(
    "model", [Profile, Point, Write, ModbusKind, ModbusPoint, MqttKind, MqttPoint, Gb26875Kind, Gb26875Point]
)
def test_every_field_is_documented(model: type[BaseModel]):
    missing = [field for field in model.model_fields if f"`{field}`" not in PAGE]
    assert not missing


def test_the_schema_is_printed():
    done = subprocess.run([sys.executable, "-m", "drivers", "schema"], capture_output=True, check=True)
    schema = json.loads(done.stdout)
    assert set(schema["properties"]) == set(Profile.model_fields)
    wrong = subprocess.run([sys.executable, "-m", "drivers"], capture_output=True, check=False)
    assert wrong.returncode == 2


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ({"address": 0, "type": "bit"}, "needs 'bit'"),
        ({"address": 0, "table": "coil"}, "its type must be bit"),
        ({"address": 0, "type": "string"}, "needs 'length'"),
        ({"address": 0, "length": 3}, "nothing else may have it"),
        ({"address": 0, "type": "int16", "bits": [0, 2]}, "inside an unsigned integer"),
        ({"address": 0, "bits": [12, 5]}, "inside an unsigned integer"),
        ({"address": 65535, "type": "float32"}, "past address 65535"),
        ({"address": 0, "scale": 0}, "scale of 0"),
        ({"address": 0, "adress": 1}, "Extra inputs"),
    ],
)
def test_points_that_cannot_be(point, message):
    with pytest.raises(ValidationError, match=message):
        ModbusPoint.model_validate(point)


@pytest.mark.parametrize("path", ["a..b", "a[x]", "a[1", ".a", "a]"])
def test_paths_that_cannot_be(path):
    with pytest.raises(ValidationError, match="pattern"):
        MqttPoint.model_validate({"path": path})


@pytest.mark.parametrize("place", [{}, {"zone": 3, "count": "fire"}, {"zone": -1}, {"latest": "isolated"}])
def test_places_of_a_fire_transmitter_that_cannot_be(place):
    with pytest.raises(ValidationError):
        Gb26875Point.model_validate(place)


@pytest.mark.parametrize("variant", [{"zone_bytes": [3, 2]}, {"component_bytes": 8}, {"component_bits": {"smoke": 0}}])
def test_fire_transmitters_that_cannot_be(variant):
    with pytest.raises(ValidationError):
        Gb26875Kind.model_validate(variant)


def test_a_mistake_is_told_by_its_line(tmp_path):
    text = "kind: k\nname: {zh: 一, en: k}\nprotocol: modbus\nmodbus: {max_registers: 2}\npoints:\n"
    point = "  - {id: p, name: {zh: 一, en: p}, modbus: {address: 0, type: float64}}\n"
    path = tmp_path / "k.yaml"
    path.write_text(text + point, encoding="utf-8")
    with pytest.raises(YamlFileError, match="'p' is longer than a read may be"):
        load(path, Profile)
