"""The virtual environment: Gatehouse itself and its Python packages, at the versions of constraints.txt."""

import json
import os
import shutil
import sys
import tomllib
from pathlib import Path

from deploy.progress import Command, run, say
from deploy.stamps import digest

EXTRAS = {"demo": ("build",), "test": ("build", "dev")}


def ensure(root: Path, purpose: str, *, logs: Path) -> None:
    """Make or renew `.venv` so that it holds what `purpose` needs."""
    home = root / ".venv"
    stamp = home / "gatehouse.json"
    inputs = _inputs(root)
    known_inputs, known_extras = _read(stamp)
    extras = sorted({*EXTRAS[purpose], *known_extras})
    if (known_inputs, known_extras) == (inputs, extras) and (home / "bin/gatehouse").exists():
        return
    say("Python packages")
    if known_inputs != inputs and not _usable(home):
        shutil.rmtree(home, ignore_errors=True)
        run("Making the virtual environment", [sys.executable, "-m", "venv", home], log=logs / "venv.log")
    constraints = root / "deploy/constraints.txt"
    package = f"{root}[{','.join(extras)}]"
    command: Command = [home / "bin/python", "-m", "pip", "install", "--constraint", constraints, "--editable", package]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}
    run("Installing", command, log=logs / "pip.log", env=quiet)
    stamp.write_text(json.dumps({"inputs": inputs, "extras": extras}))


def _inputs(root: Path) -> str:
    # The interpreter and the place are inputs too: an environment can be neither moved nor upgraded.
    place = (sys.version, os.path.realpath(sys.executable), str(root))
    project = tomllib.loads((root / "pyproject.toml").read_text())
    installed = json.dumps([project["build-system"], project["project"]], sort_keys=True)
    return digest([*place, installed, root / "deploy/constraints.txt"])


def _read(stamp: Path) -> tuple[str, list[str]]:
    """The inputs and the extras that the environment was last renewed with."""
    try:
        known = json.loads(stamp.read_text())
        return str(known["inputs"]), [str(extra) for extra in known["extras"]]
    except (OSError, ValueError, KeyError, TypeError):
        return "", []


def _usable(home: Path) -> bool:
    """Whether the environment is still of this Python and in this place, so that pip can renew it."""
    python = home / "bin/python"
    script = home / "bin/pip"
    if not python.exists() or not script.exists():
        return False
    same_python = os.path.realpath(python) == os.path.realpath(sys.executable)
    return same_python and str(home) in script.read_text(errors="replace")
