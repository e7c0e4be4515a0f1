"""Bring a database to the shape that this version of the program needs.

MigrationError    the database can't be brought there, and waiting will not help
"""

from importlib.resources import as_file, files
from typing import LiteralString

import psycopg
from yoyo import get_backend, read_migrations

from gateway.errors import GatehouseError
from gateway.store.pool import LIMITS, first_line, translated

ONE_AT_A_TIME: LiteralString = "SELECT pg_advisory_lock(hashtext('gatehouse migrate'))"


class MigrationError(GatehouseError):
    """The database is not fit for Gatehouse; the text says what to do about it."""

    default_code = "database_unfit"


def migrate(database_url: str) -> None:
    """Apply what is missing. Several programs may call it at once; the second finds everything done.

    Raises Unavailable where the database can't be reached, MigrationError where it isn't fit.
    """
    with translated(), psycopg.connect(database_url, autocommit=True, **LIMITS) as connection:
        # Held until this connection closes, also by kill -9.
        connection.execute(ONE_AT_A_TIME)
        _ensure_timescaledb(connection)
        try:
            _apply(database_url)
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            raise MigrationError(f"a migration failed: {first_line(error)}") from error


def _ensure_timescaledb(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'").fetchone()
    if found:
        return
    try:
        connection.execute("SET client_min_messages = error")  # a banner otherwise
        connection.execute("CREATE EXTENSION timescaledb")
    except psycopg.errors.FeatureNotSupported as error:
        raise MigrationError(
            "this PostgreSQL has no TimescaleDB: install the extension for its version"
            f" and add timescaledb to shared_preload_libraries ({first_line(error)})"
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationError(
            "TimescaleDB is not enabled in this database, and this account may not do it;"
            " let a superuser run: CREATE EXTENSION timescaledb;"
        ) from error
    except psycopg.Error as error:
        raise MigrationError(f"TimescaleDB can't be enabled in this database: {first_line(error)}") from error


def _apply(database_url: str) -> None:
    scheme, _, rest = database_url.partition("://")
    if scheme not in ("postgresql", "postgres"):
        raise MigrationError("the database's address must begin with postgresql://")
    with as_file(files("gateway.store") / "migrations") as folder:
        migrations = read_migrations(str(folder))
        with get_backend(f"postgresql+psycopg://{rest}") as backend:
            backend.apply_migrations(backend.to_apply(migrations))
