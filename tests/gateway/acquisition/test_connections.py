"""What a shared connection says of itself: how many devices it has, and how many answer."""

from drivers.frame import Quality
from drivers.profile import load_profiles
from gateway.acquisition.connections import ConnectionPoints
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable

PROFILES = load_profiles()
LINE = "connection:plc"


class Plant:
    """Two sensors on a line and one elsewhere."""

    def __init__(self) -> None:
        devices = [TableDevice(id=f"env-{n}", profile=PROFILES["environment"], expected_s=1.0) for n in (1, 2, 3)]
        line = TableDevice(id=LINE, profile=PROFILES["connection"], expected_s=float("inf"))
        self.table = PointTable(devices, own=[line])
        self.points = ConnectionPoints(self.table, {LINE: ["env-1", "env-2"]}, {LINE: "plc"})

    def seen(self, **online: bool) -> tuple[float, float, float] | None:
        """(devices, answering, up), None where they are not known."""
        for device, state in online.items():
            self.table.set_online(device.replace("_", "-"), state, 100.0)
        self.points.refresh(100.0)
        piece = self.table.own_slice_of(LINE)
        rows = [piece.start + piece.points.index(point) for point in ("devices", "answering", "up")]
        if (self.table.quality_at(1e6)[rows] != Quality.GOOD).all():
            return None
        devices, answering, up = self.table.value[rows].tolist()
        return devices, answering, up


def test_it_is_not_known_before_it_was_asked() -> None:
    plant = Plant()
    assert plant.seen() is None
    assert plant.seen(env_1=False) is None
    assert plant.seen(env_2=False) == (2, 0, 0)


def test_one_that_answers_is_enough() -> None:
    plant = Plant()
    assert plant.seen(env_1=True) == (2, 1, 1)
    assert plant.seen(env_2=True, env_3=False) == (2, 2, 1)
    assert plant.seen(env_1=False, env_2=False, env_3=True) == (2, 0, 0)


def test_it_says_its_name() -> None:
    plant = Plant()
    assert plant.table.text(plant.table.own_slice_of(LINE).start) == "plc"


def test_a_site_without_shared_lines_has_nothing_to_fill() -> None:
    table = PointTable([TableDevice(id="env-1", profile=PROFILES["environment"], expected_s=1.0)])
    ConnectionPoints(table, {}, {}).refresh(100.0)
    assert len(table) == len(table.slices[0].points)
