"""A table whose cells hold charts: structures in rows, and beside their names numbers, dots and bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

from ccsim.report.colours import FAINT, INK, MUTED
from ccsim.report.deck.drawing import Place
from ccsim.report.deck.lettering import shortened, text_height, text_width, wrapped
from ccsim.report.deck.native import Native
from ccsim.report.deck.page import describe, style
from ccsim.report.deck.template import NAMESPACES, Box

PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"
HEAD_SIZES, HEAD_PADDING = (11.0, 10.0, 9.0, 8.0), 0.12
SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.5, 9.0)
CLEAR = 0.03  # inches of a row's height that text leaves free
GAP = 0.12  # inches between a cell's number and its chart, and to the next column
MOST_ROW = 0.72
HAIRLINE = 9525  # EMU


class Panel(Protocol):
    """A chart that stands in a column's cells."""

    @property
    def below(self) -> float:
        """Inches that it needs under the rows, for an axis or a legend."""

    @property
    def what(self) -> str:
        """What kind of chart it is, in words."""

    def draw(self, names: Sequence[str], place: Place) -> Native:
        """The chart with a row for each name."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, its written cells, and the chart beside these."""

    heading: str
    width: float
    cells: Sequence[str] = ()
    panel: Panel | None = None
    numbers: float = 0.0
    """Inches of the width for the cells, where a chart stands beside them."""
    strong: Sequence[int] | None = None
    """The rows whose cells stand out, where these are not the rows that do."""
    left: bool = False
    """Words, unlike numbers, start at the left."""


@dataclass(frozen=True)
class Row:
    """What a row is called, its role in words, and whether it stands out."""

    name: str
    tag: str = ""
    strong: bool = False

    @property
    def tagged(self) -> str:
        """What follows the name."""
        return f" ({self.tag})" if self.tag else ""


def draw_grid(
    slide: Any, name: str, rows: Sequence[Row], columns: Sequence[Column], box: Box, most_row: float = MOST_ROW
) -> float:
    """Draw the table and its charts from the box's top; gives the height that they took."""
    head_size = _head_size(columns)
    top = text_height(max(_head_lines(column, head_size) for column in columns), head_size) + HEAD_PADDING
    below = max((column.panel.below for column in columns if column.panel), default=0.0)
    height = min(most_row, (box.height - top - below) / len(rows))
    size = _size(rows, columns, height)
    _table(slide, name, rows, columns, (box, top, height, size, head_size))
    left = box.left
    for column in columns:
        if column.panel:
            room = column.numbers + GAP if column.cells else 0.0
            frame = Box(left + room, box.top + top, column.width - room - GAP, height * len(rows) + column.panel.below)
            _chart(slide, rows, column, frame, column.heading or name)
        left += column.width
    return top + height * len(rows) + below


def _size(rows: Sequence[Row], columns: Sequence[Column], height: float) -> float:
    """The largest size at which all words fit into their rows; where none does, the least, and names are cut."""
    words = [(cell, column.width - GAP) for column in columns if column.left for cell in column.cells]

    def fits(size: float) -> bool:
        most = _most_lines(height, size)
        names = all(_lines(row, columns[0].width - GAP, size) <= most for row in rows)
        return names and all(len(wrapped(cell, width, size)) <= most for cell, width in words)

    return next((size for size in SIZES if fits(size)), SIZES[-1])


def _lines(row: Row, width: float, size: float) -> int:
    return len(wrapped(row.name + row.tagged, width, size, row.strong))


def _most_lines(height: float, size: float) -> int:
    return int((height - CLEAR) / text_height(1, size))


def _head_lines(column: Column, size: float) -> int:
    return len(wrapped(column.heading, column.width - GAP, size, bold=True))


