"""Paired differences from the baseline: a panel for each measure in its own unit, a row for each structure."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ccsim.experiment.format import Interval, Scale, difference_scale, measure_label
from ccsim.report import findings
from ccsim.report.caveats import at_once
from ccsim.report.charts.frame import Frame, framed
from ccsim.report.charts.palette import BODY, SLIDE, SMALL, Sheet, Size, shortened, text_height, text_width, wrapped
from ccsim.report.charts.rows import MOST_NAMES, draw_dot, name_rows, names_width, one_line
from ccsim.report.colours import FAINT, INK, MUTED, OTHER, SERIES, WINNER
from ccsim.report.document import (
    NOTHING,
    Document,
    baseline_title,
    better_way,
    currency_of,
    difference_between,
    is_clear,
    ranked,
)
from ccsim.report.judging import BETTER, DIFFERS, WORSE, good_way, judged

SHOWN = ("fcr", "resolved", "lost", "handoffs_per_issue", "cost_per_resolved", "profit", "time_to_resolution_h",
         "satisfaction", "contacts_per_issue")  # fmt: skip
"""After the primary measure and the study's own, as far as there is room."""
LOOKS = {BETTER: (WINNER, "o"), WORSE: (SERIES[1], "D"), DIFFERS: (INK, "s")}
FEW = 4  # structures, up to which panels stand in several rows
LEAST_ROW, MOST_ROW, HEADING, AXIS, KEY, GAP = 0.24, 0.55, 0.74, 0.42, 0.12, 0.3  # inches
LEAST_PANEL, MOST_COLUMNS = 2.05, 4
NAMES_SHARE = 0.25  # of the sheet's width, unless rows hold too few lines


