"""What can go wrong, with the status and the code by which the outside learns of it.

GatehouseError
  NotFound        404   there is no such thing
  Invalid         422   a field is wrong (`field` says which)
  Conflict        409   the thing's state does not allow this step; nothing was changed
  NotAllowed      403   this role may not
  NotSignedIn     401   who is asking is not known
  TooMany         429   asked too often
  Unavailable     503   a part that is needed (the database, the device) is away at the moment
  NotBuilt        501   promised, not built yet
"""

from typing import ClassVar


class GatehouseError(Exception):
    """An answer of the program to a request that it can't fulfil."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.field = field


class NotFound(GatehouseError):
    status = 404
    default_code = "not_found"


class Invalid(GatehouseError):
    status = 422
    default_code = "invalid"


class Conflict(GatehouseError):
    status = 409
    default_code = "conflict"


class NotAllowed(GatehouseError):
    status = 403
    default_code = "not_allowed"


class NotSignedIn(GatehouseError):
    status = 401
    default_code = "not_signed_in"


class TooMany(GatehouseError):
    status = 429
    default_code = "too_many"


class Unavailable(GatehouseError):
    status = 503
    default_code = "unavailable"


class NotBuilt(GatehouseError):
    status = 501
    default_code = "not_built"
