"""What messages mean, without a broker."""

import json
import math

import pytest

from drivers.driver import Device
from drivers.profile import Profile, load_profiles
from drivers.protocols.mqtt_messages import Messages
from drivers.protocols.mqtt_values import at_path, compile_path, time_of

NAME = {"zh": "点", "en": "point"}
NOW = 1_800_000_000.0


def sensor(*points: dict, **mqtt: object) -> Profile:
    listed = [{"name": NAME, **point} for point in points]
    return Profile.model_validate({"kind": "sensor", "name": NAME, "protocol": "mqtt", "points": listed, "mqtt": mqtt})


PLAIN = sensor(
    {"id": "temperature"},
    {"id": "door", "texts": {0: {"zh": "关", "en": "closed"}, 1: {"zh": "开", "en": "open"}}},
    {"id": "battery", "mqtt": {"scale": 0.1, "offset": -1, "invalid": [255], "values": {"low": 5}}},
)


def hear(profile: Profile, topic: str, payload: object):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Messages([Device(id="env-1", profile=profile, topic="site/env-1")]).hear(topic, body, NOW)


def told(heard) -> list[tuple[list[int], list[float]]]:
    return [(None if frame.at is None else frame.at.tolist(), frame.values.tolist()) for frame in heard.frames]


def test_a_part_of_the_points_in_any_order():
    heard = hear(PLAIN, "site/env-1/state", {"time": NOW - 5, "values": {"battery": 900, "temperature": 21}})
    assert told(heard) == [([0, 2], [21.0, 89.0])]
    assert heard.frames[0].time == NOW - 5
    assert heard.frames[0].quality.tolist() == [0, 0]


def test_all_points_are_a_whole_frame():
    heard = hear(PLAIN, "site/env-1/state", {"values": {"door": "开", "battery": 0, "temperature": 1}})
    assert told(heard) == [(None, [1.0, 1.0, -1.0])]
    assert heard.frames[0].time == NOW


@pytest.mark.parametrize(
    ("point", "payload", "value"),
    [
        ("temperature", b"21.5", 21.5), ("temperature", b'"21.5"', 21.5), ("temperature", b" 21.5 ", 21.5),
        ("door", b"true", 1), ("door", b"OFF", 0), ("door", b"Closed", 0), ("door", '"开"'.encode(), 1),
        ("battery", b"low", 5), ("battery", b"100", 9),
    ],
)  # fmt: skip
def test_bare_values_and_words(point, payload, value):
    assert hear(PLAIN, f"site/env-1/state/{point}", payload).frames[0].values.tolist() == [value]


@pytest.mark.parametrize(("point", "payload"), [("door", b"null"), ("battery", b"255"), ("temperature", b"nan")])
def test_no_value_is_bad_and_no_problem(point, payload):
    heard = hear(PLAIN, f"site/env-1/state/{point}", payload)
    assert heard.frames[0].quality.tolist() == [1]
    assert math.isnan(heard.frames[0].values[0])
    assert not heard.problems


def test_what_cannot_be_read_is_bad_and_the_others_go_on():
    heard = hear(PLAIN, "site/env-1/state", {"values": {"temperature": "warm", "door": [1], "battery": 10, "x": 1}})
    assert heard.frames[0].quality.tolist() == [1, 1, 0]
    assert heard.problems == [
        "no point is named x",
        "temperature: 'warm' is not a word that is known here",
        "door: is neither a number nor a word",
    ]


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("site/env-1/state", b"{"), ("site/env-1/state", [1]), ("site/env-1/state", {"temperature": 1}),
        ("site/env-1/event", b"pressed"), ("site/env-1/online", b"maybe"), ("site/other/state", {"values": {}}),
        ("site/env-1/state/nothing", b"1"), ("", b""),
    ],
)  # fmt: skip
def test_messages_that_say_nothing_readable(topic, payload):
    heard = hear(PLAIN, topic, payload)
    assert len(heard.problems) == 1
    assert (heard.frames, heard.events, heard.online) == ([], [], [])


