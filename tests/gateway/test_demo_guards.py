"""The demo's guards have accounts of their own, and their file is nobody else's to read."""

import json
from pathlib import Path

import psycopg

from gateway.commands.demo_guards import DEMO_GUARDS, ensure_guards
from gateway.store.migrate import migrate
from gateway.store.passwords import password_matches
from simulators.guards.crew import read_crew
from simulators.guards.temper import Temper

LOGINS = {"manager": "the-managers", "engineer": "the-engineers"}


def test_each_guard_can_sign_in_and_keeps_the_password(database_url: str, tmp_path: Path) -> None:
    migrate(database_url)
    file = ensure_guards(database_url, tmp_path, LOGINS)
    crew = read_crew(file)
    assert file.stat().st_mode & 0o077 == 0
    assert (crew.labels.name, crew.labels.password) == ("manager", "the-managers")
    assert [guard.temper for guard in crew.guards] == [Temper(guard.temper) for guard in DEMO_GUARDS]
    with psycopg.connect(database_url) as connection:
        accounts = {name: (role, hashed) for name, role, hashed in connection.execute(
            "SELECT name, role, password_hash FROM account"
        )}  # fmt: skip
    own = [guard for guard in crew.guards if guard.name not in LOGINS]
    assert accounts.keys() == {guard.name for guard in own}, "whoever has a login is not made again"
    assert all(accounts[guard.name][0] == guard.role for guard in own)
    assert all(password_matches(accounts[guard.name][1], guard.password) for guard in own)
    assert json.loads(ensure_guards(database_url, tmp_path, LOGINS).read_text()) == json.loads(file.read_text())
