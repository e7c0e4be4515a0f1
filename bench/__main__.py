"""`python -m bench [ROW …]`: measure Gatehouse beside the raw limits, in one run, and print the ratios."""

import importlib
import sys
import time

from bench.report import Finding, show

ROWS = {
    "1": "acquisition",
    "2": "whole",
    "3": "whole_500",
    "5": "overload",
    "6": "single_tags",
    "7": "dead_devices",
    "8": "history",
    "9": "rules",
    "10": "latency",
    "11": "mqtt",
    "12": "screens",
    "14": "trend",
    "15": "startup",
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
        print(f"row {row}: {ROWS[row]} …", end=" ", flush=True)
        findings += importlib.import_module(f"bench.{ROWS[row]}").run()
        print(f"{time.monotonic() - started:.0f} s", flush=True)
    show(findings)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
