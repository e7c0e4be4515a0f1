"""A video recorder: its cameras, its disks, and how far back its recordings reach."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import DAY_S
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("recorder", "disk_failure", "the second disk fails", "2 号硬盘故障"),
    fault("recorder", "channel_loss", "the picture of the third camera is lost", "3 号通道图像丢失"),
    fault("recorder", "retention_short", "the oldest recording is but 21 days old", "最早录像不足 21 天"),
    fault("recorder", "recording_stopped", "nothing is recorded any more", "录像停止"),
    fault("recorder", "overheating", "its fan stops, it heats up to about 70 °C", "风扇停转，机内升温至约 70°C"),
)

CHANNELS, DISKS = range(1, 17), range(1, 5)
FAILING_DISK, LOST_CHANNEL = 2, 3
HEALTHY, FAILED = 1.0, 3.0
SHORT_DAYS = 21.0
HOT_C, HEATING_TAU_S = 70.0, 25.0


class Recorder(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._noise = noise = Noise(setup.seed)
        self._channels = [n for n in CHANNELS if f"channel_{n}" in setup.fitted]
        self._disks = [n for n in DISKS if f"disk_{n}_state" in setup.fitted]
        self._days = noise.between(33.0, 42.0)
        self._used = noise.between(95.0, 98.0)
        self._gaps = float(int(noise.between(0.0, 1.999)))
        self._mean_c = self._warm_c = noise.between(38.0, 44.0)
        self._measure(setup.time, 0.0)

    def step(self, dt_s: float, time: float) -> None:
        target_c = HOT_C if "overheating" in self.faults else self._mean_c
        self._warm_c = lag(self._warm_c, target_c, tau_s=HEATING_TAU_S, dt_s=dt_s)
        self._measure(time, dt_s)

    def _measure(self, time: float, dt_s: float) -> None:
        """Once a day the oldest day is thrown away as a whole, so the oldest recording is now younger, now older."""
        days = SHORT_DAYS if "retention_short" in self.faults else self._days
        lost = {LOST_CHANNEL} if "channel_loss" in self.faults else set()
        failed = {FAILING_DISK} if "disk_failure" in self.faults else set()
        warmth_k = self._noise.drift("air", sigma=0.8, tau_s=900.0, dt_s=dt_s)
        self._values = {
            "channels_total": float(len(self._channels)),
            "channels_online": float(len(set(self._channels) - lost)),
            **{f"channel_{n}": float(n not in lost) for n in self._channels},
            **{f"disk_{n}_state": FAILED if n in failed else HEALTHY for n in self._disks},
            "disk_used": self._used + self._noise.drift("used", sigma=0.3, tau_s=3600.0, dt_s=dt_s),
            "oldest_days": days + time % DAY_S / DAY_S,
            "recording_gaps": self._gaps,
            "recording": float("recording_stopped" not in self.faults),
            "temperature": self._warm_c + warmth_k + self._noise.error(0.1),
        }


build = Recorder
