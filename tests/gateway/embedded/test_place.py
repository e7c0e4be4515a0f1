"""Where the private servers keep their files, and as whom they run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from gateway.embedded import PrivateBroker, PrivatePostgres
from gateway.embedded.place import ELSEWHERE, SOCKET_FOLDER_LIMIT, make_data_folder
from tests.gateway.embedded.servers import (
    ROOT,
    as_root,
    owner_of,
    published,
    rows,
)


def test_a_data_directory_with_a_long_and_odd_name(data: Path) -> None:
    odd = data / ("x" * SOCKET_FOLDER_LIMIT) / "it's 数据"
    make_data_folder(odd)
    with PrivatePostgres(odd) as database, PrivateBroker(odd) as broker:
        assert rows(database.url) == 1
        assert published(broker.url, "odd/name", b"x")


@as_root
def test_under_root_the_servers_run_as_their_own_users(data: Path) -> None:
    with PrivatePostgres(data) as database, PrivateBroker(data) as broker:
        assert database.pid is not None
        assert broker.pid is not None
        assert owner_of(database.pid) == "postgres"
        assert owner_of(broker.pid) == "mosquitto"


@as_root
def test_files_live_elsewhere_when_the_data_directory_is_closed_to_the_servers(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "data"
    with PrivatePostgres(data) as database:
        assert rows(database.url) == 1
    home = Path((data / "postgres.location").read_text().strip())
    try:
        assert home.is_relative_to(ELSEWHERE)
        data.rename(closed / "moved")
        with PrivatePostgres(closed / "moved") as database:
            assert rows(database.url) == 2
    finally:
        shutil.rmtree(home.parent)


@as_root
def test_an_ordinary_user_runs_the_servers_as_itself(data: Path) -> None:
    data.chmod(0o777)
    packages = Path(psycopg.__file__).parent.parent
    program = (
        "import sys; from pathlib import Path; from gateway.embedded import PrivateBroker, PrivatePostgres\n"
        "with PrivatePostgres(Path(sys.argv[1])) as database, PrivateBroker(Path(sys.argv[1])) as broker:\n"
        "    print(Path(f'/proc/{database.pid}').owner(), Path(f'/proc/{broker.pid}').owner())"
    )
    python = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    if not Path(python).exists():
        pytest.skip("the system has no Python of this version that an ordinary user could run")
    done = subprocess.run(
        [python, "-B", "-c", program, data / "own"],
        user="nobody",
        env={"PYTHONPATH": f"{ROOT}:{packages}", "PATH": os.environ["PATH"]},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["nobody", "nobody"], done.stderr
