"""Measures by channel: small multiples, a column for each channel, a block of rows for each measure, shared scales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes

from ccsim.experiment.format import Interval, Scale, measure_heading, measure_label, scale_for
from ccsim.report import findings
from ccsim.report.charts.frame import Frame, framed
from ccsim.report.charts.palette import BODY, MARGIN, SLIDE, SMALL, Sheet, Size, text_height, text_width
from ccsim.report.charts.rows import MOST_NAMES, channel_name, draw_dot, head_column, name_rows, names_width, one_line
from ccsim.report.colours import INK, MUTED, OTHER, QUIET, WINNER
from ccsim.report.document import Document, channels_of, measure_of, ranked, winner_of

MEASURES = ("wait_min_median", "service_level", "abandonment")
"""In this order, as far as there is room for them."""
HEADS, HEADING, GAP = 0.3, 0.32, 0.16  # inches: the channels' names; above and below a block
LEAST_ROW, MOST_ROW = 0.22, 0.5
MOST_COLUMN, TO_NAMES = 2.0, 0.25
LEAST_DOTS, AFTER = 0.25, 0.12  # inches for dots, and between them and their numbers
BESIDE = 0.1  # inches between a column's number and the next column
NAMES_SHARE = 0.25  # of the sheet's width, unless rows hold too few lines


@dataclass(frozen=True)
class Cell:
    """One measure on one channel: the scale it is written in, the longest value of those that share its axis, and the
    inches for its dots, 0 where only numbers have room."""

    key: str
    scale: Scale
    longest: float
    dots: float


def draw_channels(document: Document, size: Size = SLIDE) -> Sheet:
    """As many measures as there is room for, of every channel and structure."""
    sheet, order = Sheet(size), ranked(document)
    frame = framed(sheet, document, findings.channels(document))
    stems = [stem for stem in MEASURES if channels_of(document, stem)]
    channels = _channels(document, stems)
    room = frame.height - HEADS - text_height(1, SMALL)
    fit = max(1, int(room / (HEADING + GAP + LEAST_ROW * len(order))))
    stems = stems[:fit]
    row = min(MOST_ROW, (room / max(1, len(stems)) - HEADING - GAP) / len(order))
    usual = one_line(document, order, NAMES_SHARE * sheet.width)
    left = frame.left + names_width(document, order, row, usual, MOST_NAMES * sheet.width) + TO_NAMES
    width = min(MOST_COLUMN, (frame.right - left) / max(1, len(channels)))
    names = [channel_name(channel, width - BESIDE) for channel in channels]
    for i, name in enumerate(names):
        head_column(sheet, left + i * width, frame.top, name)
    top = frame.top - HEADS - text_height(max(name.count("\n") for name in names), SMALL)
    for stem in stems:
        _block(
            sheet, document, order, (stem, channels), Frame(left, top - HEADING - row * len(order), left + width, top)
        )
        top -= HEADING + GAP + row * len(order)
    return sheet


def applies(document: Document) -> bool:
    """Whether any structure has a measure by channel."""
    return any(channels_of(document, stem) for stem in MEASURES)


def _channels(document: Document, stems: Sequence[str]) -> list[str]:
    keys = [key for stem in stems for key in channels_of(document, stem)]
    return list(dict.fromkeys(key.partition(".")[2] for key in keys))


def _block(
    sheet: Sheet,
    document: Document,
    order: Sequence[Mapping[str, Any]],
    what: tuple[str, Sequence[str]],
    first: Frame,
) -> None:
    """One measure's rows; `first` is the place of the first channel's cell with its heading."""
    stem, channels = what
    width, height = first.width, first.height - HEADING
    for i, cell in enumerate(_cells(document, stem, channels, width - BESIDE)):
        axes = sheet.axes(first.left + i * width, first.bottom, width - BESIDE, height)
        _draw_cell(axes, document, order, cell, width - BESIDE)
        if i == 0:
            name_rows(axes, document, order, height / len(order), first.left - MARGIN - TO_NAMES)
            heading = measure_heading(stem, cell.scale) if cell.scale.unit == "%" else measure_label(stem)
            sheet.text(MARGIN, first.top - 0.03, heading, BODY, weight="bold")
        if cell.scale.unit != "%":
            sheet.text(first.left + i * width, first.top - 0.04, cell.scale.unit, SMALL, color=MUTED)


def _cells(document: Document, stem: str, channels: Sequence[str], width: float) -> list[Cell]:
    """One measure on all channels, with as much room for dots in each; with none where numbers leave too little."""
    cells = [_cell(document, stem, channel, channels) for channel in channels]
    written = [_written(cell, s) for cell in cells for s in document["structures"]]
    dots = width - max(text_width(text, SMALL, bold=True) for text in written) - AFTER
    return [replace(cell, dots=dots if dots >= LEAST_DOTS else 0.0) for cell in cells]


def _cell(document: Document, stem: str, channel: str, channels: Sequence[str]) -> Cell:
    """Times of live channels share one axis and those of the others another; all shares share one."""
    live = channel in document["live_channels"]
    times = stem.startswith("wait")
    like = [c for c in channels if not times or (c in document["live_channels"]) == live]
    shown = [measure_of(s, f"{stem}.{c}") for s in document["structures"] for c in like]
    key = f"{stem}.{channel}"
    own = scale_for(stem, [measure_of(s, key) for s in document["structures"]])
    return Cell(key, own, max((_end(level) for level in shown), default=0.0) or 1.0, 0.0)


def _end(level: Interval) -> float:
    return max((x for x in (level.get("mean"), level.get("high")) if x is not None), default=0.0)


def _draw_cell(axes: Axes, document: Document, order: Sequence[Mapping[str, Any]], cell: Cell, width: float) -> None:
    """Dots from a common zero, with the number at the right."""
    written = {s["name"]: _written(cell, s) for s in order}
    axes.set_xlim(0, cell.longest * width / cell.dots if cell.dots else 1.0)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_xticks([])
    axes.tick_params(length=0, pad=8)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(bool(cell.dots))
    for row, structure in enumerate(order):
        won = structure["name"] == winner_of(document)
        level, colour = measure_of(structure, cell.key), WINNER if won else OTHER
        mean = level.get("mean")
        if mean is not None and cell.dots:
            axes.plot([0, mean], [row, row], color=QUIET, linewidth=1, zorder=1)
        if cell.dots:
            draw_dot(axes, row, level, 1.0, colour, filled=True, size=6)
        axes.annotate(
            written[structure["name"]], (1, row), xycoords=axes.get_yaxis_transform(), size=SMALL, ha="right",
            va="center", weight="bold" if won else "normal", color=INK if cell.key in structure["measures"] else MUTED,
        )  # fmt: skip


def _written(cell: Cell, structure: Mapping[str, Any]) -> str:
    if cell.key not in structure["measures"]:
        return "n/a"
    return cell.scale.number(measure_of(structure, cell.key).get("mean"))
