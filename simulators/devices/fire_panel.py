"""A fire panel: detectors and call points by zone, and what the panel makes of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from simulators.fault import Fault, fault
from simulators.model import Setup

FAULTS: tuple[Fault, ...] = (
    fault("fire_panel", "smoke", "one smoke detector of the third zone reports fire", "第三区一个感烟探测器报火警"),
    fault("fire_panel", "call_point", "somebody presses the call point of the third zone", "第三区手动报警按钮被按下"),
    fault("fire_panel", "component_fault", "a detector of the fifth zone has a fault", "第五区一个探测器故障"),
    fault("fire_panel", "isolated", "a detector of the seventh zone is isolated", "第七区一个探测器被屏蔽"),
    fault("fire_panel", "supervisory", "a signal valve of the ninth zone is not open", "第九区信号阀未全开"),
    fault("fire_panel", "mains_fault", "the panel runs on its battery", "主机主电故障，备电供电"),
    fault("fire_panel", "bus_fault", "a loop of the panel is cut", "主机总线故障"),
    fault("fire_panel", "line_cut", "the transmitter's line to the gateway is cut", "传输装置与网关之间断线"),
    fault("fire_panel", "duty_unanswered", "nobody answers the duty check", "查岗无人应答"),
)

DETECTOR, CALL_POINT, SIGNAL_VALVE = 42, 23, 97
PLACES = ("走道", "电梯厅", "强电井", "弱电井", "楼梯间")
# Bits of a component's status, and of the system's (GB/T 26875.3-2011).
NORMAL, FIRE, FAULT, ISOLATED, SUPERVISORY = 0, 1, 2, 3, 4
MAINS, BUS = 8, 10
CODES = {ISOLATED: 1, FAULT: 2, SUPERVISORY: 3}
COUNTS = {FIRE: "fire", FAULT: "fault", ISOLATED: "isolated", SUPERVISORY: "supervisory"}
OF_COMPONENTS = {
    "smoke": (2, DETECTOR, FIRE), "call_point": (2, CALL_POINT, FIRE), "component_fault": (4, DETECTOR, FAULT),
    "isolated": (6, DETECTOR, ISOLATED), "supervisory": (8, SIGNAL_VALVE, SUPERVISORY),
}  # fmt: skip
OF_SYSTEM = {"mains_fault": MAINS, "bus_fault": BUS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A device on a loop; `text` is what the panel's own screen calls it."""

    zone: int
    number: int
    type: int
    text: str


class FirePanel:
    """See `simulators.model.Model`. `resets` counts how often somebody reset the panel after a fire."""

    def __init__(self, setup: Setup) -> None:
        self.faults: set[str] = set()
        self.resets = 0
        self._fitted = setup.fitted
        self.zones = sorted(int(point[5:]) for point in setup.fitted if point[5:].isdigit() and point[:5] == "zone_")
        self.components = [one for zone in self.zones for one in _of_zone(zone)]
        self.abnormal: dict[Component, int] = {}
        self._texts = {"latest_fire": "", "latest_fault": ""}
        self._read()

    @property
    def is_cut(self) -> bool:
        return "line_cut" in self.faults

    @property
    def answers_duty(self) -> bool:
        return "duty_unanswered" not in self.faults

    @property
    def system_bits(self) -> int:
        """The status of the fire system, as a word of bits."""
        bits = sum(1 << bit for name, bit in OF_SYSTEM.items() if name in self.faults)
        for bit in COUNTS:
            bits |= any(status >> bit & 1 for status in self.abnormal.values()) << bit
        return bits or 1 << NORMAL

    def step(self, dt_s: float, time: float) -> None:
        was_burning = self._has(FIRE)
        self._read()
        self.resets += was_burning and not self._has(FIRE)

    def values(self) -> Mapping[str, float | str]:
        return self._values

    def write(self, point: str, value: float) -> None:
        raise ValueError(f"{point} cannot be set")

    def _has(self, bit: int) -> bool:
        return any(status >> bit & 1 for status in self.abnormal.values())

    def _read(self) -> None:
        self.abnormal = dict(self._troubled(name) for name in sorted(self.faults & OF_COMPONENTS.keys()) if self.zones)
        for one, status in self.abnormal.items():
            if status >> FIRE & 1:
                self._texts["latest_fire"] = one.text
            elif status >> FAULT & 1:
                self._texts["latest_fault"] = one.text
        self._values = self._worked_out()

    def _troubled(self, name: str) -> tuple[Component, int]:
        place, type_, bit = OF_COMPONENTS[name]
        zone = self.zones[min(place, len(self.zones) - 1)]
        return next(one for one in self.components if one.zone == zone and one.type == type_), 1 << bit

    def _worked_out(self) -> dict[str, float | str]:
        states: dict[str, float | str] = dict.fromkeys(self._fitted, 0.0)
        members: dict[int, list[tuple[Component, int]]] = defaultdict(list)
        for one, status in self.abnormal.items():
            members[one.zone].append((one, status))
        zones = {f"zone_{zone}": float(_zone_state(ones)) for zone, ones in members.items()}
        for bit, name in COUNTS.items():
            states[f"{name}_count"] = float(sum(status >> bit & 1 for status in self.abnormal.values()))
            states[name] = float(self._has(bit))
        gravest = max(zones.values(), default=0.0)
        states |= zones | {name: float(name in self.faults) for name in OF_SYSTEM}
        states |= {"fire_state": max(0.0, gravest - 5.0), "duty_check": 0.0 if self.answers_duty else 3.0}
        states |= self._texts
        return {point: value for point, value in states.items() if point in self._fitted}


def _of_zone(zone: int) -> list[Component]:
    detectors = [
        Component(zone=zone, number=number, type=DETECTOR, text=f"{zone}区{place}")
        for number, place in enumerate(PLACES, start=1)
    ]
    return [
        *detectors,
        Component(zone=zone, number=6, type=CALL_POINT, text=f"{zone}区楼梯口"),
        Component(zone=zone, number=7, type=SIGNAL_VALVE, text=f"{zone}区喷淋管"),
    ]


def _zone_state(ones: list[tuple[Component, int]]) -> int:
    burning = [one for one, status in ones if status >> FIRE & 1]
    if burning:
        return 7 if len(burning) > 1 or burning[0].type == CALL_POINT else 6
    return max(CODES.get(bit, 0) for _, status in ones for bit in CODES if status >> bit & 1)


build = FirePanel
