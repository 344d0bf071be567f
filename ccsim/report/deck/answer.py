"""Slide 1, the answer: who does best, or that nobody clearly does, and by how much under either practice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ccsim.experiment.format import Interval, Scale, measure_heading, scale_for
from ccsim.report import findings
from ccsim.report.colours import OTHER, WINNER
from ccsim.report.decisions import lead_of, other_practice, unmeasured
from ccsim.report.deck.grid import Column, draw_grid
from ccsim.report.deck.native import Series, number_format, scaled
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, Says
from ccsim.report.deck.panels import Dots, axis_of, rows_from_below, runs_off
from ccsim.report.deck.story import Story, names_column, numbers_width, room_for_grid, rows_of_structures, say_below
from ccsim.report.deck.template import FINDING, WITHIN
from ccsim.report.document import (
    NOTHING,
    Document,
    currency_of,
    measure_of,
    practice_of,
    question_of,
    ranked,
    winner_of,
)

APART = 0.17  # of a row, from its middle to either practice's dot


@dataclass(frozen=True)
class Practice:
    """A practice's name and the primary measure of every structure under it, in the order of rows."""

    name: str
    levels: Sequence[Interval]


def add_answer(story: Story) -> None:
    """The ranking on the primary measure, with the other practice beside it."""
    document = story.document
    practices = practices_of(document)
    scale = scale_for(document["primary"], [x for p in practices for x in p.levels], currency_of(document))
    rows, heading = rows_of_structures(document), measure_heading(document["primary"], scale)
    numbers = [_numbers(practice, scale) for practice in practices]
    names = names_column(rows)
    room = WITHIN - names.width - sum(column.width for column in numbers)
    dots = _dots(document, practices, scale, heading)
    off = " Some intervals run off the chart." if runs_off(dots.series, dots.axis) else ""
    marks = ", ".join(f"{mark} {p.name}" for mark, p in zip(("●", "◆"), practices, strict=False))
    reading = f"{heading}, mean {level_words(document)}; {marks}.{off}"
    head = Head(question_of(document), findings.ranking(document), reading)
    slide = story.page(FINDING, head, HOW, [document["primary"]])
    words = _words(document)
    used = draw_grid(
        slide, "Ranking", rows, [names, *numbers, Column("", room, panel=dots)], room_for_grid(words, rows)
    )
    say_below(slide, words, used)


HOW = (
    "Structures in rows, the best on top. A dot is the mean over replications, the line through it the interval. "
    "Circles show the study's practice, diamonds the other. A winner is named only where its interval against "
    "the best of all others excludes zero."
)


def practices_of(document: Document) -> list[Practice]:
    """The study's practice, and the other one where the document has it."""
    order = ranked(document)
    own = Practice(practice_of(document), [measure_of(s, document["primary"]) for s in order])
    beside = document.get("beside")
    if not beside:
        return [own]
    others = {s["name"]: measure_of(s, document["primary"]) for s in beside.get("structures", [])}
    return [own, Practice(practice_of(beside), [others.get(s["name"], NOTHING) for s in order])]


def _numbers(practice: Practice, scale: Scale) -> Column:
    cells = [scale.number(level.get("mean")) for level in practice.levels]
    return Column(practice.name.capitalize(), max(numbers_width([*cells, practice.name]), 0.8) + 0.12, cells)


def _dots(document: Document, practices: Sequence[Practice], scale: Scale, heading: str) -> Dots:
    winner = [i for i, s in enumerate(ranked(document)) if s["name"] == winner_of(document)]
    picked: Mapping[int, str] = dict.fromkeys(winner, WINNER)
    series = [
        Series(
            practice.name,
            **scaled(practice.levels, scale),
            colour=OTHER,
            at=rows_from_below(len(practice.levels), shift if len(practices) > 1 else 0.0),
            filled=i == 0,
            picked=picked if i == 0 else {},
        )
        for i, (practice, shift) in enumerate(zip(practices, (APART, -APART), strict=False))
    ]
    return Dots(series, axis_of(series, number_format(scale), heading))


def _words(document: Document) -> list[Says]:
    """How sure the lead is, what the other practice says, and what nobody has measured."""
    leads = (("Lead.", lead_of(document)), ("Practice.", other_practice(document)), ("Inputs.", unmeasured(document)))
    return [Says(text, lead, bullet=True) for lead, text in leads if text]
