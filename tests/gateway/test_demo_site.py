"""The demo's site file and its ports, and its logins."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from drivers.plates.kinds import PlateKind, kind_of
from gateway.commands.demo_vehicles import ensure_vehicles
from gateway.commands.logins import ensure_logins
from gateway.config import load_site
from gateway.demo_site import DEMO_SITE, write_demo_site
from gateway.store.accounts import ROLES
from gateway.store.migrate import migrate
from simulators.gates.cast import demo_cast


def _ports(site: Path) -> dict[str, int]:
    urls = {name: url for name, url in load_site(site).connections.items() if url is not None}
    return {name: urlsplit(url).port or 0 for name, url in urls.items()}


def test_every_connection_gets_a_port_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    first = _ports(write_demo_site(tmp_path))
    assert len(set(first.values())) == len(first) > 1
    assert _ports(write_demo_site(tmp_path)) == first


def test_a_port_that_was_taken_meanwhile_is_given_up(tmp_path: Path) -> None:
    first = _ports(write_demo_site(tmp_path))
    name, port = next(iter(first.items()))
    with socket.create_server(("127.0.0.1", port)):
        second = _ports(write_demo_site(tmp_path))
    assert second[name] != port
    assert {**second, name: port} == first


def test_a_broken_memory_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text("{")
    assert 0 not in _ports(write_demo_site(tmp_path)).values()


def test_every_role_gets_a_login_that_stays(database_url: str, tmp_path: Path) -> None:
    first = ensure_logins(database_url, tmp_path)
    assert set(first) == set(ROLES)
    assert len(set(first.values())) == len(ROLES)
    assert (tmp_path / "logins.txt").stat().st_mode & 0o077 == 0
    assert ensure_logins(database_url, tmp_path) == first


def test_known_passwords_are_given_to_an_empty_database(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "logins.txt").write_text("admin  a-password-kept\n")
    assert ensure_logins(database_url, tmp_path)["admin"] == "a-password-kept"


def test_the_demo_site_has_the_id_by_which_its_vehicles_are_listed(tmp_path: Path) -> None:
    assert load_site(write_demo_site(tmp_path)).id == DEMO_SITE


def test_the_demos_vehicles_are_listed_once(database_url: str) -> None:
    migrate(database_url)
    assert ensure_vehicles(database_url, DEMO_SITE) > 20
    assert ensure_vehicles(database_url, DEMO_SITE) == 0
    with psycopg.connect(database_url) as connection:
        lists = dict(connection.execute("SELECT list, count(*) FROM vehicle GROUP BY list").fetchall())
        lost = connection.execute(
            "SELECT plate FROM vehicle WHERE holder <> '' AND holder NOT IN (SELECT name FROM holder)"
        ).fetchall()
    assert lists.keys() == {"fixed", "blocked", "emergency"}
    assert lost == []


def test_every_plate_of_the_demo_is_one() -> None:
    for vehicle in demo_cast().vehicles:
        assert kind_of(vehicle.plate, vehicle.colour) is not PlateKind.OTHER
