"""Sheets of tidy tables: a heading row that filters and stays in sight, cells that are numbers or plain text."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook

from ccsim.experiment.format import Interval, Scale
from ccsim.report.colours import FAINT, INK, MUTED, WINNER

Cell = str | float | None
FONT, SIZE = "Calibri", 11
LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""
FORMULA_SIGNS = ("=", "+", "-", "@")
"""Text that begins so is marked as text, so that editing the cell does not make a formula of it."""


SHADE = "#f2f2f2"
LINE = 15
"""Points of a line of text."""
APART = 1
"""Steps that numbers and their headings stay away from the next column."""
FILTER = 3
"""Characters that the button of a filter takes from its heading."""
WIDEST_WORDS = 60
WIDEST_PAGE = 260
"""Characters that still can be read on one page; wider tables print on several side by side."""


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column so many characters wide, with a little to spare for other fonts."""
    return len(textwrap.wrap(text, max(1, int(width * 0.9)))) or 1


@dataclass(frozen=True)
class Unit:
    """How numbers of one measure stand in cells: x · factor, shown in this number format."""

    factor: float
    name: str
    number_format: str

    def cell(self, x: float | None) -> Cell:
        """A number as it is kept in the cell, with all its digits."""
        return None if x is None or not math.isfinite(x) else x * self.factor


def unit_of(scale: Scale, signed: bool = False) -> Unit:
    """The unit of the other surfaces; a share stays 0–1 in its cell and is shown in %."""
    digits = "0." + "0" * scale.decimals if scale.decimals else "0"
    if scale.unit == "%":
        return Unit(1.0, "%", f"{digits} %")
    plain, minus = f"#,##{digits}", '"−"'
    return Unit(
        scale.factor,
        scale.unit,
        f"+{plain};{minus}{plain};{plain}" if signed else f"{plain};{minus}{plain}",
    )


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, cells, and how they are shown; `formats` one for all or one for each cell."""

    heading: str
    cells: Sequence[Cell]
    width: float = 12
    formats: str | Sequence[str] = ""
    wrap: bool = False
    indent: int = 0

    @property
    def fitting(self) -> float:
        """Its width; wider where words would be cut off."""
        if self.wrap or self.formats:
            return self.width
        return max(self.width, *(min(len(str(cell)) + 1, WIDEST_WORDS) for cell in self.cells if cell is not None), 0)

    def format_of(self, i: int) -> str:
        """The number format of a cell."""
        return self.formats if isinstance(self.formats, str) else self.formats[i]


def interval_columns(heading: str, unit: Unit, intervals: Sequence[Interval], width: float = 11) -> list[Column]:
    """Mean, low and high of one measure, a row each."""
    ends = {"mean": heading, "low": f"{heading}, low", "high": f"{heading}, high"}
    return [
        Column(told, [unit.cell(i.get(end)) for i in intervals], width, unit.number_format)
        for end, told in ends.items()
    ]


@dataclass
class Book:
    """A workbook under construction, with the formats that its cells share."""

    book: Workbook
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **properties: Any) -> Any:
        """A cell format, made once."""
        whole = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "top"} | properties
        key = tuple(sorted(whole.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(whole)
        return self.formats[key]

    def sheet(self, name: str, colour: str = FAINT) -> Any:
        """A new sheet, which prints on pages as wide as the sheet."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(colour)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8&F&R&8&A, page &P of &N")
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str, **properties: Any) -> None:
        """Text as text, whatever it begins with."""
        mark = {"quote_prefix": True} if text.startswith(FORMULA_SIGNS) else {}
        sheet.write_string(row, column, text[:LONGEST_TEXT], self.style(**properties, **mark))

    def height(self, sheet: Any, row: int, texts: Sequence[tuple[str, float]]) -> None:
        """Make a row as high as its texts need in columns of these widths; not every program does so by itself."""
        lines = max(lines_of(text, width) for text, width in texts)
        if lines > 1:
            sheet.set_row(row, LINE * lines + 3)

    def title(self, sheet: Any, text: str, note: str = "") -> None:
        """What a sheet shows, in its first two rows."""
        self.text(sheet, 0, 0, text, bold=True, font_size=14, font_color=WINNER)
        if note:
            self.text(sheet, 1, 0, note, font_color=MUTED)

    def table(self, sheet: Any, name: str, columns: Sequence[Column], top: int = 0, frozen: int = 1) -> None:
        """A named table with filters; its heading row and `frozen` columns stay in sight."""
        rows = len(columns[0].cells)
        for x, column in enumerate(columns):
            sheet.set_column(x, x, column.fitting)
            for y, cell in enumerate(column.cells, top + 1):
                self._cell(sheet, y, x, cell, column, y - top - 1)
        self.height(sheet, top, [(column.heading, column.width - FILTER) for column in columns])
        wrapped = [column for column in columns if column.wrap]
        for i in range(rows if wrapped else 0):
            self.height(sheet, top + 1 + i, [(str(column.cells[i] or ""), column.width) for column in wrapped])
        headings = [{"header": column.heading, "header_format": self._heading(column)} for column in columns]
        options = {"name": name, "columns": headings, "style": None}
        sheet.add_table(top, 0, top + rows, len(columns) - 1, options)
        sheet.freeze_panes(top + 1, frozen)
        sheet.repeat_rows(top)
        if sum(column.width for column in columns) > WIDEST_PAGE:
            sheet.fit_to_pages(0, 0)
            sheet.set_print_scale(55)
            sheet.repeat_columns(0, frozen - 1)

    def _heading(self, column: Column) -> Any:
        """Headings stand above what they head: numbers on the right, words on the left."""
        number = {"align": "right", "indent": APART}
        align: dict[str, Any] = number if column.formats else {"align": "left", "indent": column.indent}
        align |= {"valign": "bottom", "text_wrap": True}
        return self.style(bold=True, bottom=2, bottom_color=WINNER, bg_color=SHADE, **align)

    def _cell(self, sheet: Any, y: int, x: int, cell: Cell, column: Column, i: int) -> None:
        if isinstance(cell, str):
            is_right = bool(column.formats) and len(cell) < column.width
            align = {"align": "right", "indent": APART} if is_right else {"align": "left", "indent": column.indent}
            self.text(sheet, y, x, cell, text_wrap=column.wrap, **align)
        elif cell is not None:
            number = {"num_format": column.format_of(i), "align": "right", "indent": APART}
            sheet.write_number(y, x, cell, self.style(**number))
