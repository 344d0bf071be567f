"""Slide 6, money: what answering costs and earns by department, the main work it displaces, and profit."""

import math
from collections.abc import Mapping
from typing import Any

from ccsim.experiment.format import Scale, measure_heading, scale_for
from ccsim.report import findings
from ccsim.report.colours import OTHER_BAR, SERIES
from ccsim.report.deck.drawing import SMALL
from ccsim.report.deck.grid import Column, draw_grid
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
from ccsim.report.document import Document, currency_of, measure_of, ranked
from ccsim.report.patterns import departments_of, spoken

COST, EARNED = "answering_cost", "revenue"
BESIDE = ("main_work_displaced_value", "profit")
NARROW = 1.65
MOST_DEPARTMENTS = 6
HOW = (
    "The number is the whole, the bar its parts by department. Revenue without people (issues prevented, or helped by "
    "a bot) is nobody's, so its parts may add up to less than the whole. Main work displaced is what people would have "
    "done instead of answering customers. Profit counts all of it."
)


def add_money(story: Story) -> None:
    """Cost and revenue by department, displaced work and profit; no slide where money is not counted."""
    document, rows = story.document, rows_of_structures(story.document)
    stems = [stem for stem in (COST, EARNED) if _is_known(document, stem)]
    if not stems:
        return
    beside = [measured(document, key, NARROW) for key in BESIDE if _is_known(document, key)]
    names = names_column(rows)
    width = (WITHIN - names.width - NARROW * len(beside)) / len(stems)
    shown = _departments(document)
    stacks = [_stack(document, stem, shown, width) for stem in stems]
    reading = f"Over the measured time, by the department that pays or earns; means {level_words(document)}."
    slide = story.page(FINDING, Head("Money", findings.money(document), reading), HOW, [*stems, *BESIDE])
    words = _words(document)
    box = room_for_grid(words, rows)
    used = draw_grid(slide, "Money", rows, [names, *stacks, *beside], box.without(KEY_HEIGHT)) + KEY_HEIGHT
    parts = key_to(panel for column in stacks if isinstance(panel := column.panel, Stacks))
    add_key(slide, parts, Box(box.left + names.width, box.top + used - KEY_HEIGHT + 0.08, WITHIN - names.width, 0.22))
    say_below(slide, words, used)


def _is_known(document: Document, key: str) -> bool:
    return any(measure_of(s, key).get("mean") is not None for s in document["structures"])


def _departments(document: Document) -> list[str]:
    """Departments with money, those with most of it first; only so many as colours can tell apart."""
    sizes: dict[str, float] = {}
    for stem in (COST, EARNED):
        for name in departments_of(document["structures"], stem):
            means = (measure_of(s, f"{stem}.{name}").get("mean") or 0.0 for s in document["structures"])
            sizes[name] = sizes.get(name, 0.0) + math.fsum(abs(mean) for mean in means)
    return sorted(sizes, key=lambda name: -sizes[name])


def _stack(document: Document, stem: str, names: list[str], width: float) -> Column:
    order = ranked(document)
    wholes = [measure_of(s, stem) for s in order]
    scale = scale_for(stem, wholes, currency_of(document))
    cells = [scale.number(whole.get("mean")) for whole in wholes]
    owned = departments_of(order, stem)
    kept, rest = names[:MOST_DEPARTMENTS], [name for name in names[MOST_DEPARTMENTS:] if name in owned]
    parts = [(spoken(name), [name], SERIES[i]) for i, name in enumerate(kept) if name in owned]
    parts += [("Other departments", rest, OTHER_BAR)] if rest else []
    bar = width - numbers_width(cells)
    longest = max((whole.get("mean") or 0.0 for whole in wholes), default=1.0) * scale.factor
    series = [
        _part(label, [_sum(s, stem, of) for s in order], colour, (scale, longest / bar)) for label, of, colour in parts
    ]
    panel = Stacks(series, longest, number_format(scale))
    return Column(measure_heading(stem, scale), width, cells, panel, numbers_width(cells))


def _sum(structure: Mapping[str, Any], stem: str, names: list[str]) -> float | None:
    means = [measure_of(structure, f"{stem}.{name}").get("mean") for name in names]
    known = [mean for mean in means if mean is not None]
    return math.fsum(known) if known else None


def _part(name: str, means: list[float | None], colour: str, frame: tuple[Scale, float]) -> Series:
    """One department's part, labelled where its bar has room for the number."""
    scale, per_inch = frame
    values = [None if mean is None else mean * scale.factor for mean in means]
    labelled = [
        i
        for i, (mean, value) in enumerate(zip(means, values, strict=True))
        if value is not None and value / (per_inch or 1.0) > text_width(f"{scale.number(mean)}  ", SMALL)
    ]
    return Series(name, values, colour, labelled=labelled)


def _words(document: Document) -> list[Says]:
    if "verdict" not in document:
        return []
    keys = [key for key in ("profit", "main_work_displaced_h") if _is_known(document, key)]
    return [Says(f"{findings.differences(document, key)}.", bullet=True) for key in keys]
