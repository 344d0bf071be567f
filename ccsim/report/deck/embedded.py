"""The workbook behind a chart: what PowerPoint opens when somebody edits the chart's numbers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

SHEET = "Numbers"
CREATED = datetime(1980, 1, 1)  # fixed, so that the same numbers give the same bytes
HEADING_ROWS = 1

Cells = Sequence[str] | Sequence[float | None]


@dataclass
class Sheet:
    """Columns of text or numbers under their headings."""

    columns: list[tuple[str, Cells]] = field(default_factory=list)

    def add(self, heading: str, cells: Cells) -> str:
        """Add a column and give the reference to its cells: "Numbers!$B$2:$B$4"."""
        self.columns.append((heading, cells))
        column = xl_col_to_name(len(self.columns) - 1, col_abs=True)
        return f"{SHEET}!{column}${HEADING_ROWS + 1}:{column}${HEADING_ROWS + len(cells)}"

    def heading(self) -> str:
        """The reference to the heading of the column added last."""
        return f"{SHEET}!{xl_col_to_name(len(self.columns) - 1, col_abs=True)}$1"

    def workbook(self) -> bytes:
        """The workbook as a file; text stays text, whatever it looks like."""
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        book.set_properties({"created": CREATED})
        page = book.add_worksheet(SHEET)
        for column, (heading, cells) in enumerate(self.columns):
            page.write_string(0, column, heading)
            page.set_column(column, column, 14 if column else 34)
            for row, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row + HEADING_ROWS, column, cell)
                elif cell is not None:
                    page.write_number(row + HEADING_ROWS, column, cell)
        book.close()
        return out.getvalue()