def draw_differences(document: Document, size: Size = SLIDE) -> Sheet:
    """Panels in a grid, as many as there is room for."""
    sheet, base = Sheet(size), str(document["baseline"])
    frame = framed(sheet, document, findings.differences(document))
    order = [s for s in ranked(document) if s["name"] != base]
    wanted = _keys(document, order, base)
    head = frame.top - _explain(sheet, document, frame, wanted)
    room = head - frame.bottom
    lines = max(1, int(room / (HEADING + AXIS + LEAST_ROW * max(len(order), 3)))) if len(order) <= FEW else 1
    row = min(MOST_ROW, (room / lines - HEADING - AXIS) / len(order))
    usual = one_line(document, order, NAMES_SHARE * sheet.width)
    names = names_width(document, order, row, usual, MOST_NAMES * sheet.width) + 0.2
    columns = min(MOST_COLUMNS, int((frame.width - names) / LEAST_PANEL))
    keys = wanted[: columns * min(lines, 3)]
    keys = keys[: len(keys) // columns * columns] or keys  # no row with holes
    lines = -(-len(keys) // columns)
    row = min(MOST_ROW, (room / max(1, lines) - HEADING - AXIS) / len(order))
    width = (frame.width - names) / columns
    for i, key in enumerate(keys):
        line, column = divmod(i, columns)
        top = head - line * (HEADING + AXIS + row * len(order))
        left = frame.left + names + column * width
        place = Frame(left + 0.12, top - HEADING - row * len(order), left + width - GAP, top)
        axes = _panel(sheet, document, order, key, place)
        if column == 0:
            name_rows(axes, document, order, row, names - 0.2)
    return sheet


def applies(document: Document) -> bool:
    """Whether there is a baseline and something to compare with it."""
    return bool(document.get("differences")) and len(document["structures"]) > 1


def _keys(document: Document, order: Sequence[Mapping[str, Any]], base: str) -> list[str]:
    keys = dict.fromkeys([document["primary"], *document.get("measures", []), *SHOWN])
    rows = {key: [difference_between(document, s["name"], base, key) for s in order] for key in keys}
    return [key for key in keys if any(row.get("mean") is not None for row in rows[key])]


def _explain(sheet: Sheet, document: Document, frame: Frame, keys: Sequence[str]) -> float:
    """What dots, colours and lines mean; gives the height taken."""
    square = "black square: differs; " if any(better_way(document, key) == "neither" for key in keys) else ""
    marks = f"Blue dot: better; orange diamond: worse; {square}hollow: not told apart."
    words = " ".join(
        part for part in (f"Difference from {baseline_title(document)}.", marks, at_once(document)) if part
    )
    lines = shortened(wrapped(words, frame.width, SMALL), 3, frame.width, SMALL)
    sheet.text(frame.left, frame.top, "\n".join(lines), SMALL, color=MUTED)
    return text_height(len(lines), SMALL) + KEY


def _panel(sheet: Sheet, document: Document, order: Sequence[Mapping[str, Any]], key: str, place: Frame) -> Axes:
    rows = [difference_between(document, s["name"], str(document["baseline"]), key) or NOTHING for s in order]
    scale = difference_scale(key, rows, currency_of(document))
    _heading(sheet, document, key, scale, place)
    axes = sheet.axes(place.left, place.bottom, place.width, place.height - HEADING)
    written = [scale.signed(row.get("mean")) for row in rows]
    numbers = max(text_width(text, SMALL) for text in written) + 0.12
    _limits(axes, rows, scale, numbers / place.width, place.width)
    for i, (level, text) in enumerate(zip(rows, written, strict=True)):
        colour, marker = _look(document, key, level)
        draw_dot(axes, i, level, scale.factor, colour, is_clear(level), 7, marker)
        axes.annotate(text, (1, i), xycoords=axes.get_yaxis_transform(), size=SMALL, ha="right", va="center")
    axes.set_ylim(len(rows) - 0.5, -0.5)
    return axes


def _heading(sheet: Sheet, document: Document, key: str, scale: Scale, place: Frame) -> None:
    """The measure in at most two lines, its unit and which way is good, down to the panel's edge."""
    lines = shortened(wrapped(measure_label(key), place.width, BODY, bold=True), 2, place.width, BODY, bold=True)
    good = good_way(document, key)
    under = shortened([f"{scale.unit}, {good}" if scale.unit else good], 1, place.width, SMALL)[0]
    foot = place.top - HEADING + text_height(1, SMALL)
    sheet.text(place.left, foot + 0.03 + text_height(len(lines), BODY), "\n".join(lines), BODY, weight="bold")
    sheet.text(place.left, foot, under, SMALL, color=MUTED)


def _limits(axes: Axes, rows: Sequence[Interval], scale: Scale, numbers: float, inches: float) -> None:
    """Zero always in sight, and room for the numbers at the right."""
    ends = [
        x * scale.factor for row in rows for x in (row.get("low"), row.get("high"), row.get("mean")) if x is not None
    ]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    span = (high - low) or 1.0
    low, high = low - 0.08 * span, high + 0.08 * span
    axes.set_xlim(low, low + (high - low) / max(0.3, 1 - numbers))
    axes.axvline(0, color=INK, linewidth=1, zorder=1)
    axes.set_yticks([])
    ticks = _few_ticks(low, high, 0.85 * inches / (axes.get_xlim()[1] - low))
    axes.set_xticks(ticks, [_tick(tick) for tick in ticks])
    axes.tick_params(length=0, labelsize=SMALL, colors=MUTED)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["bottom"].set_visible(False)


def _few_ticks(low: float, high: float, part: float) -> list[float]:
    """Round numbers, no more than the widest of them has room for."""
    for most in (3, 2, 1):
        ticks = [tick for tick in MaxNLocator(most).tick_values(low, high) if low <= tick <= high]
        if len(ticks) < 2 or max(text_width(_tick(t), SMALL) for t in ticks) < part * (ticks[1] - ticks[0]):
            return ticks
    return ticks


def _tick(x: float) -> str:
    return f"{x:,.6g}".replace("-", "−")


def _look(document: Document, key: str, level: Interval) -> tuple[str, str]:
    """Colour and marker of a difference."""
    return LOOKS.get(judged(document, key, level), (OTHER, "o"))
