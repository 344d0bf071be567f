"""Slide 6, money: what answering costs and earns by department, the main work it displaces, and profit."""

import math
from collections.abc import Sequence

from ccsim.experiment.format import Scale, measure_heading
from ccsim.report import findings
from ccsim.report.deck.drawing import SMALL
from ccsim.report.deck.grid import GAP, Column, draw_grid
from ccsim.report.deck.lettering import text_width
from ccsim.report.deck.native import Series, number_format
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, Says, add_key
from ccsim.report.deck.panels import Stacks, key_to
from ccsim.report.deck.story import (
    KEY_HEIGHT,
    Story,
    measured,
    names_column,
    numbers_width,
    room_for_grid,
    rows_of_structures,
    say_below,
)
from ccsim.report.deck.template import FINDING, WITHIN, Box
from ccsim.report.document import Document, measure_of, ranked
from ccsim.report.money import STEMS, Part, departments_told_apart, money_scale
from ccsim.report.patterns import departments_of

BESIDE = ("main_work_displaced_value", "profit")
NARROW = 1.65
HOW = (
    "The number is the whole, the bar its parts by department, which add up to it. Revenue without people (issues "
    "prevented, or helped by a bot) is no department's, and hatched. Main work displaced is what people would have "
    "done instead of answering customers. Profit counts all of it."
)


def add_money(story: Story) -> None:
    """Cost and revenue by department, displaced work and profit; no slide where money is not counted."""
    document, rows = story.document, rows_of_structures(story.document)
    stems = [stem for stem in STEMS if _is_known(document, stem)]
    if not stems:
        return
    beside = [measured(document, key, NARROW) for key in BESIDE if _is_known(document, key)]
    names = names_column(rows)
    width = (WITHIN - names.width - NARROW * len(beside)) / len(stems)
    shown = departments_told_apart(document)
    stacks = [_stack(document, stem, shown, width) for stem in stems]
    reading = f"Over the measured time, by the department that pays or earns; means {level_words(document)}."
    slide = story.page(FINDING, Head("Money", findings.money(document), reading), HOW, [*stems, *BESIDE])
    words = _words(document)
    box = room_for_grid(words, rows)
    used = draw_grid(slide, "Money", rows, [names, *stacks, *beside], box.without(KEY_HEIGHT)) + KEY_HEIGHT
    parts = key_to(panel for column in stacks if isinstance(panel := column.panel, Stacks))
    add_key(slide, parts, Box(box.left, box.top + used - KEY_HEIGHT + 0.08, WITHIN, 0.22))
    say_below(slide, words, used)


def _is_known(document: Document, key: str) -> bool:
    return any(measure_of(s, key).get("mean") is not None for s in document["structures"])


def _stack(document: Document, stem: str, shown: Sequence[Part], width: float) -> Column:
    order, scale = ranked(document), money_scale(document)
    cells = [scale.number(measure_of(s, stem).get("mean")) for s in order]
    parts = [part for part in shown if set(part.of) & {*departments_of(order, stem)}]
    means = [[part.mean(s, stem) for s in order] for part in parts]
    ends = (math.fsum(max(0.0, row[i] or 0.0) for row in means) for i in range(len(order)))
    longest = max(ends, default=0.0) * scale.factor or 1.0
    per_inch = longest / (width - numbers_width(cells) - GAP)
    series = [_part(part, row, (scale, per_inch)) for part, row in zip(parts, means, strict=True)]
    panel = Stacks(series, longest, number_format(scale))
    return Column(measure_heading(stem, scale), width, cells, panel, numbers_width(cells))


def _part(part: Part, means: Sequence[float | None], frame: tuple[Scale, float]) -> Series:
    """One part, with its name and number where its bar has room for them."""
    scale, per_inch = frame
    values = [None if mean is None else mean * scale.factor for mean in means]

    def holds(words: str, value: float | None) -> bool:
        return value is not None and value / per_inch > text_width(f"{words}  ", SMALL)

    written = [scale.number(mean) for mean in means]
    labelled = [i for i, (number, value) in enumerate(zip(written, values, strict=True)) if holds(number, value)]
    named = [i for i in labelled if holds(f"{part.name} {written[i]}", values[i])]
    return Series(part.name, values, part.fill.colour, labelled=labelled, named=named, pattern=part.fill.pattern)


def _words(document: Document) -> list[Says]:
    if "verdict" not in document:
        return []
    keys = [key for key in ("profit", "main_work_displaced_h") if _is_known(document, key)]
    return [Says(f"{findings.differences(document, key)}.", bullet=True) for key in keys]
