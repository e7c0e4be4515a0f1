"""`python -m drivers schema` prints the JSON Schema of a profile, for editors that check YAML while one types."""

import sys

import orjson

from drivers.profile import Profile

USAGE = "usage: python -m drivers schema"


def main(arguments: list[str]) -> int:
    """0, or 2 where the arguments are not understood."""
    if arguments != ["schema"]:
        sys.stderr.write(USAGE + "\n")
        return 2
    sys.stdout.write(orjson.dumps(Profile.model_json_schema(), option=orjson.OPT_INDENT_2).decode() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
