"""Simulated guards who walk the programme of a running gateway."""

from pathlib import Path


def walk(url: str, crew: Path, site: Path | None) -> None:
    """Until SIGTERM or SIGINT. `site`: the file that says which tags hang at the checkpoints. YamlFileError."""
    from simulators.guards.crew import read_crew, read_tags, walk_rounds

    walk_rounds(url, read_crew(crew), read_tags(site) if site is not None else {})
