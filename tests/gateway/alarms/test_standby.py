"""A pump trips and its standby carries on, then that fails too: one ticket, first degraded, then an emergency."""

from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from drivers.profile import load_profiles
from rules.columns import DeviceColumns
from rules.engine import Engine
from rules.loader import load_packs
from tests.gateway.alarms.rig import NOON, HandClock, House, open_house

ROOT = Path(__file__).parents[3]
NORMAL = YAML(typ="safe").load(ROOT / "tests/rules/scenarios/normal/pump_room.yaml")["points"]


class Room:
    """A pump room whose values go through its pack into the alarms."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.points = (*(point.id for point in load_profiles()["pump_room"].points), "online")
        fitted = np.ones(len(self.points), np.bool_)
        columns = DeviceColumns(id="pr-1", kind="pump_room", start=0, points=self.points, fitted=fitted)
        self.engine = Engine([columns], load_packs())
        self.values = {**NORMAL, "online": 1.0}

    async def live(self, seconds: int, **changes: float) -> None:
        self.values |= changes
        row = np.array([float(self.values[point]) for point in self.points])
        for _ in range(seconds):
            self.house.clock.time += 1
            now = self.house.clock.time
            good, times = np.zeros(row.size, np.uint8), np.full(row.size, now)
            if found := self.engine.evaluate(now, row, good, times):
                await self.house.alarms.on_transitions(found)


async def test_degraded_becomes_an_emergency_when_the_standby_fails(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path, HandClock()) as house:
        room = Room(house)
        await room.live(5)
        await room.live(20, pump_1_state=2, pump_1_speed=0, pump_1_current=0, pump_2_state=1, duty_pump=2)
        await house.alarms.flush()
        [(ticket, title, urgency)] = house.rows("SELECT id, title, urgency FROM ticket")
        assert (title, urgency) == ("一号泵房 1 号泵跳闸，降级运行", "ordinary")
        [alarm] = house.alarms.open_alarms()
        assert alarm.message.en == "Pump 1 has tripped, degraded: standby took over"
        await room.live(20, pump_2_state=2, pump_3_state=2, outlet_pressure=0.02, flow=0)
        await house.alarms.flush()
        assert house.rows("SELECT id, title, urgency FROM ticket") == [(ticket, "一号泵房 水泵全部跳闸", "emergency")]
        [since] = [one.raised_at for one in house.alarms.open_alarms() if one.rule == "all_pumps_tripped"]
        arrive = "SELECT extract(epoch FROM arrive_by)::float8 FROM ticket"
        assert house.rows(arrive) == [since + 15 * 60]
        words = house.rows("SELECT action FROM ticket_event WHERE ticket = %s ORDER BY id", ticket)
        assert (words[0], "raised" in words) == ("created", True)
        assert since > NOON + 25
