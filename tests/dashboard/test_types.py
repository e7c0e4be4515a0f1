"""The types that the screens are compiled against are those of the HTTP face as it is today."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEB = ROOT / "dashboard" / "web"
TOOLS = Path(sys.executable).parent


def test_the_generated_types_are_those_of_today(tmp_path: Path) -> None:
    document, types = tmp_path / "openapi.json", tmp_path / "schema.ts"
    printed = subprocess.run(
        [sys.executable, "-m", "dashboard.openapi"], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    document.write_bytes(printed.stdout)
    subprocess.run(
        [TOOLS / "node", WEB / "node_modules/.bin/openapi-typescript", document, "-o", types],
        cwd=WEB, env={**os.environ, "PATH": f"{TOOLS}:{os.environ['PATH']}"}, capture_output=True, timeout=60,
        check=True,
    )  # fmt: skip
    kept = WEB / "src/api/schema.generated.ts"
    assert kept.read_text() == types.read_text(), f"in {WEB.relative_to(ROOT)}, run: npm run types"
