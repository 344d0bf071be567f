"""The executive chart: who resolves most, ranked with intervals, and how long customers wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator

from ccsim.report.charts.frame import draw_footer, draw_title, draw_verdict
from ccsim.report.charts.palette import (
    BODY,
    HEIGHT,
    LINE,
    MARGIN,
    POINTS_PER_INCH,
    SMALL,
    WIDTH,
    axes_at,
    balanced,
    house_style,
    new_slide,
    save,
    shortened,
    text_at,
    text_width,
    wrapped,
)
from ccsim.report.charts.waits import draw_waits, wait_groups, waits_width
from ccsim.report.colours import FAINT, INK, OTHER, PAPER, WINNER
from ccsim.report.document import (
    NOTHING,
    Document,
    currency_of,
    level_of,
    measure_of,
    practice_of,
    ranked,
    role_of,
    title_of,
    winner_of,
)
from ccsim.report.findings import ranking
from ccsim.report.format import Interval, Scale, measure_heading, scale_for

NAMES, NAMES_OF_MANY, MANY = (
    2.5,
    3.3,
    12,
)  # inches for the structures' titles, and from how many on they get more
NUMBER = 0.72  # inches for a column of numbers
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


class Font(NamedTuple):
    """How a text is set: inches it may take, points, weight."""

    width: float
    size: float
    bold: bool


def write_chart(document: Document, folder: Path, name: str = "verdict") -> list[Path]:
    """Write the executive chart as NAME.png and NAME.svg; the same document gives the same bytes."""
    with house_style():
        return save(draw_chart(document), Path(folder), name, ranking(document))


def draw_chart(document: Document) -> Figure:
    """The executive chart as a figure of slide size."""
    figure = new_slide()
    order, groups, practices = ranked(document), wait_groups(document), _practices(document)
    head, floor = draw_title(figure, ranking(document)), draw_footer(figure, document) + AXIS
    height = min(head - HEADINGS - floor, MOST_ROW * len(order))
    bottom = head - HEADINGS - height
    waits = waits_width(groups)
    left, right = MARGIN + _names_width(order) + GAP / 2, WIDTH - MARGIN - waits - (GAP if waits else 0)
    numbers = right - NUMBER * len(practices)
    axes = axes_at(figure, left, bottom, numbers - left, height)
    _dots(axes, document, order, practices, height / len(order))
    _row_names(axes, document, order, height / len(order))
    _head(figure, document, practices, head)
    _numbers(figure, document, order, practices, (numbers, bottom, height))
    draw_waits(figure, document, order, groups, (WIDTH - MARGIN - waits, bottom, height, head))
    draw_verdict(figure, document, bottom - AXIS, floor - AXIS)
    return figure


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
            _dot(axes, row + practice.side * apart, _in_units(level, scale), practice, colour)
    _dot_axis(axes, len(order))


def _in_units(interval: Interval, scale: Scale) -> Interval:
    return {end: None if x is None else x * scale.factor for end, x in interval.items() if end in NOTHING}


def _dot(axes: Axes, y: float, interval: Interval, practice: Practice, colour: str) -> None:
    mean, low, high = (interval.get(end) for end in ("mean", "low", "high"))
    if low is not None and high is not None:
        axes.plot([low, high], [y, y], color=colour, linewidth=2.2 if practice.filled else 1.2)
    if mean is not None:
        axes.plot([mean], [y], **_mark(practice, colour))


def _mark(practice: Practice, colour: str) -> dict[str, Any]:
    """Filled or hollow: two practices are told apart without colour."""
    size, face = (8, colour) if practice.filled else (7, PAPER)
    return {
        "marker": "o",
        "linestyle": "none",
        "color": colour,
        "markersize": size,
        "markerfacecolor": face,
        "markeredgewidth": 1.6,
    }


def _dot_axis(axes: Axes, rows: int) -> None:
    """Few ticks in the measure's unit, none where no level is known; dots, unlike bars, need no zero."""
    axes.set_ylim(rows - 0.5, -0.5)
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(4) if axes.has_data() else NullLocator())
    axes.tick_params(axis="both", length=0, labelsize=SMALL)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def _row_names(axes: Axes, document: Document, order: Sequence[Mapping[str, Any]], row_inches: float) -> None:
    """Titles with their role, in as many lines as a row holds."""
    most = max(1, int(row_inches * POINTS_PER_INCH / (SMALL * LINE)))
    width, size = _names_width(order), SMALL if len(order) > 7 else BODY
    axes.set_yticks(range(len(order)), [""] * len(order))
    names = []
    for label, structure in zip(axes.get_yticklabels(), order, strict=True):
        won = structure["name"] == winner_of(document)
        label.set(size=size, weight="bold" if won else "normal", va="center")
        role = role_of(document, structure["name"])
        names.append(_row_name(title_of(structure), f" ({role})" if role else "", most, Font(width, size, won)))
    axes.set_yticklabels(names)


def _names_width(order: Sequence[Any]) -> float:
    """Rows of many structures hold one line, which needs more room."""
    return NAMES_OF_MANY if len(order) > MANY else NAMES


def _row_name(text: str, tag: str, most: int, font: Font) -> str:
    """The title and its tag in at most so many lines; what is cut is cut from the title."""
    lines = balanced(text + tag, *font)
    if len(lines) <= most:
        return "\n".join(lines)
    kept = shortened(wrapped(text, *font), most, *font)
    last = shortened([kept[-1]], 1, font.width - text_width(tag, font.size, font.bold), font.size, font.bold)
    return "\n".join([*kept[:-1], last[0] + tag])


def _head(figure: Figure, document: Document, practices: Sequence[Practice], head: float) -> None:
    """The measure's name and a key to the marks."""
    heading = measure_heading(document["primary"], _scale(document, practices))
    text_at(figure, MARGIN, head, heading, BODY, weight="bold")
    interval = Line2D([], [], color=OTHER, linewidth=2.2, label=f"{level_of(document)} interval")
    figure.legend(
        handles=[*(_key(practice) for practice in practices), interval],
        loc="upper left",
        bbox_to_anchor=(MARGIN / WIDTH, (head - 0.3) / HEIGHT),
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
    return Line2D([], [], label=practice.name, **_mark(practice, OTHER))


def _numbers(
    figure: Figure,
    document: Document,
    order: Sequence[Mapping[str, Any]],
    practices: Sequence[Practice],
    frame: tuple[float, float, float],
) -> None:
    """The means as numbers, a column for each practice; frame: left, bottom, height."""
    left, bottom, height = frame
    for i, practice in enumerate(practices):
        column = axes_at(figure, left + i * NUMBER, bottom, NUMBER, height)
        column.set_axis_off()
        column.set_ylim(len(order) - 0.5, -0.5)
        column.set_title(practice.name, size=SMALL, loc="right", color=INK, pad=6)
        written = _written_levels(practice, order, _scale(document, practices))
        for row, (structure, level) in enumerate(zip(order, written, strict=True)):
            won = structure["name"] == winner_of(document) and practice.filled
            weight = "bold" if won else "normal"
            column.text(1, row, level, size=BODY, ha="right", va="center", weight=weight)


def _written_levels(practice: Practice, order: Sequence[Mapping[str, Any]], scale: Scale) -> list[str]:
    return [scale.number(practice.levels.get(structure["name"], NOTHING).get("mean")) for structure in order]
