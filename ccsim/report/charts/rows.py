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
    text_height,
    text_width,
    wrapped,
)
from ccsim.report.colours import INK, MUTED, PAPER
from ccsim.report.document import Document, role_of, title_of, winner_of

NAMES, MOST_NAMES, STEP = 0.1875, 0.45, 0.05  # of the sheet's width, as a rule and at most; inches by which it grows
SMALLER_FROM = 7  # rows
LEAST_PIECE = 3  # letters of a word that stand alone in a line


class Font(NamedTuple):
    """How a text is set: inches it may take, points, weight."""

    width: float
    size: float
    bold: bool


def names_width(
    document: Document, order: Sequence[Mapping[str, Any]], row_inches: float, usual: float, most: float
) -> float:
    """Inches for titles with their roles: as usual, and more where they would not stand whole in the lines of a row."""
    size, lines, width = _size(order), _lines(row_inches), min(usual, most)
    titles = [(title_of(s) + _tag(document, s), s["name"] == winner_of(document)) for s in order]
    while width < most and not all(_is_whole(title, Font(width, size, won), lines) for title, won in titles):
        width += STEP
    return min(width, most)


def one_line(document: Document, order: Sequence[Mapping[str, Any]], most: float) -> float:
    """Inches for titles with their roles in one line each, as far as that is reasonable."""
    return min(most, max(text_width(title_of(s) + _tag(document, s), _size(order), bold=True) for s in order))


def _is_whole(text: str, font: Font, lines: int) -> bool:
    return len(wrapped(text, *font)) <= lines and all(
        text_width(word, font.size, font.bold) <= font.width for word in text.split(" ")
    )


def _size(order: Sequence[Any]) -> float:
    return SMALL if len(order) > SMALLER_FROM else BODY


def _lines(row_inches: float) -> int:
    """How many lines a row holds."""
    return max(1, int(row_inches * POINTS_PER_INCH / (SMALL * LINE)))


def _tag(document: Document, structure: Mapping[str, Any]) -> str:
    role = role_of(document, structure["name"])
    return f" ({role})" if role else ""


def name_rows(
    axes: Axes, document: Document, order: Sequence[Mapping[str, Any]], row_inches: float, width: float
) -> None:
    """Titles with their role as labels of the rows, in as many lines as a row holds."""
    size = _size(order)
    axes.set_yticks(range(len(order)), [""] * len(order))
    names = []
    for label, structure in zip(axes.get_yticklabels(), order, strict=True):
        won = structure["name"] == winner_of(document)
        label.set(color=INK, size=size, weight="bold" if won else "normal", va="center_baseline", linespacing=1.1)
        font = Font(width, size, won)
        names.append(row_name(title_of(structure), _tag(document, structure), _lines(row_inches), font))
    axes.set_yticklabels(names)


def row_name(text: str, tag: str, most: int, font: Font) -> str:
    """The title and its tag in at most so many lines; what is cut is cut from the title."""
    lines = balanced(text + tag, *font)
    if len(lines) <= most:
        return "\n".join(lines)
    kept = shortened(wrapped(text, *font), most, *font)
    last = shortened([kept[-1]], 1, font.width - text_width(tag, font.size, font.bold), font.size, font.bold)
    return "\n".join([*kept[:-1], last[0] + tag])


def channel_name(channel: str, room: float = 0.0) -> str:
    """A channel over its column, a word a line where the column has no room for more, longer words divided."""
    lines: list[str] = []
    for line in wrapped(plain(channel), room, SMALL):
        lines += _divided(line, room) if room else [line]
    return "\n".join(lines)


def head_column(sheet: Sheet, left: float, top: float, name: str) -> None:
    """A channel's name over its column, its first line on the base of its neighbours' first lines."""
    for i, line in enumerate(name.split("\n")):
        sheet.text(left, top - text_height(i, SMALL), line, SMALL, color=MUTED)


def _divided(word: str, room: float) -> list[str]:
    """A word in two lines if it has to be."""
    fits = [n for n in range(LEAST_PIECE, len(word) - LEAST_PIECE + 1) if text_width(f"{word[:n]}-", SMALL) <= room]
    if text_width(word, SMALL) <= room or not fits:
        return shortened([word], 1, room, SMALL)
    return [f"{word[: fits[-1]]}-", *shortened([word[fits[-1] :]], 1, room, SMALL)]


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
