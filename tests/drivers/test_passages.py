"""What cameras that read plates themselves tell, as vehicles."""

import base64
from typing import Any

import pytest

from drivers.driver import Device
from drivers.passages import PassageCount, PassageReader
from drivers.places import PassageKind
from drivers.profile import load_profiles
from drivers.sighting import Sighting

NOW = 1_800_000_000.0
PROFILE = load_profiles()["plate_camera"]
DEVICE = Device(id="plate-cam-1", profile=PROFILE, topic="site/plate-cam-1")
JPEG = b"\xff\xd8\xff\xe0 a picture"
TOLD = {
    "time": "2027-01-15T16:00:00+08:00",
    "id": "a-7",
    "plate": "苏A7K3M2",
    "colour": "蓝色",
    "confidence": 97,
    "direction": "进",
}


def reader(**changes: Any) -> PassageReader:
    kind = PROFILE.passage
    assert kind is not None
    return PassageReader(DEVICE, kind.model_copy(update=changes))


def read(body: dict[str, Any], **changes: Any) -> Sighting:
    sighting = reader(**changes).read(body, NOW)
    assert sighting is not None
    return sighting


def test_a_vehicle() -> None:
    sighting = read(TOLD)
    assert (sighting.id, sighting.device, sighting.time) == ("plate-cam-1/a-7", "plate-cam-1", NOW)
    assert (sighting.plate, sighting.seen, sighting.colour, sighting.kind) == ("苏A7K3M2", "苏A7K3M2", "blue", "blue")
    assert (sighting.confidence, sighting.direction) == (0.97, "in")


@pytest.mark.parametrize(
    ("told", "plate", "colour"),
    [
        ("蓝苏A7K3M2", "苏A7K3M2", "blue"), ("绿苏AD12847", "苏AD12847", "green"), ("苏A·7K3M2", "苏A7K3M2", ""),
        (" 苏a-7k3m2 ", "苏A7K3M2", ""), ("粤Z1234港", "粤Z1234港", ""), ("TEST1", "TEST1", ""),
    ],
)  # fmt: skip
def test_how_a_plate_may_be_written(told: str, plate: str, colour: str) -> None:
    sighting = read({"plate": told})
    assert (sighting.plate, sighting.colour) == (plate, colour)


@pytest.mark.parametrize("told", ["", None, "无车牌", "UNLICENSED", "a text that is far too long", 12345, "苏A\x0012"])
def test_no_plate_is_a_vehicle_of_which_nothing_is_sure(told: object) -> None:
    sighting = read({"plate": told})
    assert (sighting.plate, sighting.seen, sighting.confidence) == ("", "", 0.0)


@pytest.mark.parametrize(
    ("told", "confidence"), [(97, 0.97), (0.97, 0.97), ("97", 0.97), (1, 1.0), (None, 1.0), (0, 0.0)]
)
def test_confidence(told: object, confidence: float) -> None:
    assert read({**TOLD, "confidence": told}).confidence == pytest.approx(confidence)


@pytest.mark.parametrize("told", ["much", 101, -1, float("nan"), [], {}])
def test_nonsense_of_confidence_is_not_believed(told: object) -> None:
    plates = reader()
    sighting = plates.read({**TOLD, "confidence": told}, NOW)
    assert sighting is not None
    assert (sighting.plate, sighting.seen, sighting.confidence) == ("", "苏A7K3M2", 0.0)
    assert plates.problems == ["confidence: is not from 0 to 100"]


def test_a_reading_that_is_not_sure_enough_opens_nothing() -> None:
    assert read({**TOLD, "confidence": 79}).plate == ""
    assert read({**TOLD, "confidence": 79}, least_confidence=0.7).plate == "苏A7K3M2"


def test_a_body_without_a_plate_tells_of_no_vehicle() -> None:
    assert reader().read({"alive": True}, NOW) is None


def test_a_makers_own_shape() -> None:
    body = {"Alarm": {"result": [{"license": "沪K8R206", "color": 2, "score": 88}]}, "when": 1_799_999_000}
    kind = PassageKind(
        plate="Alarm.result[0].license", colour="Alarm.result[0].color", confidence="Alarm.result[0].score",
        time="when", colours={"2": "yellow"},
    )  # fmt: skip
    sighting = PassageReader(DEVICE, kind).read(body, NOW)
    assert sighting is not None
    assert (sighting.plate, sighting.colour, sighting.kind) == ("沪K8R206", "yellow", "yellow")
    assert (sighting.confidence, sighting.time) == (0.88, 1_799_999_000.0)


def test_the_same_vehicle_told_again_has_the_same_id() -> None:
    anonymous = {name: value for name, value in TOLD.items() if name != "id"}
    first, second = (reader().read(anonymous, NOW + later) for later in (0.0, 30.0))
    other = reader().read({**anonymous, "plate": "苏A00001"}, NOW)
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.id == second.id != other.id


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (base64.b64encode(JPEG).decode(), JPEG), ("data:image/jpeg;base64," + base64.b64encode(JPEG).decode(), JPEG),
        (JPEG, JPEG), ("", b""), (None, b""),
    ],
)  # fmt: skip
def test_pictures(told: object, found: bytes) -> None:
    plates = reader()
    sighting = plates.read({**TOLD, "picture": told}, NOW)
    assert sighting is not None
    assert sighting.picture == found
    assert plates.problems == []


@pytest.mark.parametrize("told", ["%%%", base64.b64encode(b"GIF89a").decode(), JPEG + bytes(1 << 20), 7])
def test_a_picture_that_is_none_costs_the_picture_only(told: object) -> None:
    plates = reader()
    sighting = plates.read({**TOLD, "crop": told}, NOW)
    assert sighting is not None
    assert (sighting.plate, sighting.crop) == ("苏A7K3M2", b"")
    assert plates.problems == ["crop: is no JPEG of up to 1 MiB"]


def test_vehicles_are_counted() -> None:
    count = PassageCount(DEVICE)
    count.add(read(TOLD))
    count.add(read({**TOLD, "confidence": 10}))
    frame = count.reading(NOW)
    assert frame is not None
    assert frame.at is not None
    assert [PROFILE.points[at].id for at in frame.at] == ["vehicles", "unsure", "last_plate"]
    assert frame.values[:2].tolist() == [2.0, 1.0]
    assert frame.quality.tolist() == [0, 0, 0]
    assert frame.texts == {PROFILE.index("last_plate"): "苏A7K3M2"}
