"""`python -m bench [ROW …]`: measure Gatehouse beside the raw limits, in one run, and print the ratios."""

import importlib
import sys
import time

from bench.report import Finding, show

ROWS = {
    "1": "acquisition:run",
    "2": "whole:five_thousand_points",
    "3": "whole:five_hundred_devices",
    "5": "overload:run",
    "6": "single_tags:run",
    "7": "dead_devices:run",
    "8": "history:run",
    "9": "rules:run",
    "10": "latency:run",
    "11": "mqtt:run",
    "12": "screens:run",
    "13": "cameras:run",
    "14": "trend:run",
    "15": "startup:run",
    "20": "plates:run",
    "21": "gate_video:run",
    "22": "patrol:run",
    "ux": "painting:run",
}


def main(wanted: list[str]) -> int:
    """Run the wanted rows (all, if none is named); the exit status says whether every bench could be run."""
    unknown = [row for row in wanted if row not in ROWS]
    if unknown:
        print(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}", file=sys.stderr)
        return 2
    findings: list[Finding] = []
    for row in wanted or ROWS:
        started = time.monotonic()
        module, _, function = ROWS[row].partition(":")
        print(f"row {row}: {module} …", end=" ", flush=True)
        findings += getattr(importlib.import_module(f"bench.{module}"), function)()
        print(f"{time.monotonic() - started:.0f} s", flush=True)
    show(findings)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
