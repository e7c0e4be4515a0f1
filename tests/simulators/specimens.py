"""Specimens of the simulated kinds, and how tests let time pass for them."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from drivers.profile import load_profiles
from simulators.kinds import build
from simulators.model import Model, Setup
from simulators.simulated import Simulated

PROFILES = load_profiles()
ZONE = ZoneInfo("Asia/Shanghai")
EVENING = 1_767_268_800.0
"""2026-01-01 20:00 in Shanghai: the peak of water and power."""
NIGHT = EVENING + 7 * 3600.0
DAY_S = 86_400


def model(kind: str, *, seed: int = 1, time: float = EVENING, without: str | tuple[str, ...] = "-") -> Model:
    fitted = frozenset(point.id for point in PROFILES[kind].points if not point.id.startswith(without))
    return build(kind, Setup(seed=seed, fitted=fitted, zone=ZONE, time=time))


def device(kind: str, name: str = "device-1", **options: float) -> Simulated:
    return Simulated(name, PROFILES[kind], model(kind, **options))  # type: ignore[arg-type]


def living(model: Model, seconds: float, *, time: float = EVENING, dt_s: float = 1.0) -> Iterator[Mapping[str, float]]:
    """What the model tells after each step of some seconds of its life."""
    for n in range(1, int(seconds / dt_s) + 1):
        model.step(dt_s, time + n * dt_s)
        yield model.values()


def after(model: Model, seconds: float, *, time: float = EVENING, dt_s: float = 0.25) -> Mapping[str, float]:
    """What the model tells some seconds later."""
    last = model.values()
    for values in living(model, seconds, time=time, dt_s=dt_s):
        last = values
    return last


def extremes(model: Model, seconds: float, *, dt_s: float) -> dict[str, tuple[float, float]]:
    """The lowest and the highest value of every point during some seconds of its life."""
    found = {name: (value, value) for name, value in model.values().items()}
    for values in living(model, seconds, dt_s=dt_s):
        for name, value in values.items():
            low, high = found[name]
            if not low <= value <= high:
                found[name] = (min(low, value), max(high, value))
    return found
