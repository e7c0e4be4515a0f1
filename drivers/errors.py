"""Why a device could not be read or written.

DriverError
  ConnectionFailed     nobody answers at the other end of the connection: all its devices are out of reach
  NoAnswer             the connection stands, this device did not answer in time
  Refused              the device answered with a refusal (a Modbus exception; `code`)
  Garbage              what came back is not an answer to what was asked
  WriteRefused         we did not write: the point or the kind is read-only, or the value is out of range
"""


class DriverError(Exception):
    """Something between us and a device failed; the text says what, for the log and the health page."""


class ConnectionFailed(DriverError):
    """The connection could not be made or broke."""


class NoAnswer(DriverError):
    """No answer within the time-out."""


class Refused(DriverError):
    """The device said no."""

    def __init__(self, message: str, *, code: int) -> None:
        super().__init__(message)
        self.code = code


class Garbage(DriverError):
    """An answer that makes no sense."""


class WriteRefused(DriverError):
    """A write that must not be made."""
