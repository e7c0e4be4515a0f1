"""The simulated kinds: every file in `simulators/devices/` is one, found by its name."""

import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import cast

from simulators.errors import SimulatorError
from simulators.fault import EVERYWHERE, Fault
from simulators.model import Model, Setup
from yamlfile import suggest

FOLDER = Path(__file__).parent / "devices"


@cache
def kinds() -> tuple[str, ...]:
    """The kinds that can be simulated."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"))


def build(kind: str, setup: Setup) -> Model:
    """A specimen of a kind; SimulatorError if there is no such simulator."""
    return cast("Model", _module(kind).build(setup))


def plant_faults(kind: str) -> tuple[Fault, ...]:
    """What can go wrong in the plant of a kind."""
    return cast("tuple[Fault, ...]", _module(kind).FAULTS)


def cuts_of(kind: str) -> Mapping[str, str]:
    """Which faults of a kind leave what hangs on it without supply: all of it (`device`), or what a point feeds."""
    return cast("Mapping[str, str]", getattr(_module(kind), "CUTS", {}))


def faults_of(kind: str, protocol: str) -> tuple[Fault, ...]:
    """Everything that can be made to go wrong with a device: its plant, its instruments, its wire."""
    return plant_faults(kind) + tuple(fault for fault in EVERYWHERE if fault.kind in ("any", protocol))


def all_faults() -> tuple[Fault, ...]:
    """The faults of every kind, then those of every device."""
    return tuple(fault for kind in kinds() for fault in plant_faults(kind)) + EVERYWHERE


@cache
def _module(kind: str) -> ModuleType:
    if kind not in kinds():
        raise SimulatorError(f"there is no simulator for the kind '{kind}'{suggest(kind, kinds())}")
    return importlib.import_module(f"simulators.devices.{kind}")
