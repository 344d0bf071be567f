"""Slide 4, where issues go: what first contacts come to, handoffs and repeats."""

from ccsim.report import findings
from ccsim.report.colours import FATES as LOOKS
from ccsim.report.colours import blended
from ccsim.report.deck.drawing import SMALL
from ccsim.report.deck.grid import Column, draw_grid
from ccsim.report.deck.lettering import text_width
from ccsim.report.deck.native import Series
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, Says, add_key
from ccsim.report.deck.panels import Stacks, key_to
from ccsim.report.deck.story import (
    KEY_HEIGHT,
    Story,
    measured,
    names_column,
    room_for_grid,
    rows_of_structures,
    say_below,
)
from ccsim.report.deck.template import FINDING, WITHIN, Box
from ccsim.report.document import Document, ranked
from ccsim.report.patterns import FATES, flow_shares

FATE_HEADING = "First contact (% of issues)"
PERCENT = 100.0
FORM = "0"
KEYS = ("handoffs_per_issue", "contacts_per_issue", "lost")
NARROW = 1.75
HOW = (
    "Each bar is all issues of the measured time, by what their first contact came to. Handed on to another team: it "
    "came to stand in that team's line; handed on within the team: a colleague took the next step. Customer came back: "
    "a further contact for the same issue. Gave up or lost: neither handed on nor repeated, and not resolved. Issues "
    "handed on or repeated may still be resolved in the end; 'issues lost' counts those that were not. 'Handoffs per "
    "issue' counts those to colleagues too."
)


def add_journeys(story: Story) -> None:
    """Stacked bars of what first contacts come to, beside handoffs, contacts and lost issues."""
    document, rows = story.document, rows_of_structures(story.document)
    numbers = [measured(document, key, NARROW) for key in KEYS if _has(document, key)]
    names = names_column(rows)
    room = WITHIN - names.width - NARROW * len(numbers)
    reading = f"What the first contact of an issue came to, % of issues; beside it means {level_words(document)}."
    slide = story.page(FINDING, Head("Where issues go", findings.flow(document), reading), HOW, KEYS)
    fates = fate_stacks([flow_shares(s) for s in ranked(document)], room)
    columns = [names, Column(FATE_HEADING, room, panel=fates), *numbers]
    words = _words(document)
    box = room_for_grid(words, rows)
    used = draw_grid(slide, "Where issues go", rows, columns, box.without(KEY_HEIGHT)) + KEY_HEIGHT
    add_key(
        slide,
        key_to([fates]),
        Box(box.left, box.top + used - KEY_HEIGHT + 0.08, WITHIN, 0.22),
    )
    say_below(slide, words, used)


def _has(document: Document, key: str) -> bool:
    return any(key in s["measures"] for s in document["structures"])


def fate_stacks(shares: list[dict[str, float]], width: float) -> Stacks:
    """A bar for each of these shares of issues, by what their first contact came to."""
    occurring = (fate for fate in FATES if any(share.get(fate) for share in shares))
    return Stacks([_fate(fate, shares, width) for fate in occurring], PERCENT, FORM)


def _fate(fate: str, shares: list[dict[str, float]], width: float) -> Series:
    values = [PERCENT * share[fate] if share else None for share in shares]
    needed = PERCENT * text_width("00 ", SMALL) / width
    labelled = [i for i, value in enumerate(values) if value is not None and value >= needed]
    words = FATES[fate][:1].upper() + FATES[fate][1:]
    return Series(words, values, blended(*LOOKS[fate]), labelled=labelled)


def _words(document: Document) -> list[Says]:
    if "verdict" not in document:
        return []
    keys = [key for key in KEYS if _has(document, key)]
    return [Says(f"{findings.differences(document, key)}.", bullet=True) for key in keys]
