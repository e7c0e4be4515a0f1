"""The Debian packages that Gatehouse needs: which are missing, and installing them."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.progress import SetupError, run, say

APT_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
APT_INSTALL = (
    "apt-get", "install", "-y", "--no-install-recommends",
    "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold",
)  # fmt: skip
SERVICE_POLICY = Path("/usr/sbin/policy-rc.d")
CLUSTER_POLICY = Path("/etc/postgresql-common/createcluster.d/gatehouse.conf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A Debian package and how to see that what it brings is there, wherever it came from."""

    package: str
    is_there: Callable[[], bool]


def has_command(*names: str) -> Callable[[], bool]:
    """Whether one of these programs can be started; Debian's daemons are not on every user's PATH."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/bin"
    return lambda: any(shutil.which(name, path=path) for name in names)


def has_file(*patterns: str) -> Callable[[], bool]:
    """Whether a file matches one of these patterns, which are relative to the root."""
    return lambda: any(next(Path("/").glob(pattern), None) is not None for pattern in patterns)


PYTHON = (
    # Debian's bare python3 can't make a virtual environment: this package brings ensurepip.
    Need(package="python3-venv", is_there=lambda: importlib.util.find_spec("ensurepip") is not None),
)
SERVICES = (
    Need(package="mosquitto", is_there=has_command("mosquitto")),
    Need(package="util-linux", is_there=has_command("setpriv")),
)
BROWSER_TESTS = (
    Need(package="chromium", is_there=has_command("chromium", "chromium-browser", "google-chrome")),
    Need(
        package="fonts-wqy-zenhei",
        is_there=has_file("usr/share/fonts/**/wqy*", "usr/share/fonts/**/*CJK*", "usr/share/fonts/**/SourceHan*"),
    ),
)


def install_missing(needs: Sequence[Need], *, logs: Path) -> bool:
    """Install what is missing, or say what is. Returns whether anything was installed."""
    missing = [need.package for need in needs if not need.is_there()]
    if not missing:
        return False
    if not has_command("apt-get")():
        raise SetupError(f"missing: {', '.join(missing)} (the names are Debian's; this machine has no apt-get)")
    if os.geteuid() != 0:
        raise SetupError(
            f"missing Debian packages: {' '.join(missing)}\n"
            f"  Install them as root, then run this again:\n"
            f"    apt-get update && apt-get install --no-install-recommends {' '.join(missing)}"
        )
    say(f"Debian packages: {' '.join(missing)}")
    run("Updating the package lists", ["apt-get", "update"], log=logs / "apt-update.log", env=APT_ENVIRONMENT)
    with _no_services(starting=missing):
        run("Installing", [*APT_INSTALL, *missing], log=logs / "apt-install.log", env=APT_ENVIRONMENT)
    still = [need.package for need in needs if not need.is_there()]
    if still:
        raise SetupError(f"installed, but still not found: {' '.join(still)}; see {logs / 'apt-install.log'}")
    return True


@contextmanager
def _no_services(starting: Sequence[str]) -> Iterator[None]:
    """Install servers without the machine running them: Gatehouse starts private ones of its own."""
    ours: list[Path] = []
    try:
        if not SERVICE_POLICY.exists():
            _put(SERVICE_POLICY, "#!/bin/sh\nexit 101\n", 0o755, ours)
        _put(CLUSTER_POLICY, "create_main_cluster = false\n", 0o644, ours)
        yield
    finally:
        for path in ours:
            path.unlink(missing_ok=True)
        with suppress(OSError):
            CLUSTER_POLICY.parent.rmdir()
    if "mosquitto" in starting and Path("/run/systemd/system").is_dir():
        _leave_disabled("mosquitto.service")


def _put(path: Path, text: str, mode: int, ours: list[Path]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    ours.append(path)


def _leave_disabled(unit: str) -> None:
    """Debian enables a service on installing it; without this it would start at the next boot."""
    subprocess.run(["systemctl", "--quiet", "disable", unit], check=False)
