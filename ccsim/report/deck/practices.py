"""Slide 5, ownership against habit: what of a difference comes with the structure, and what with how it is run."""

from ccsim.experiment.format import Interval, Scale, difference_scale
from ccsim.report import findings
from ccsim.report.colours import OTHER, WINNER
from ccsim.report.decisions import other_practice
from ccsim.report.deck.drawing import Axis
from ccsim.report.deck.grid import Column, Row, draw_grid
from ccsim.report.deck.native import Series, number_format, scaled
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, Says
from ccsim.report.deck.panels import Dots, axis_of, rows_from_below, runs_off
from ccsim.report.deck.story import Story, names_column, numbers_width, room_for_grid, say_below
from ccsim.report.deck.template import FINDING, WITHIN
from ccsim.report.document import (
    NOTHING,
    currency_of,
    primary_label,
    ranked,
    role_of,
    rows_of,
    title_of,
    winner_of,
)

PARTS = {"ownership": "Ownership", "habit": "Habit", "together": "Together"}
HOW = (
    "Each row is a structure less the baseline. Ownership is the difference when all are equally well run. Habit is "
    "what typical practice adds to it: it could be changed without reorganising. Together is the difference when each "
    "is run as is typical for it. All three share one scale."
)


def add_practices(story: Story) -> None:
    """The differences from the baseline by ownership, habit and both; no slide where there is no such thing."""
    document, key = story.document, story.document["primary"]
    found = rows_of(document.get("beside", {}), "decomposition", key)
    order = [s for s in ranked(document) if s["name"] in found]
    if not order:
        return
    rows = [Row(title_of(s), role_of(document, s["name"]), s["name"] == winner_of(document)) for s in order]
    parts = {part: [found[s["name"]].get(part, NOTHING) for s in order] for part in PARTS}
    scale = difference_scale(key, [x for part in parts.values() for x in part], currency_of(document))
    series = {part: _series(PARTS[part], shown, scale, rows) for part, shown in parts.items()}
    axis = axis_of(series.values(), number_format(scale, signed=True), scale.unit, include=[0.0])
    names = names_column(rows)
    width = (WITHIN - names.width) / len(parts)
    columns = [_column(part, parts[part], series[part], (scale, axis, width)) for part in PARTS]
    off = " Some intervals run off the chart." if runs_off(series.values(), axis) else ""
    reading = f"{primary_label(document)}: difference from the baseline, {scale.unit}; {level_words(document)}.{off}"
    slide = story.page(FINDING, Head("Ownership against habit", findings.practices(document), reading), HOW, [key])
    words = [Says(text, bullet=True) for text in (other_practice(document), MEANT) if text]
    used = draw_grid(slide, "Ownership and habit", rows, [names, *columns], room_for_grid(words, rows))
    say_below(slide, words, used)


MEANT = "Ownership needs a reorganisation; habit can be changed in the structure that is there."


def _series(name: str, shown: list[Interval], scale: Scale, rows: list[Row]) -> Series:
    won = {i: WINNER for i, row in enumerate(rows) if row.strong}
    return Series(name, **scaled(shown, scale), colour=OTHER, at=rows_from_below(len(rows)), picked=won)


def _column(part: str, shown: list[Interval], series: Series, frame: tuple[Scale, Axis, float]) -> Column:
    scale, axis, width = frame
    cells = [scale.signed(interval.get("mean")) for interval in shown]
    return Column(PARTS[part], width, cells, Dots([series], axis, zero=True), numbers_width(cells))
