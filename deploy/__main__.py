"""Set-up: everything between a fresh clone and a program that runs. `python3 -m deploy demo|test`.

Nothing outside the standard library is imported here: this runs before anything is installed.
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import browser, debian, environment, timescaledb
from deploy.progress import SetupError, end_on_sigterm, say

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".setup"
LOGS = STATE / "logs"


def main(arguments: list[str]) -> int:
    """Do what is missing for `demo` or `test`; returns the exit status."""
    if len(arguments) != 1 or arguments[0] not in environment.EXTRAS:
        print("usage: python3 -m deploy demo|test", file=sys.stderr)
        return 2
    end_on_sigterm()
    try:
        with _alone():
            set_up(arguments[0])
    except SetupError as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def set_up(purpose: str) -> None:
    """The steps, in order. Each looks for itself whether there is anything to do."""
    started = time.monotonic()
    needs = [*debian.PYTHON, *debian.SERVICES, *(debian.BROWSER_TESTS if purpose == "test" else ())]
    debian.install_missing(needs, logs=LOGS)
    environment.ensure(ROOT, purpose, logs=LOGS)
    if not os.environ.get("GATEHOUSE_DATABASE_URL"):
        timescaledb.ensure(work=STATE / "timescaledb", logs=LOGS)
    browser.ensure(ROOT, logs=LOGS)
    took_s = time.monotonic() - started
    if took_s > 1:
        say(f"Set-up done in {took_s:.0f} s")


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time in this tree; a second one waits and then finds everything done."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running in this folder: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
