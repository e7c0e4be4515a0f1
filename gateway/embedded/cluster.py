"""The files of a private PostgreSQL cluster: which server, how a cluster is made, how it is set."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

SUPERUSER = "gatehouse"
DATABASE = "gatehouse"

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "",
        "port": "5432",
        "max_connections": "40",
        "shared_buffers": "128MB",
        "shared_preload_libraries": "timescaledb",
        "timescaledb.telemetry_level": "off",
        "max_worker_processes": "24",
        "synchronous_commit": "on",
        "fsync": "on",
        "jit": "off",  # costs more than it brings on queries this small
        "random_page_cost": "1.1",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] %d ",
        "log_timezone": "UTC",
        "timezone": "UTC",
        "client_encoding": "UTF8",
        "lc_messages": "C.UTF-8",
    }
)

# What initdb found out about this machine, its shared memory above all.
MACHINE_SETTINGS = "machine.conf"
HEADER = f"""\
# Written by Gatehouse at every start. ALTER SYSTEM changes a setting for good.
include_if_exists '{MACHINE_SETTINGS}'
"""
ACCESS = "# The socket's folder is closed to everyone else.\nlocal all all trust\n"


def find_server(root: Path = Path("/usr/lib/postgresql"), share: Path = Path("/usr/share/postgresql")) -> Path | None:
    """The `bin` folder of the newest PostgreSQL of this machine that has TimescaleDB; None when there is none."""
    found = [
        server
        for server in root.glob("[0-9]*")
        if (server / "lib/timescaledb.so").exists() and (share / server.name / "extension/timescaledb.control").exists()
    ]
    newest = max(found, key=lambda server: int(re.sub(r"\D.*", "", server.name)), default=None)
    return newest / "bin" if newest else None


def initdb_command(server: Path, cluster: Path) -> list[str]:
    """The command that makes an empty cluster."""
    return [
        str(server / "initdb"),
        f"--pgdata={cluster}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]


def settings_text(socket: Path, changes: Mapping[str, str]) -> str:
    """The text of postgresql.conf."""
    settings = {**SETTINGS, "unix_socket_directories": str(socket), **changes}
    lines = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())
    return HEADER + "".join(lines)


def url(socket: Path, database: str = DATABASE) -> str:
    """The address of a database in the cluster, for libpq."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(socket), safe='/')}"


def version_of(cluster: Path) -> str:
    """The major version that made this cluster; empty where there is none."""
    try:
        return (cluster / "PG_VERSION").read_text().strip()
    except OSError:
        return ""
