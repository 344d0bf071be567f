"""The executive chart: who resolves most, ranked with intervals, and how long customers wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator

from ccsim.experiment.format import Interval, Scale, half_width, measure_heading, scale_for
from ccsim.report.charts.frame import Frame, draw_footer, draw_title, draw_verdict
from ccsim.report.charts.palette import (
    BODY,
    MARGIN,
    SLIDE,
    SMALL,
    Sheet,
    Size,
    house_style,
    save,
    wrapped,
)
from ccsim.report.charts.rows import NAMES, dot_mark, draw_dot, name_rows, names_width
from ccsim.report.charts.waits import LEAST_ROW, draw_waits, waits_in
from ccsim.report.colours import FAINT, INK, OTHER, WINNER
from ccsim.report.document import (
    NOTHING,
    Document,
    currency_of,
    level_of,
    measure_of,
    practice_of,
    ranked,
    winner_of,
)
from ccsim.report.findings import ranking

NUMBER, NUMBER_OF_MANY = 0.68, 0.6  # inches for a column of numbers, and where there are many rows
LEAST_DOTS, WAITS = 0.9, 0.365  # inches for the axis of the primary measure; of the sheet's width
NARROW = 2.6  # inches, up to which the axis has room for two steps only
HEADINGS, AXIS, GAP, MOST_ROW = 0.95, 0.5, 0.35, 1.3  # inches
APART, MOST_APART = (
    0.075,
    0.22,
)  # from the middle of a row to a practice's dots: inches, but at most a row's share


@dataclass(frozen=True)
class Practice:
    """One practice's row of dots: its name, the primary measure by structure, and how its marks look."""

    name: str
    levels: Mapping[str, Interval]
    filled: bool
    side: int


def write_chart(document: Document, folder: Path, name: str = "verdict") -> list[Path]:
    """Write the executive chart as NAME.png and NAME.svg; the same document gives the same bytes."""
    with house_style():
        return save(draw_chart(document), Path(folder), name, ranking(document))


def draw_chart(document: Document, size: Size = SLIDE) -> Sheet:
    """The executive chart."""
    sheet = Sheet(size)
    order, practices = ranked(document), _practices(document)
    head, floor = draw_title(sheet, ranking(document)), draw_footer(sheet, document) + AXIS
    height = min(head - HEADINGS - floor, MOST_ROW * len(order))
    bottom, row = head - HEADINGS - height, height / len(order)
    number = NUMBER if row >= LEAST_ROW else NUMBER_OF_MANY
    room = sheet.width - 2 * MARGIN - 1.5 * GAP - LEAST_DOTS - number * len(practices)
    names = names_width(document, order, row, NAMES * sheet.width, room)
    waits = waits_in(document, room - names, WAITS * sheet.width, row)
    left, right = MARGIN + names + GAP / 2, sheet.width - MARGIN - waits.width - (GAP if waits.width else 0)
    numbers = right - number * len(practices)
    axes = sheet.axes(left, bottom, numbers - left, height)
    _dots(axes, document, order, practices, row)
    _dot_axis(axes, len(order), numbers - left)
    name_rows(axes, document, order, row, names)
    _head(sheet, document, practices, head)
    _numbers(sheet, document, order, practices, Frame(numbers, bottom, right, bottom + height))
    draw_waits(sheet, document, order, waits, (sheet.width - MARGIN - waits.width, bottom, height, head))
    draw_verdict(sheet, document, bottom - AXIS, floor - AXIS)
    return sheet


def _practices(document: Document) -> list[Practice]:
    """The study's practice, and beside it the other one where the document has it."""
    own = {s["name"]: measure_of(s, document["primary"]) for s in document["structures"]}
    beside = document.get("beside", {})
    other = {s["name"]: measure_of(s, document["primary"]) for s in beside.get("structures", [])}
    if not other:
        return [Practice(practice_of(document), own, True, 0)]
    return [Practice(practice_of(document), own, True, -1), Practice(practice_of(beside), other, False, 1)]


def _scale(document: Document, practices: Sequence[Practice]) -> Scale:
    shown = [interval for practice in practices for interval in practice.levels.values()]
    return scale_for(document["primary"], shown, currency_of(document))


def _dots(
    axes: Axes,
    document: Document,
    order: Sequence[Mapping[str, Any]],
    practices: Sequence[Practice],
    row_inches: float,
) -> None:
    scale, apart = _scale(document, practices), min(APART / row_inches, MOST_APART)
    for practice in practices:
        for row, structure in enumerate(order):
            colour = WINNER if structure["name"] == winner_of(document) else OTHER
            level = practice.levels.get(structure["name"], NOTHING)
            draw_dot(axes, row + practice.side * apart, level, scale.factor, colour, practice.filled)


def _dot_axis(axes: Axes, rows: int, inches: float) -> None:
    """Few ticks in the measure's unit, none where no level is known; dots, unlike bars, need no zero."""
    axes.set_ylim(rows - 0.5, -0.5)
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(4 if inches > NARROW else 2) if axes.has_data() else NullLocator())
    axes.tick_params(axis="both", length=0, labelsize=SMALL)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def _head(sheet: Sheet, document: Document, practices: Sequence[Practice], head: float) -> None:
    """The measure's name and a key to the marks."""
    heading = measure_heading(document["primary"], _scale(document, practices))
    sheet.text(MARGIN, head, heading, BODY, weight="bold")
    handles = [_key(practice) for practice in practices]
    if any(half_width(level) for practice in practices for level in practice.levels.values()):
        handles.append(Line2D([], [], color=OTHER, linewidth=2.2, label=f"{level_of(document)} interval"))
    sheet.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(MARGIN / sheet.width, (head - 0.3) / sheet.height),
        ncols=3,
        frameon=False,
        fontsize=SMALL,
        borderpad=0,
        borderaxespad=0,
        handlelength=1.2,
        handletextpad=0.4,
        columnspacing=1.2,
    )


def _key(practice: Practice) -> Line2D:
    return Line2D([], [], label=practice.name, **dot_mark(OTHER, practice.filled))


def _numbers(
    sheet: Sheet,
    document: Document,
    order: Sequence[Mapping[str, Any]],
    practices: Sequence[Practice],
    frame: Frame,
) -> None:
    """The means as numbers, a column for each practice."""
    width = frame.width / len(practices)
    for i, practice in enumerate(practices):
        column = sheet.axes(frame.left + i * width, frame.bottom, width, frame.height)
        column.set_axis_off()
        column.set_ylim(len(order) - 0.5, -0.5)
        name = "\n".join(wrapped(practice.name, width, SMALL))
        column.set_title(name, size=SMALL, loc="right", color=INK, pad=6, linespacing=1.1)
        written = _written_levels(practice, order, _scale(document, practices))
        for row, (structure, level) in enumerate(zip(order, written, strict=True)):
            won = structure["name"] == winner_of(document) and practice.filled
            weight = "bold" if won else "normal"
            column.text(1, row, level, size=BODY, ha="right", va="center", weight=weight)


def _written_levels(practice: Practice, order: Sequence[Mapping[str, Any]], scale: Scale) -> list[str]:
    return [scale.number(practice.levels.get(structure["name"], NOTHING).get("mean")) for structure in order]
