"""Slide 8, what it rests on: how well the inputs are known, what nobody has measured, and what is known to matter."""

from collections import Counter

from ccsim.report import findings
from ccsim.report.colours import MUTED, OTHER_BAR, WINNER_BAR
from ccsim.report.decisions import lead_of, other_practice, spoken_input
from ccsim.report.deck.grid import Column, Row, draw_grid
from ccsim.report.deck.method import method_words
from ccsim.report.deck.native import Series
from ccsim.report.deck.page import Head, Says, holder, say
from ccsim.report.deck.panels import Bars
from ccsim.report.deck.story import Story, numbers_width
from ccsim.report.deck.template import LEFT, LEFT_BOX, RIGHT_BOX, WORDS
from ccsim.report.document import Document

GRADES = {
    "measured": "Measured",
    "published": "Published",
    "vendor": "Said by vendors",
    "assumed": "Assumed: no source",
}
MOST_INPUTS = 9
NAMES = 2.0
HOW = (
    "The bars count the numbers of the world by how well they are known. The list names what no source supports and "
    "what the compared structures meet differently: there the answer could turn. The intervals on the other slides do "
    "not cover this doubt."
)


def add_evidence(story: Story) -> None:
    """Inputs by grade, the decisive ones that nobody has measured, and what is known of how firm the answer is."""
    document = story.document
    head = Head("What it rests on", findings.evidence(document), "Numbers of the world by how well they are known.")
    slide = story.page(WORDS, head, HOW)
    rows, counts = _grades(story)
    if rows:
        draw_grid(slide, "Inputs by grade", rows, _columns(rows, counts), RIGHT_BOX)
    say(holder(slide, LEFT), _words(document), LEFT_BOX.without(0.1), (16, 15, 14, 13, 12, 11, 10))


def _grades(story: Story) -> tuple[list[Row], list[int]]:
    counted = Counter(str(row["grade"]) for row in story.result.inputs)
    order = [*(g for g in GRADES if counted[g]), *sorted(g for g in counted if g not in GRADES)]
    return [Row(GRADES.get(g, g.capitalize()), strong=g == "assumed") for g in order], [counted[g] for g in order]


def _columns(rows: list[Row], counts: list[int]) -> list[Column]:
    cells = [f"{count:,}" for count in counts]
    picked = {i: WINNER_BAR for i, row in enumerate(rows) if row.strong}
    series = Series("Inputs", [float(count) for count in counts], OTHER_BAR, picked=picked)
    bars = Column(
        "Inputs", RIGHT_BOX.width - NAMES, cells, Bars(series, float(max(counts)), "#,##0"), numbers_width(cells)
    )
    return [Column("How it is known", NAMES, left=True), bars]


def _words(document: Document) -> list[Says]:
    decisive = document.get("assumed_inputs", {}).get("decisive", [])
    words = []
    if decisive:
        words.append(Says("", "Nobody has measured, and the structures differ on:"))
        words += [Says(_upper(spoken_input(name)), bullet=True) for name in decisive[:MOST_INPUTS]]
        more = len(decisive) - MOST_INPUTS
        words += [Says(f"and {more} more", bullet=True, colour=MUTED)] if more > 0 else []
    known = [text for text in (lead_of(document), other_practice(document)) if text and "verdict" in document]
    if known:
        words.append(Says("", "What is known of how firm the answer is:"))
        words += [Says(text, bullet=True) for text in known]
    return words or method_words(document)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
