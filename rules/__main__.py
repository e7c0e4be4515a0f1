"""`python -m rules test` runs scenarios, `python -m rules schema` prints what a pack or a scenario may hold."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rules.loader import load_packs
from rules.pack import Pack
from rules.scenario import Scenario, run_file
from yamlfile import Strict, YamlFileError

SCENARIOS = Path("tests/rules/scenarios")
SCHEMAS: dict[str, type[Strict]] = {"pack": Pack, "scenario": Scenario}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0; 1 if a scenario went differently; 2 if a file is refused."""
    parser = argparse.ArgumentParser(prog="python -m rules", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    test = commands.add_parser("test", help="run scenario files")
    test.add_argument("files", nargs="*", type=Path, help=f"files or folders (default: {SCENARIOS})")
    test.add_argument("--packs", action="append", default=[], type=Path, help="a folder with packs of a site's own")
    schema = commands.add_parser("schema", help="print a JSON Schema for editors")
    schema.add_argument("of", nargs="?", choices=tuple(SCHEMAS), default="pack")
    given = parser.parse_args(arguments)
    if given.command == "schema":
        print(json.dumps(SCHEMAS[given.of].model_json_schema(), indent=2, ensure_ascii=False))
        return 0
    return _test(given.files or [SCENARIOS], given.packs)


def _test(places: Sequence[Path], folders: Sequence[Path]) -> int:
    files = [file for place in places for file in (sorted(place.glob("*.yaml")) if place.is_dir() else [place])]
    try:
        packs = load_packs(*folders)
    except YamlFileError as error:
        print(error)
        return 2
    codes = [_run(file, packs) for file in files]
    passed = codes.count(0)
    print(f"{passed} of {len(codes)} scenarios passed")
    return max(codes, default=0)


def _run(file: Path, packs: dict[str, Pack]) -> int:
    try:
        outcome = run_file(file, packs)
    except YamlFileError as error:
        print(error)
        return 2
    print(f"{'FAIL' if outcome.difference else 'ok  '}  {file}: {outcome.name}")
    for line in outcome.difference:
        print(f"      {line}")
    return 1 if outcome.difference else 0


if __name__ == "__main__":
    sys.exit(main())
