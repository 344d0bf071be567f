"""Slide 3, what customers feel: waits by channel, giving up, complaints and satisfaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from ccsim.experiment.format import UNKNOWN, measure_heading, scale_for
from ccsim.report import findings
from ccsim.report.deck.grid import Column, Row, draw_grid
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, Says, holder, remove
from ccsim.report.deck.story import (
    Story,
    measured,
    names_column,
    names_width,
    rows_of_structures,
    say_below,
    sharing,
)
from ccsim.report.deck.template import CONTENT, FINDING, SAYING, WITHIN, Box
from ccsim.report.document import Document, channels_of, measure_of
from ccsim.report.patterns import spoken

FEW = 4  # structures up to which a second table fits below the first
WAIT, IN_LINE, SLOWEST, GAVE_UP = "wait_min_median", "wait_min", "wait_min_p90", "abandonment"
STEMS = {WAIT: "", IN_LINE: ", mean*", SLOWEST: ", slowest tenth†"}
MARKS = {"*": " *Half wait for nothing: mean time in line.", "†": " †Half wait for nothing: slowest tenth."}
FELT = ("complaints_per_issue", "satisfaction")
MOST_COLUMN, GAP, HEADING, MOST_ROW = 2.2, 0.3, 0.5, 0.6  # inches
HOW = (
    "Numbers stand beside their bars; bars start at zero, the line at a bar's end is the interval. Channels answered "
    "at once share one scale of time, channels answered later share another; shares of those who gave up share one. "
    "'n/a': the structure does not offer the channel. A wait that is not known (–) means that most were never answered."
)


def add_customers(story: Story) -> None:
    """Median waits by channel, and below or beside them giving up, complaints and satisfaction."""
    document = story.document
    rows = rows_of_structures(document)
    waits, gave_up = _waits(document), _gave_up(document)
    marked = "".join(words for mark, words in MARKS.items() if any(mark in column.heading for column in waits))
    reading = f"Median wait from the moment the need arises, by the channel wanted; {level_words(document)}.{marked}"
    head = Head("What customers feel", findings.channels(document, told_stem(document)), reading)
    slide = story.page(FINDING, head, HOW, [WAIT, IN_LINE, SLOWEST, GAVE_UP, *FELT])
    if len(rows) > FEW:
        calls = _given_up(document, [key for key in gave_up if key == f"{GAVE_UP}.voice"])
        return _one_table(slide, rows, [*waits, *calls])
    most = (CONTENT.height - GAP - 2 * HEADING) / (2 * len(rows) + 1)
    columns = [names_column(rows), *_sized(waits, rows)]
    used = draw_grid(slide, "Waits by channel", rows, columns, CONTENT, min(most, MOST_ROW)) + GAP
    felt = [measured(document, key, 1.0) for key in FELT if _is_known(document, key)]
    second = [names_column(rows), *_sized([*_given_up(document, gave_up), *felt], rows)]
    box = Box(CONTENT.left, CONTENT.top + used, CONTENT.width, CONTENT.height - used)
    used += draw_grid(slide, "How customers fare", rows, second, box, min(most, MOST_ROW))
    say_below(slide, _words(document), used)


def _one_table(slide: object, rows: Sequence[Row], columns: Sequence[Column]) -> None:
    draw_grid(slide, "Waits by channel", rows, [names_column(rows), *_sized(columns, rows)], CONTENT)
    remove(holder(slide, SAYING))


def _waits(document: Document) -> list[Column]:
    """Columns of waits: the live channels on one scale, the deferred ones on another."""
    keys = channels_of(document, WAIT)
    live = [key for key in keys if key.partition(".")[2] in document["live_channels"]]
    columns = []
    for group, instead in ((live, IN_LINE), ([key for key in keys if key not in live], SLOWEST)):
        stem = WAIT if _takes_time(document, group) else instead
        shown = [key.replace(WAIT, stem) for key in group]
        scale = scale_for(WAIT, [measure_of(s, key) for s in document["structures"] for key in shown])
        headings = {key: f"{spoken(key.partition('.')[2])}{STEMS[stem]} ({scale.unit})" for key in shown}
        columns += sharing(document, headings, scale)
    return columns


def _takes_time(document: Document, keys: Sequence[str]) -> bool:
    """Whether anybody's median wait is written as more than nothing."""
    levels = [measure_of(s, key) for s in document["structures"] for key in keys]
    scale = scale_for(WAIT, levels)
    return any(scale.number(level.get("mean")) not in (scale.number(0.0), UNKNOWN) for level in levels)


def told_stem(document: Document) -> str:
    """The wait that a title tells of: the median where it is anything, else that of the slowest tenth."""
    return WAIT if _takes_time(document, channels_of(document, WAIT)) else SLOWEST


def _gave_up(document: Document) -> list[str]:
    keys = channels_of(document, GAVE_UP)
    return [key for key in keys if any(_mean(s, key) for s in document["structures"])]


def _given_up(document: Document, keys: Sequence[str]) -> list[Column]:
    """Columns of those who gave up, on one scale."""
    scale = scale_for(GAVE_UP, [measure_of(s, key) for s in document["structures"] for key in keys])
    return sharing(document, {key: measure_heading(key, scale) for key in keys}, scale)


def _mean(structure: Mapping[str, Any], key: str) -> float | None:
    return measure_of(structure, key).get("mean")


def _is_known(document: Document, key: str) -> bool:
    return any(measure_of(s, key).get("mean") is not None for s in document["structures"])


def _sized(columns: Sequence[Column], rows: Sequence[object]) -> list[Column]:
    """The columns, sharing what the names leave."""
    width = min(MOST_COLUMN, (WITHIN - names_width(rows)) / max(1, len(columns)))
    return [Column(c.heading, width, c.cells, c.panel, c.numbers) for c in columns]


def _words(document: Document) -> list[Says]:
    if not _is_known(document, "satisfaction") or "verdict" not in document:
        return []
    return [Says(f"{findings.differences(document, 'satisfaction')}.", bullet=True)]
