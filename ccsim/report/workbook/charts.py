"""Sheets with native charts beside the numbers that they draw: who does best, and who waits how long."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range_abs

from ccsim.experiment.format import Interval, difference_scale, measure_heading, scale_for
from ccsim.report.colours import FAINT, INK, MUTED, OTHER, PAPER, SERIES, WINNER
from ccsim.report.document import (
    NOTHING,
    Document,
    channels_of,
    currency_of,
    level_of,
    measure_of,
    primary_label,
    ranked,
    role_of,
    rows_of,
    title_of,
    winner_of,
)
from ccsim.report.findings import channels, ranking
from ccsim.report.patterns import spoken
from ccsim.report.workbook.sheet import FONT, Book, Column, Unit, interval_columns, unit_of

TOP, GAP = 3, 2
"""The row of the headings, and the empty rows between a table and its chart."""
LEAST_LABELLED = 0.25
WIDTH, ROOM, ROW, LINE = 900, 130, 30, 13
"""Pixels of a chart: its width, for its title and axis, for each bar alone, and for each of several side by side."""
MOST_REACH = 3.0
"""Of the longest bar: where an error bar reaches farther, it leaves the chart rather than shrink all bars."""
NAME, PIXELS_A_ROW = 34, 20
ENDS, ENDS_WIDTH = "error bar", 16
HATCHES = ("", "dark_upward_diagonal", "narrow_horizontal", "large_check", "dark_downward_diagonal", "narrow_vertical")
"""Beside the colours of several series, so that they are told apart without them; the first is plain."""


def add_ranking(book: Book, document: Document) -> None:
    """The primary measure, ranked: level, differences, chance of being best, and the chart."""
    if "verdict" not in document:
        return
    sheet, order, primary = book.sheet("Ranking"), ranked(document), document["primary"]
    book.title(sheet, ranking(document), f"{primary_label(document)}, {level_of(document)} intervals")
    levels = [measure_of(s, primary) for s in order]
    scale = scale_for(primary, levels, currency_of(document))
    unit, heading = unit_of(scale), measure_heading(primary, scale)
    columns = [
        Column("Structure", [title_of(s) for s in order], NAME),
        Column("Role", [role_of(document, s["name"]) for s in order], 14),
        *interval_columns(heading, unit, levels, 14),
        *_differences(document),
        *_error_columns(heading, unit, levels),
    ]
    book.table(sheet, "Ranking", columns, top=TOP)
    chart = _chart(book, heading, unit, ROOM + ROW * len(order), levels)
    colours = [WINNER if s["name"] == winner_of(document) else OTHER for s in order]
    chart.add_series(
        _series(sheet.name, len(order), 2, len(columns) - 2, OTHER)
        | {"points": [{"fill": {"color": colour}} for colour in colours]}
        | _labels(unit, levels)
    )
    chart.set_title({"name": [sheet.name, 0, 0], "name_font": _font(13, bold=True), "overlay": False})
    chart.set_legend({"none": True})
    sheet.insert_chart(TOP + len(order) + GAP, 0, chart, _described(ranking(document)))


def _differences(document: Document) -> list[Column]:
    names, primary = [s["name"] for s in ranked(document)], document["primary"]
    base, rest = rows_of(document, "differences", primary), rows_of(document, "best_against_rest")
    scale = difference_scale(primary, [*base.values(), *rest.values()], currency_of(document))
    unit, told = unit_of(scale, signed=True), f" ({scale.unit})" if scale.unit else ""
    chances = rows_of(document, "ranking")
    return [
        *interval_columns(f"From the baseline{told}", unit, [base.get(n, NOTHING) for n in names], 14),
        *interval_columns(f"Against the best other{told}", unit, [rest.get(n, NOTHING) for n in names], 14),
        Column("Chance best", [chances.get(n, {}).get("probability_best") for n in names], 10, "0.00"),
    ]


@dataclass(frozen=True)
class Bars:
    """The waits on one channel: their unit, their levels, and the columns of means and of the error bars' lengths."""

    channel: str
    unit: Unit
    levels: Sequence[Interval]
    means: int
    lengths: int


def add_waits(book: Book, document: Document) -> None:
    """Median waits by channel, the live channels in one chart and the others in another."""
    keys = channels_of(document, "wait_min_median")
    if not keys:
        return
    sheet, order = book.sheet("Waits"), ranked(document)
    book.title(sheet, channels(document), f"Median wait by wanted channel, {level_of(document)} intervals")
    live = [key for key in keys if key.partition(".")[2] in document.get("live_channels", [])]
    groups = {"live channels": live, "other channels": [key for key in keys if key not in live]}
    bars = {name: _bars(document, group, groups) for name, group in groups.items() if group}
    columns = [Column("Structure", [title_of(s) for s in order], NAME)]
    every = [bar for group in bars.values() for bar in group]
    for bar in every:
        columns += interval_columns(f"{bar.channel} ({bar.unit.name})", bar.unit, bar.levels)
    for bar in every:
        columns += _error_columns(bar.channel, bar.unit, bar.levels)
    book.table(sheet, "Waits", columns, top=TOP)
    top = TOP + len(order) + GAP
    for name, group in bars.items():
        top += _waits_chart(book, sheet, top, f"Median wait, {name}", group)


def _bars(document: Document, group: Sequence[str], groups: Mapping[str, Sequence[str]]) -> list[Bars]:
    """The channels of one group, which share a unit, and where their columns are."""
    order = [key for keys in groups.values() for key in keys]
    levels = {key: [measure_of(s, key) for s in ranked(document)] for key in group}
    unit = unit_of(scale_for("wait_min_median", [x for shown in levels.values() for x in shown]))
    return [
        Bars(
            spoken(key.partition(".")[2]), unit, levels[key], 1 + 3 * order.index(key),
            1 + 3 * len(order) + 2 * order.index(key),
        )
        for key in group
    ]  # fmt: skip


