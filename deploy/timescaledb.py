"""PostgreSQL with TimescaleDB: Debian 13 has it as a package; on Debian 12 its source package is built.

The source package is fetched by apt from the suite after this machine's own, with apt's own signature check,
through a private apt state: the machine's sources stay as they are.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.debian import APT_ENVIRONMENT, Need, has_command, has_file, install_missing
from deploy.progress import Command, SetupError, run, say

POSTGRES_ROOT = Path("/usr/lib/postgresql")
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SOURCE_SUITE = "trixie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a Debian release offers: its PostgreSQL, and whether TimescaleDB is packaged for it."""

    postgres: str
    packaged: bool


RELEASES = {"12": Release(postgres="15", packaged=False), "13": Release(postgres="17", packaged=True)}


def is_installed() -> bool:
    """Whether some PostgreSQL of this machine can load TimescaleDB."""
    return any(
        Path("/usr/share/postgresql", library.parent.parent.name, "extension/timescaledb.control").exists()
        for library in POSTGRES_ROOT.glob("*/lib/timescaledb.so")
    )


def ensure(*, work: Path, logs: Path) -> None:
    """Install PostgreSQL with TimescaleDB where it is missing."""
    if is_installed():
        return
    release = RELEASES.get(_debian_version())
    if release is None:
        raise SetupError(
            "PostgreSQL with TimescaleDB is missing, and set-up knows how to install it on Debian 12 and 13 only.\n"
            "  Install it, or set GATEHOUSE_DATABASE_URL to a database that has it."
        )
    install_missing(list(_needs(release)), logs=logs)
    if not release.packaged:
        _build(release.postgres, work=work, logs=logs)


def _debian_version() -> str:
    text = Path("/etc/os-release").read_text() if Path("/etc/os-release").exists() else ""
    fields = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return fields.get("VERSION_ID", "").strip('"') if fields.get("ID") == "debian" else ""


def _needs(release: Release) -> Iterator[Need]:
    version = release.postgres
    server = f"usr/lib/postgresql/{version}"
    yield Need(package=f"postgresql-{version}", is_there=has_file(f"{server}/bin/postgres"))
    if release.packaged:
        extension = f"{server}/lib/timescaledb.so"
        yield Need(package=f"postgresql-{version}-timescaledb", is_there=has_file(extension))
        return
    headers = f"usr/include/postgresql/{version}/server/postgres.h"
    yield Need(package=f"postgresql-server-dev-{version}", is_there=has_file(headers))
    yield Need(package="cmake", is_there=has_command("cmake"))
    yield Need(package="gcc", is_there=has_command("gcc"))
    yield Need(package="libc6-dev", is_there=has_file("usr/include/stdio.h"))
    yield Need(package="libssl-dev", is_there=has_file("usr/include/openssl/ssl.h"))
    yield Need(package="dpkg-dev", is_there=has_command("dpkg-source"))


def _build(postgres: str, *, work: Path, logs: Path) -> None:
    if os.geteuid() != 0:
        raise SetupError("TimescaleDB has to be built and installed: run this once as root.")
    say(f"TimescaleDB for PostgreSQL {postgres}, from Debian's source package")
    shutil.rmtree(work, ignore_errors=True)
    source = _fetch_source(work, logs)
    build = work / "build"
    pg_config = POSTGRES_ROOT / postgres / "bin" / "pg_config"
    options = ["-DAPACHE_ONLY=1", "-DREGRESS_CHECKS=OFF", "-DCMAKE_BUILD_TYPE=Release", f"-DPG_CONFIG={pg_config}"]
    cores = str(os.cpu_count() or 1)
    log = logs / "timescaledb"
    configure: Command = ["cmake", "-S", source, "-B", build, *options]
    run("Configuring", configure, log=log.with_suffix(".configure.log"))
    run("Compiling", ["cmake", "--build", build, "-j", cores], log=log.with_suffix(".build.log"))
    run("Installing", ["cmake", "--install", build], log=log.with_suffix(".install.log"))
    shutil.rmtree(work, ignore_errors=True)


def _fetch_source(work: Path, logs: Path) -> Path:
    for folder in ("lists/partial", "cache/archives/partial", "sources"):
        (work / folder).mkdir(parents=True)
    (work / "sources" / "source.sources").write_text(
        f"Types: deb-src\nURIs: {_mirror()}\nSuites: {SOURCE_SUITE}\nComponents: main\nSigned-By: {DEBIAN_KEYRING}\n"
    )
    private = {
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": work / "sources",
        "Dir::State::Lists": work / "lists",
        "Dir::Cache": work / "cache",
        "APT::Sandbox::User": "root",  # apt's own user may not reach into this folder
    }
    apt = ["apt-get", *(f"-o{key}={value}" for key, value in private.items())]
    run("Reading the list of source packages", [*apt, "update"], log=logs / "source-list.log", env=APT_ENVIRONMENT)
    fetch: Command = [*apt, "source", "timescaledb"]
    run("Fetching the source", fetch, log=logs / "source.log", cwd=work, env=APT_ENVIRONMENT)
    found = [path for path in work.glob("timescaledb-*") if path.is_dir()]
    if len(found) != 1:
        raise SetupError(f"the source package did not unpack as expected; see {logs / 'source.log'}")
    return found[0]


def _mirror() -> str:
    """The mirror that this machine gets Debian itself from, as its own apt configuration has it."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(CODENAME)", "Created-By: Packages"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    for line in listed.splitlines():
        uri, _, suite = line.partition(" Debian ")
        if suite and "-" not in suite:  # not the updates or security archive
            return uri
    raise SetupError("this machine's apt has no Debian mirror to fetch the TimescaleDB source package from")
