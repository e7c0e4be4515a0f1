"""What a bench found, and how it is shown."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure of a run.

    row      which line of the table of targets it answers
    what     what was measured
    found    the figure, with its unit
    against  the raw limit or the reference, measured in the same run
    reach    what it should be
    reached  whether it is
    """

    row: str
    what: str
    found: str
    against: str
    reach: str
    reached: bool


def show(findings: list[Finding]) -> None:
    """Print the findings as a table."""
    table = Table(title="Gatehouse against the raw limits, side by side in this run", title_justify="left")
    for heading in ("row", "what", "found", "against", "to reach", ""):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        mark = "[green]yes[/]" if finding.reached else "[red]no[/]"
        table.add_row(finding.row, finding.what, finding.found, finding.against, finding.reach, mark)
    Console(width=160).print(table)
