"""What the rule packs are to make of each fault of the simulated plants: one file a kind, an entry a fault."""

from pathlib import Path

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from yamlfile import Strict


class Story(Strict):
    """One fault, told to a plant that was quiet before.

    alarms          the rules that begin, in order; `{point}` stands for that point's value before the fault
    stay            those of them that hold until the fault ends; left out: the last one
    fault_s, calm_s how long the fault lasts, and how long it may take until everything is over
    hours           at which hours of a day (Shanghai) it is told; seconds of a step
    without         points that the device lacks
    """

    alarms: tuple[str, ...]
    stay: tuple[str, ...] | None = None
    fault_s: float = 200
    calm_s: float = 200
    hours: tuple[float, ...] = (3, 19)
    step_s: float = 1
    without: tuple[str, ...] = ()

    @property
    def staying(self) -> tuple[str, ...]:
        return self.alarms[-1:] if self.stay is None else self.stay


def stories() -> dict[tuple[str, str], Story]:
    """By kind and fault."""
    found: dict[tuple[str, str], Story] = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        told = TypeAdapter(dict[str, Story]).validate_python(YAML(typ="safe").load(path))
        found |= {(path.stem, fault): story for fault, story in told.items()}
    return found
