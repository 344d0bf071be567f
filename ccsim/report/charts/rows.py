"""Rows of structures: their names at the left, and dots with intervals in them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from ccsim.experiment.format import Interval, plain
from ccsim.report.charts.palette import (
    BODY,
    LINE,
    POINTS_PER_INCH,
    SMALL,
    Sheet,
    balanced,
    shortened,
    text_width,
    wrapped,
)
from ccsim.report.colours import INK, PAPER
from ccsim.report.document import Document, role_of, title_of, winner_of

NAMES, NAMES_OF_MANY, MANY = 0.1875, 0.2475, 12  # of the sheet's width, and from how many rows on titles get more
SMALLER_FROM = 7  # rows
SHORTER = {"messaging": "texts", "web_form": "form"}
"""Names of channels where a column is too narrow for the whole."""


class Font(NamedTuple):
    """How a text is set: inches it may take, points, weight."""

    width: float
    size: float
    bold: bool


def names_width(sheet: Sheet, order: Sequence[Any]) -> float:
    """Inches for titles; rows of many structures hold one line, which needs more room."""
    return sheet.width * (NAMES_OF_MANY if len(order) > MANY else NAMES)


def one_line(document: Document, order: Sequence[Mapping[str, Any]], most: float) -> float:
    """Inches for titles with their roles in one line each, as far as that is reasonable."""
    size = SMALL if len(order) > SMALLER_FROM else BODY
    widths = (text_width(f"{title_of(s)} ({role_of(document, s['name'])})", size, bold=True) for s in order)
    return min(most, max(widths))


def name_rows(
    axes: Axes, document: Document, order: Sequence[Mapping[str, Any]], row_inches: float, width: float
) -> None:
    """Titles with their role as labels of the rows, in as many lines as a row holds."""
    most = max(1, int(row_inches * POINTS_PER_INCH / (SMALL * LINE)))
    size = SMALL if len(order) > SMALLER_FROM else BODY
    axes.set_yticks(range(len(order)), [""] * len(order))
    names = []
    for label, structure in zip(axes.get_yticklabels(), order, strict=True):
        won = structure["name"] == winner_of(document)
        label.set(color=INK, size=size, weight="bold" if won else "normal", va="center", linespacing=1.1)
        role = role_of(document, structure["name"])
        font = Font(width, size, won)
        names.append(row_name(title_of(structure), f" ({role})" if role else "", most, font))
    axes.set_yticklabels(names)


def row_name(text: str, tag: str, most: int, font: Font) -> str:
    """The title and its tag in at most so many lines; what is cut is cut from the title."""
    lines = balanced(text + tag, *font)
    if len(lines) <= most:
        return "\n".join(lines)
    kept = shortened(wrapped(text, *font), most, *font)
    last = shortened([kept[-1]], 1, font.width - text_width(tag, font.size, font.bold), font.size, font.bold)
    return "\n".join([*kept[:-1], last[0] + tag])


def channel_name(channel: str, room: float) -> str:
    """A channel over its column, in as many words or letters as the column has room for."""
    words = plain(channel)
    if text_width(words, SMALL) > room:
        words = SHORTER.get(channel, words)
    return shortened([words], 1, room, SMALL)[0]


def dot_mark(colour: str, filled: bool, size: float = 8, marker: str = "o") -> dict[str, Any]:
    """Filled or hollow: two kinds of dots are told apart without colour."""
    return {
        "marker": marker,
        "linestyle": "none",
        "color": colour,
        "markersize": size if filled else size - 1,
        "markerfacecolor": colour if filled else PAPER,
        "markeredgewidth": 1.6,
    }


def draw_dot(
    axes: Axes,
    y: float,
    level: Interval,
    factor: float,
    colour: str,
    filled: bool,
    size: float = 8,
    marker: str = "o",
) -> None:
    """A mean with its interval, as far as they are known."""
    mean, low, high = level.get("mean"), level.get("low"), level.get("high")
    if low is not None and high is not None:
        axes.plot([low * factor, high * factor], [y, y], color=colour, linewidth=2.2 if filled else 1.2)
    if mean is not None:
        axes.plot([mean * factor], [y], **dot_mark(colour, filled, size, marker), clip_on=False, zorder=3)
