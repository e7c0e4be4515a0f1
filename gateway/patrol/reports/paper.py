"""How a sheet of a workbook comes out of the printer."""

from typing import Any


def on_a4(page: Any, head_row: int, *, first: str = "A") -> None:
    """Across, as wide as the paper and as many pages as it takes, the names of the columns on each.

    On the screen they stay in sight, as do the columns before `first`.
    """
    page.freeze_panes = f"{first}{head_row + 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight = True, 0
    page.print_title_rows = f"{head_row}:{head_row}"
