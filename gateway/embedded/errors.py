"""EmbeddedError   an embedded server could not be started, or is in use elsewhere; the text says what would do."""

from gateway.errors import GatehouseError


class EmbeddedError(GatehouseError):
    """An embedded server could not be started or is in use elsewhere."""

    default_code = "embedded"
