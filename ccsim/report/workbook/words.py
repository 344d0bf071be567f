"""Sheets of words: what the workbook holds and rests on, what measures mean."""

from collections.abc import Iterator
from typing import Any

from ccsim.experiment.format import measure_label
from ccsim.experiment.saved import Result
from ccsim.report.caveats import at_once, chance_best, dropouts, pairing, practical, stretch
from ccsim.report.colours import MUTED, WINNER
from ccsim.report.definitions import TERMS, definition
from ccsim.report.document import (
    Document,
    assumed_sentence,
    better_way,
    level_of,
    practice_of,
    question_of,
    study_notes,
)
from ccsim.report.findings import ranking
from ccsim.report.workbook.replications import replications_shown
from ccsim.report.workbook.sheet import Book, Column

SHEETS = {
    "Summary": "A row for each structure, the best first; every key measure with the ends of its interval.",
    "Ranking": "The primary measure: levels, differences from the baseline and from the best other; chart.",
    "Waits": "Median waits by channel; charts.",
    "Measures": "Every measure of every structure, a row each.",
    "Differences": "Every measure less the baseline's, a row each.",
    "Pairwise": "The same less any other structure, of the measures that people look at first.",
    "Ownership and habit": "What of the primary measure's differences is ownership and what is habit.",
    "Per replication": "A row for each structure and replication, a column for each measure: for pivots.",
    "Course": "Measures by day or week of the window.",
    "Week": "Contacts, people and queues by hour of the week.",
    "Flow": "Where issues go: wanted channel, who answered, what came next, how it ended.",
    "Teams": "Who sits where and owns which channels.",
    "Convergence": "How the interval of the lead narrowed with replications.",
    "Assumptions": "Every input with its range, as numbers or as factors of the value, its grade and its source.",
    "Definitions": "What the measures and terms mean.",
}
WIDTHS = (24, 105)
USE = (
    "Every sheet but Summary, Ranking and Waits is one tidy table with its headings in the first row: filter it, pivot "
    "it, or read it into another program. Tables have names (Formulas, Name Manager).",
    "Shares are kept as 0 to 1 and shown in %; their differences are in points. Other numbers are in the unit that "
    "stands beside them. Cells hold all digits. Empty: unknown, or the structure cannot have it.",
    "Rates over replications are sums over sums, so the plain mean of a column of Per replication can differ slightly "
    "from Measures.",
)


def add_read_me(book: Book, sheet: Any, result: Result) -> None:
    """The verdict, what it rests on, what is where and how to use it."""
    document, others = result.document, [other.name for other in book.book.worksheets() if other is not sheet]
    for x, width in enumerate(WIDTHS):
        sheet.set_column(x, x, width)
    book.title(sheet, question_of(document))
    about, use = list(_lines(result)), [*USE, *_left_out(document)]
    for y, (head, text) in enumerate(about, 2):
        book.text(sheet, y, 0, head, bold=True)
        book.text(sheet, y, 1, text, text_wrap=True, bold=head in ("Verdict", "Finding"))
        book.height(sheet, y, [(text, WIDTHS[1] * 0.9)])
    top = len(about) + 3
    book.text(sheet, top, 0, "What is where", bold=True, font_color=WINNER)
    for y, name in enumerate(others, top + 1):
        sheet.write_url(y, 0, f"internal:'{name}'!A1", book.style(font_color=WINNER, underline=1), name)
        book.text(sheet, y, 1, SHEETS[name], text_wrap=True)
    top += len(others) + 2
    book.text(sheet, top, 0, "How to use it", bold=True, font_color=WINNER)
    for y, text in enumerate(use, top):
        book.text(sheet, y, 1, text, text_wrap=True)
        book.height(sheet, y, [(text, WIDTHS[1])])
    sheet.freeze_panes(1, 0)


def _lines(result: Result) -> Iterator[tuple[str, str]]:
    document = result.document
    verdict = document.get("verdict", {}).get("text")
    yield ("Verdict", str(verdict)) if verdict else ("Finding", ranking(document))
    yield "Study", str(document.get("study", ""))
    yield "World", str(document.get("world_title") or document.get("world", ""))
    if document.get("fairness"):
        yield "Fairness", str(document["fairness"])
    yield "Practice", practice_of(document)
    yield "Seed", str(document["seed"])
    yield "Replications", str(document["replications"])
    yield "Intervals", level_of(document)
    for head, text in (("Time", stretch(document)), ("Inputs", assumed_sentence(document))):
        if text:
            yield head, text
    if document.get("neutralised"):
        yield "Switched off", ", ".join(document["neutralised"])
    for override in document.get("overrides", []):
        yield "Set", override
    for note in study_notes(document):
        yield "Note", note
    told = (at_once(document), practical(document), pairing(document), dropouts(document), chance_best(document))
    for text in told:
        if text:
            yield "Statistics", text
    yield "Run", str(document["id"])
    yield "Made", _made(result)
    yield "To make it again", result.command()


def _made(result: Result) -> str:
    started, version = result.manifest.get("started", ""), result.manifest.get("versions", {}).get("ccsim", "")
    return f"{started.partition('T')[0]} with ccsim {version}".strip()


def _left_out(document: Document) -> list[str]:
    """That replications were left out, where the run is too large for a sheet."""
    shown, of = replications_shown(document), int(document["replications"])
    if shown >= of:
        return []
    return [
        f"Per replication holds the first {shown:,} of {of:,} replications, as many as fit a sheet that opens well; "
        "all are in replications.parquet in the run's folder."
    ]


def add_definitions(book: Book, document: Document) -> None:
    """Every measure that stands in the workbook, then the terms."""
    keys = dict.fromkeys(_generic(key) for s in document["structures"] for key in s["measures"])
    rows = [(_name(key), definition(key), _better(document, key), key) for key in keys]
    rows += [(term, meaning, "", "") for term, meaning in TERMS.items()]
    columns = [
        Column("Measure or term", [row[0] for row in rows], 44, wrap=True),
        Column("What it says", [row[1] for row in rows], 100, wrap=True),
        Column("Better", [row[2] for row in rows], 12),
        Column("Key", [row[3] for row in rows], 28),
    ]
    book.table(book.sheet("Definitions"), "Definitions", columns)
    book.text(book.book.get_worksheet_by_name("Definitions"), len(rows) + 2, 0, EXACT, font_color=MUTED)


EXACT = "To the letter: docs/measures.md of ccsim."


def _generic(key: str) -> str:
    """One key for all parts of a measure: "wait_min.…"."""
    stem, dot, _ = key.partition(".")
    return f"{stem}.…" if dot else stem


def _name(key: str) -> str:
    stem, dot, _ = key.partition(".")
    part = {"occupancy": "one team", "revenue": "one department", "answering_cost": "one department"}
    return f"{measure_label(stem)}, {part.get(stem, 'one channel')}" if dot else measure_label(stem)


def _better(document: Document, key: str) -> str:
    stem = key.partition(".")[0]
    known = next((k for k in document.get("better", {}) if k.partition(".")[0] == stem), stem)
    return better_way(document, known)