def test_an_empty_retained_message_says_nothing():
    heard = hear(PLAIN, "site/env-1/online", b"")
    assert (heard.problems, heard.online) == ([], [])


ZIGBEE = sensor(
    {"id": "temperature", "mqtt": {"topic": "", "path": "climate.values[1]"}},
    {"id": "leak", "mqtt": {"topic": "", "path": "water_leak"}},
    {"id": "power", "mqtt": {"topic": "/meters/hall/power"}},
    time_path="meta.at",
)


def test_mapped_topics_and_paths():
    body = {"climate": {"values": [1, 22.5]}, "water_leak": False, "meta": {"at": "2027-01-15T08:00:00+08:00"}}
    heard = hear(ZIGBEE, "site/env-1", body)
    assert told(heard) == [([0, 1], [22.5, 0.0])]
    assert heard.frames[0].time == 1_799_971_200.0
    assert told(hear(ZIGBEE, "site/env-1", {"water_leak": True})) == [([1], [1.0])]
    assert told(hear(ZIGBEE, "meters/hall/power", b"3.5 ")) == [([2], [3.5])]
    assert hear(ZIGBEE, "site/env-1", {"other": 1}).problems == ["no point of the profile was found in it"]


def test_subscriptions():
    topics = Messages([Device(id="env-1", profile=ZIGBEE, topic="site/env-1")]).subscriptions
    assert topics == [
        *(f"site/env-1/{end}" for end in ("state", "state/+", "event", "online")), "site/env-1", "meters/hall/power",
    ]  # fmt: skip


def test_two_devices_may_share_a_mapped_topic():
    devices = [Device(id=name, profile=ZIGBEE, topic=f"site/{name}") for name in ("a", "b")]
    heard = Messages(devices).hear("meters/hall/power", b"1", NOW)
    assert [frame.device for frame in heard.frames] == ["a", "b"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (1_700_000_000.5, 1_700_000_000.5), (1_700_000_000_500, 1_700_000_000.5),
        ("2026-01-31T08:00:00Z", 1_769_846_400.0),
        (NOW + 3000, NOW + 3000), (NOW + 4000, NOW), (-5, NOW), ("yesterday", NOW), ("2026-01-31T08:00:00", NOW),
        (None, NOW), (True, NOW),
    ],
)  # fmt: skip
def test_times(raw, expected):
    assert time_of({"time": raw}, ("time",), NOW) == expected


def test_paths():
    assert compile_path("a.b[0][2].c") == ("a", "b", 0, 2, "c")
    assert compile_path("") == ()
    assert at_path({"a": [1, {"b": None}]}, ("a", 1, "b")) == (True, None)
    for path in (("a", 2), ("a", "b"), ("b",), ("a", 0, "x")):
        assert at_path({"a": [1, {"b": None}]}, path) == (False, None)


def test_a_camera_that_reads_plates_tells_of_a_vehicle():
    camera = load_profiles()["plate_camera"]
    heard = hear(camera, "site/env-1/event", {"time": NOW - 1, "plate": "苏A7K3M2", "confidence": 0.95})
    assert [(one.plate, one.time, one.device) for one in heard.sightings] == [("苏A7K3M2", NOW - 1, "env-1")]
    assert heard.frames[0].texts == {camera.index("last_plate"): "苏A7K3M2"}
    assert heard.events == []


def test_what_is_counted_here_is_not_taken_from_the_camera():
    camera = load_profiles()["plate_camera"]
    heard = hear(camera, "site/env-1/state", {"values": {"vehicles": 7, "last_plate": "X", "temperature": 40}})
    assert [frame.values[:2].tolist() for frame in heard.frames] == [[0.0, 0.0], [40.0]]
    heard = hear(camera, "site/env-1/state/vehicles", b"7")
    assert (heard.frames, heard.problems) == ([], [])
