"""Slide 2, by how much: the paired differences from the baseline on the primary measure."""

from collections.abc import Mapping, Sequence
from typing import Any

from ccsim.experiment.format import UNKNOWN, Interval, Scale, difference_scale, format_range, measure_heading
from ccsim.report import findings
from ccsim.report.caveats import at_once, pairing, practical
from ccsim.report.colours import MUTED, OTHER, WINNER
from ccsim.report.deck.grid import Column, Row, draw_grid
from ccsim.report.deck.native import Series, number_format, scaled
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, Says
from ccsim.report.deck.panels import Dots, axis_of, rows_from_below, runs_off
from ccsim.report.deck.story import Story, names_column, numbers_width, room_for_grid, say_below
from ccsim.report.deck.template import CONTENT, FINDING, WITHIN, Box
from ccsim.report.document import (
    NOTHING,
    Document,
    baseline_title,
    currency_of,
    is_clear,
    primary_label,
    ranked,
    role_of,
    rows_of,
    title_of,
    winner_of,
)

FEW, GAP, MOST_ROW = 3, 0.35, 0.4
OTHERS = (
    "handoffs_per_issue", "contacts_per_issue", "lost", "time_to_resolution_h", "satisfaction", "cost_per_resolved",
    "profit",
)  # fmt: skip
Structure = Mapping[str, Any]
HOW = (
    "Each row is a structure less the baseline, over the same customers. To the right of the line at zero the "
    "structure has more of the measure. Where an interval holds zero, the two are not told apart."
)
DASHED = " Dashed lines mark the difference that matters in practice."


def add_differences(story: Story) -> None:
    """Every structure less the baseline."""
    document, key = story.document, story.document["primary"]
    order = [s for s in ranked(document) if s["name"] != document["baseline"]]
    found = rows_of(document, "differences", key)
    intervals = [found.get(s["name"], NOTHING) for s in order]
    margin = document.get("margin")
    scale = difference_scale(key, [*intervals, {"mean": margin}], currency_of(document))
    rows = [Row(title_of(s), role_of(document, s["name"]), s["name"] == winner_of(document)) for s in order]
    cells = [[scale.signed(i.get("mean")) for i in intervals], [format_range(scale, i) for i in intervals]]
    told = ["yes" if is_clear(i) else UNKNOWN if i.get("low") is None else "no" for i in intervals]
    columns = [
        names_column(rows),
        Column("Difference", max(1.15, numbers_width(cells[0]) + 0.12), cells[0]),
        Column("Interval", max(1.2, numbers_width(cells[1]) + 0.12), cells[1]),
        Column("Told apart?", 1.25, told),
    ]
    axis_title = f"{primary_label(document)}: difference from {baseline_title(document)}" + (
        f", {scale.unit}" * bool(scale.unit)
    )
    dots = _dots(document, intervals, scale, rows)
    room = WITHIN - sum(column.width for column in columns)
    off = " Some intervals run off the chart." if runs_off(dots.series, dots.axis) else ""
    holds = f". {at_once(document)}" if at_once(document) else f", {level_words(document)}."
    reading = f"{axis_title}{holds}{off}"
    how = HOW if margin is None else HOW + DASHED
    slide = story.page(FINDING, Head("By how much", findings.differences(document), reading), how, [key])
    words = [Says(text, bullet=True) for text in (practical(document), pairing(document)) if text]
    box = room_for_grid(words, rows)
    used = draw_grid(slide, "Differences", rows, [*columns, Column("", room, panel=dots)], box)
    if len(rows) <= FEW:
        used += GAP + _other_measures(slide, document, rows, order, used + GAP)
    say_below(slide, words, used)


def _other_measures(slide: Any, document: Document, rows: list[Row], order: Sequence[Structure], used: float) -> float:
    """The differences on what else people look at, bold where told apart."""
    columns = [names_column(rows, "On other measures (bold: told apart)")]
    for key in (key for key in OTHERS if key != document["primary"]):
        found = rows_of(document, "differences", key)
        shown = [found.get(s["name"], NOTHING) for s in order]
        if any(interval.get("mean") is not None for interval in shown):
            scale = difference_scale(key, shown, currency_of(document))
            cells = [scale.signed(interval.get("mean")) for interval in shown]
            clear = [i for i, interval in enumerate(shown) if is_clear(interval)]
            columns.append(Column(measure_heading(key, scale), 1.3, cells, strong=clear))
    box = Box(CONTENT.left, CONTENT.top + used, CONTENT.width, CONTENT.height - used)
    return draw_grid(slide, "Other measures", rows, columns, box, MOST_ROW) if len(columns) > 1 else 0.0


def _dots(document: Document, intervals: Sequence[Interval], scale: Scale, rows: list[Row]) -> Dots:
    won = {i: WINNER for i, row in enumerate(rows) if row.strong}
    shown = scaled(intervals, scale)
    series = [Series("difference", **shown, colour=OTHER, at=rows_from_below(len(rows)), picked=won)]
    margin = document.get("margin")
    if margin is not None:
        ends = [0.5, len(rows) + 0.5]
        names = {1: f"matters in practice: {scale.with_unit(scale.number(margin))}", -1: "matters, the other way"}
        series += [
            Series(name, [sign * margin * scale.factor] * 2, MUTED, at=ends, dash="dash")
            for sign, name in names.items()
        ]
    axis = axis_of(series, number_format(scale, signed=True), f"difference, {scale.unit}".strip(" ,"), include=[0.0])
    return Dots(series, axis, zero=True, unnamed=[0, 2] if margin is not None else [0])
