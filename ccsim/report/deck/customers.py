"""Slide 3, what customers feel: waits by channel, giving up, complaints and satisfaction."""

from collections.abc import Sequence

from ccsim.experiment.format import UNKNOWN, plain, scale_for
from ccsim.report import findings
from ccsim.report.deck.grid import Column, draw_grid
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, Says, holder, remove
from ccsim.report.deck.story import (
    Story,
    longest_of,
    measured,
    names_column,
    names_width,
    rows_of_structures,
    say_below,
)
from ccsim.report.deck.template import CONTENT, FINDING, SAYING, WITHIN, Box
from ccsim.report.document import Document, channels_of, measure_of

FEW = 4  # structures up to which a second table fits below the first
WAIT, IN_LINE, SLOWEST, GAVE_UP = "wait_min_median", "wait_min", "wait_min_p90", "abandonment"
MARKS = {"*": " *Half wait for nothing: mean time in line.", "†": " †Half wait for nothing: slowest tenth."}
FELT = ("complaints_per_issue", "satisfaction")
MOST_COLUMN, GAP, HEADING, MOST_ROW = 2.2, 0.3, 0.5, 0.6  # inches
HOW = (
    "Numbers stand beside their bars; bars start at zero, the line at a bar's end is the interval. Channels answered "
    "at once share one scale of time, channels answered later share another. 'n/a': the structure does not offer the "
    "channel. A wait that is not known (–) means that most were never answered."
)


def add_customers(story: Story) -> None:
    """Median waits by channel, and below or beside them giving up, complaints and satisfaction."""
    document = story.document
    rows = rows_of_structures(document)
    waits, felt = _waits(document), [key for key in (*_given_up(document), *FELT) if _is_known(document, key)]
    marked = "".join(words for mark, words in MARKS.items() if any(mark in column.heading for column in waits))
    reading = f"Median wait from the moment the need arises, by the channel wanted; {level_words(document)}.{marked}"
    head = Head("What customers feel", findings.channels(document, told_stem(document)), reading)
    slide = story.page(FINDING, head, HOW, [WAIT, IN_LINE, SLOWEST, GAVE_UP, *FELT])
    if len(rows) > FEW:
        return _one_table(story, slide, waits, felt)
    most = (CONTENT.height - GAP - 2 * HEADING) / (2 * len(rows) + 1)
    columns = [names_column(rows), *_sized(waits, rows)]
    used = draw_grid(slide, "Waits by channel", rows, columns, CONTENT, min(most, MOST_ROW)) + GAP
    second = [names_column(rows), *_sized([measured(document, key, 1.0) for key in felt], rows)]
    box = Box(CONTENT.left, CONTENT.top + used, CONTENT.width, CONTENT.height - used)
    used += draw_grid(slide, "How customers fare", rows, second, box, min(most, MOST_ROW))
    say_below(slide, _words(document), used)


def _one_table(story: Story, slide: object, waits: list[Column], felt: Sequence[str]) -> None:
    rows = rows_of_structures(story.document)
    beside = [measured(story.document, key, 1.0) for key in felt if key == "abandonment.voice"]
    columns = [names_column(rows), *_sized([*waits, *beside], rows)]
    draw_grid(slide, "Waits by channel", rows, columns, CONTENT)
    remove(holder(slide, SAYING))


def _waits(document: Document) -> list[Column]:
    """Columns of waits: the live channels on one scale, the deferred ones on another."""
    keys = channels_of(document, WAIT)
    live = [key for key in keys if key.partition(".")[2] in document["live_channels"]]
    columns = []
    for group, instead in ((live, IN_LINE), ([key for key in keys if key not in live], SLOWEST)):
        shown = group if _takes_time(document, group) else [key.replace(WAIT, instead) for key in group]
        scale = scale_for(WAIT, [measure_of(s, key) for s in document["structures"] for key in shown])
        longest = longest_of(document, shown, scale)
        for key in shown:
            mark = {IN_LINE: "*", SLOWEST: "†"}.get(key.partition(".")[0], "")
            heading = f"{plain(key.partition('.')[2]).capitalize()}{mark} ({scale.unit})"
            columns.append(measured(document, key, 1.0, heading, scale, longest))
    return columns


def _takes_time(document: Document, keys: Sequence[str]) -> bool:
    """Whether anybody's median wait is written as more than nothing."""
    levels = [measure_of(s, key) for s in document["structures"] for key in keys]
    scale = scale_for(WAIT, levels)
    return any(scale.number(level.get("mean")) not in (scale.number(0.0), UNKNOWN) for level in levels)


def told_stem(document: Document) -> str:
    """The wait that a title tells of: the median where it is anything, else that of the slowest tenth."""
    return WAIT if _takes_time(document, channels_of(document, WAIT)) else SLOWEST


def _given_up(document: Document) -> list[str]:
    keys = channels_of(document, GAVE_UP)
    return [key for key in keys if any(measure_of(s, key).get("mean") for s in document["structures"])]


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