def _head_size(columns: Sequence[Column]) -> float:
    """The largest size at which no word of a heading has to be broken."""

    def fits(column: Column, size: float) -> bool:
        return all(text_width(word, size, bold=True) <= column.width - GAP for word in column.heading.split(" "))

    return next((s for s in HEAD_SIZES if all(fits(column, s) for column in columns)), HEAD_SIZES[-1])


def _table(
    slide: Any, name: str, rows: Sequence[Row], columns: Sequence[Column], frame: tuple[Box, float, float, float, float]
) -> None:
    box, top, height, size, head_size = frame
    place = Box(box.left, box.top, sum(column.width for column in columns), top + height * len(rows))
    shape = slide.shapes.add_table(len(rows) + 1, len(columns), *place.emu())
    describe(shape, name, f"Table: {', '.join(column.heading for column in columns if column.heading)}")
    table = shape.table
    table._tbl.tblPr.find("{*}tableStyleId").text = PLAIN_TABLE
    table.first_row, table.horz_banding = True, False
    table.rows[0].height = Inches(top)
    for i in range(len(rows)):
        table.rows[i + 1].height = Inches(height)
    for j, column in enumerate(columns):
        table.columns[j].width = Inches(column.width)
        _fill(table.cell(0, j), [(column.heading, head_size, True, INK)], column, MSO_ANCHOR.BOTTOM, INK)
        for i, row in enumerate(rows):
            texts = _name(row, column.width, height, size) if j == 0 else _written(row, column, i, size)
            _fill(table.cell(i + 1, j), texts, column, MSO_ANCHOR.MIDDLE, FAINT)


Texts = Sequence[tuple[str, float, bool, str]]
"""Runs: words, size, bold, colour."""


def _name(row: Row, width: float, height: float, size: float) -> Texts:
    """The row's name with its tag, in as many lines as the row holds; what is cut is cut from the name."""
    lines = max(1, _most_lines(height, size))
    name = shortened(row.name, lines, width - GAP, size, row.strong, row.tagged)
    return [(name, size, row.strong, INK), (row.tagged, size, False, MUTED)]


def _written(row: Row, column: Column, i: int, size: float) -> Texts:
    strong = row.strong if column.strong is None else i in column.strong
    return [(column.cells[i], size, strong, INK)] if column.cells else []


def _fill(cell: Any, texts: Texts, column: Column, anchor: Any, line: str) -> None:
    """Write a cell; numbers end where the chart beside them begins."""
    is_number = bool(column.cells) and not column.left
    beside = column.panel is not None and line != INK
    cell.margin_left = cell.margin_top = cell.margin_bottom = 0
    cell.margin_right = Inches(column.width - column.numbers if beside and is_number else GAP)
    cell.vertical_anchor = anchor
    paragraph = cell.text_frame.paragraphs[0]
    to_the_right = is_number and (beside or column.panel is None)
    paragraph.alignment = PP_ALIGN.RIGHT if to_the_right else PP_ALIGN.LEFT
    for text, size, bold, colour in texts:
        if text:
            run = paragraph.add_run()
            run.text = text
            style(run, size, bold, colour)
    if not any(text for text, *_ in texts):
        paragraph.font.size = Pt(SIZES[-1])
    _underline(cell, line)


def _underline(cell: Any, colour: str) -> None:
    properties = cell._tc.get_or_add_tcPr()
    line = f'<a:lnB {NAMESPACES} w="{HAIRLINE}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:lnB>'
    properties.insert(0, parse_xml(line))


def _chart(slide: Any, rows: Sequence[Row], column: Column, frame: Box, name: str) -> None:
    panel = column.panel
    assert panel is not None
    names = [row.name for row in rows]
    share = (frame.height - panel.below) / frame.height
    chart: Any = panel.draw(names, Place(height=share))
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *frame.emu(), chart)
    cells = column.cells or [""] * len(names)
    told = "; ".join(f"{row} {cell}".strip() for row, cell in zip(names, cells, strict=True))
    describe(shape, f"Chart: {name}", f"{panel.what}, {name}: {told}")
