"""The embedded default: a private PostgreSQL with TimescaleDB and a private mosquitto in the data directory."""

from gateway.embedded.broker import PrivateBroker
from gateway.embedded.errors import EmbeddedError
from gateway.embedded.postgres import PrivatePostgres

__all__ = ["EmbeddedError", "PrivateBroker", "PrivatePostgres"]
