"""The documentation is true where a machine can tell: links lead somewhere, commands exist, nothing is left out."""

import re
from pathlib import Path

import pytest
import typer

from drivers.profile import load_profiles
from gateway.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def commands() -> list[str]:
    """Every command as it is typed, groups written out."""
    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [f"{name} {each}" for each in inner] if inner else [name]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert f"gatehouse {command}" in text


KINDS = sorted(kind for kind, profile in load_profiles().items() if "gatehouse" not in profile.protocols)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_a_profile_a_pack_and_a_simulator(kind: str) -> None:
    assert (ROOT / "rules" / "packs" / f"{kind}.yaml").exists()
    assert (ROOT / "simulators" / "devices" / f"{kind}.py").exists()


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("name", ["dashboard/web/package-lock.json", "deploy/constraints.txt"])
def test_locks_name_versions_and_no_addresses(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8"), "take the addresses out (npm writes 'funding' ones)"