def _waits_chart(book: Book, sheet: Any, top: int, title: str, group: Sequence[Bars]) -> int:
    """One chart of a group of channels below the table; gives the sheet's rows that it takes."""
    unit, rows = group[0].unit, len(group[0].levels)
    levels = [level for bars in group for level in bars.levels]
    if not any((level.get("mean") or 0.0) > 0.0 for level in levels):
        book.text(sheet, top, 0, f"{title}: 0 with every structure, nothing to draw", font_color=MUTED)
        return GAP
    height = ROOM + rows * max(ROW, LINE * len(group) + GAP)
    chart = _chart(book, f"{title} ({unit.name})", unit, height, levels)
    for bars, colour, hatch in zip(group, itertools.cycle(SERIES), itertools.cycle(HATCHES), strict=False):
        series = _series(sheet.name, rows, bars.means, bars.lengths, colour)
        chart.add_series(series | _hatched(colour, hatch))
    chart.set_title({"name": title, "name_font": _font(13, bold=True)})
    chart.set_legend({"position": "bottom", "font": _font(10)})
    sheet.insert_chart(top, 0, chart, _described(f"{title}, by structure and channel"))
    return math.ceil(height / PIXELS_A_ROW) + GAP


def _hatched(colour: str, hatch: str) -> dict[str, Any]:
    """Bars with a pattern of their own in their colour."""
    if not hatch:
        return {}
    return {"pattern": {"pattern": hatch, "fg_color": colour, "bg_color": PAPER}, "border": {"color": colour}}


def _error_columns(heading: str, unit: Unit, intervals: Sequence[Interval]) -> list[Column]:
    """How far the error bar reaches to either side, which is what charts of Excel ask for."""
    below = [_length(unit, i.get("mean"), i.get("low")) for i in intervals]
    above = [_length(unit, i.get("high"), i.get("mean")) for i in intervals]
    return [
        Column(f"{heading}, {ENDS} {side}", cells, ENDS_WIDTH, unit.number_format)
        for side, cells in (("down", below), ("up", above))
    ]


def _length(unit: Unit, upper: float | None, lower: float | None) -> float:
    return 0.0 if upper is None or lower is None else (upper - lower) * unit.factor


def _chart(book: Book, axis: str, unit: Unit, height: int, levels: Sequence[Interval]) -> Any:
    """An empty chart of horizontal bars from zero, the first row on top, wide enough for the error bars."""
    low, high = _reach(unit, levels)
    chart = book.book.add_chart({"type": "bar"})
    chart.set_size({"width": WIDTH, "height": height})
    chart.set_y_axis({
        "reverse": True, "num_font": _font(10), "line": {"color": FAINT}, "major_tick_mark": "none",
        "label_position": "low",
    })  # fmt: skip
    chart.set_x_axis({
        "name": axis, "name_font": _font(10), "num_font": _font(10, colour=MUTED), "num_format": unit.number_format,
        "min": low, "max": high, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": FAINT, "width": 0.5}}, "label_position": "high",
    })  # fmt: skip
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": PAPER}})
    return chart


def _series(sheet: str, rows: int, x: int, lengths: int, colour: str) -> dict[str, Any]:
    """Bars of one column with error bars whose lengths stand in two others; names are taken from cells."""
    first, last = TOP + 1, TOP + rows
    reach = {side: f"='{sheet}'!{_cells(first, last, lengths + i)}" for i, side in enumerate(("minus", "plus"))}
    return {
        "name": [sheet, TOP, x],
        "categories": [sheet, first, 0, last, 0],
        "values": [sheet, first, x, last, x],
        "fill": {"color": colour},
        "gap": 60,
        "y_error_bars": {
            "type": "custom", "plus_values": reach["plus"], "minus_values": reach["minus"],
            "line": {"color": INK, "width": 1.25},
        },
    }  # fmt: skip


def _labels(unit: Unit, levels: Sequence[Interval]) -> dict[str, Any]:
    """Values at the foot of the bars, where every bar is long enough to hold one."""
    known = [x for level in levels if (x := level.get("mean")) is not None]
    if min(known, default=0.0) < LEAST_LABELLED * max(known, default=0.0) or min(known, default=0.0) <= 0.0:
        return {}
    font = _font(10, bold=True, colour=PAPER)
    return {"data_labels": {"value": True, "num_format": unit.number_format, "font": font, "position": "inside_base"}}


def _cells(first: int, last: int, column: int) -> str:
    return str(xl_range_abs(first, column, last, column))


def _reach(unit: Unit, levels: Sequence[Interval]) -> tuple[float, float]:
    """From where to where the axis goes: zero, the bars and, within reason, their error bars."""
    means = [x * unit.factor for level in levels if (x := level.get("mean")) is not None]
    ends = [x * unit.factor for level in levels for end in ("low", "high") if (x := level.get(end)) is not None]
    most = MOST_REACH * max([abs(x) for x in means], default=1.0)
    low = -_round_above(min(most, -min([0.0, *ends]))) if min(means, default=0.0) < 0.0 else 0.0
    high = _round_above(min(most, max([0.0, *means, *ends]))) if max(means, default=1.0) > 0.0 else 0.0
    return low, high


def _round_above(x: float) -> float:
    """The next 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten."""
    if x <= 0.0:
        return 0.0
    size = 10.0 ** math.floor(math.log10(x))
    return next((step * size for step in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0) if step * size >= x), 10.0 * size)


def _described(text: str) -> dict[str, Any]:
    return {"description": text, "object_position": 3}


def _font(size: float, bold: bool = False, colour: str = INK) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": colour}
