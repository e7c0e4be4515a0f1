"""The demo's guards: accounts of their own, with passwords made at random on the first start."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.commands.people import new_password
from gateway.errors import Conflict
from gateway.private import write_private
from gateway.store.accounts import add_account


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGuard:
    """Somebody who walks the demo's programme; `temper` as the simulator has it."""

    name: str
    role: str
    temper: str


DEMO_GUARDS = (
    DemoGuard(name="li", role="guard", temper="punctual"),
    DemoGuard(name="zhao", role="guard", temper="offline"),
    DemoGuard(name="qian", role="guard", temper="skipping"),
    DemoGuard(name="engineer", role="engineer", temper="punctual"),  # whose the inspections are
)
FILE = "guards.json"


def ensure_guards(database_url: str, data: Path, logins: Mapping[str, str]) -> Path:
    """The file by which they sign in; the accounts that are missing are made. The labels are read as the manager.

    `logins`: name → password of the accounts that are there already.
    """
    file = data / FILE
    passwords = {guard.name: new_password() for guard in DEMO_GUARDS} | _read(file) | dict(logins)
    crew = {
        "labels": {"name": "manager", "password": logins["manager"]},
        "guards": [
            {"name": guard.name, "password": passwords[guard.name], "role": guard.role, "temper": guard.temper}
            for guard in DEMO_GUARDS
        ],
    }
    write_private(file, f"{json.dumps(crew, indent=1)}\n".encode())
    for guard in (guard for guard in DEMO_GUARDS if guard.name not in logins):
        try:
            add_account(database_url, guard.name, guard.role, passwords[guard.name])
        except Conflict:
            continue  # made by an earlier start
    return file


def _read(file: Path) -> dict[str, str]:
    try:
        return {told["name"]: told["password"] for told in json.loads(file.read_text())["guards"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
