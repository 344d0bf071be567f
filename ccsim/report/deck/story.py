"""What all slides are told from: the deck that grows, the result, and the rows and columns that slides share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.presentation import Presentation

from ccsim.experiment.format import Interval, Scale, measure_heading, scale_for, unit_of
from ccsim.experiment.saved import Result
from ccsim.report.colours import OTHER_BAR, WINNER_BAR
from ccsim.report.deck.grid import Column, Row
from ccsim.report.deck.lettering import text_width
from ccsim.report.deck.native import Series, number_format, scaled
from ccsim.report.deck.notes import notes_of
from ccsim.report.deck.page import Head, Says, add_page, holder, remove, say, speak
from ccsim.report.deck.panels import Bars
from ccsim.report.deck.template import CONTENT, MARGIN, SAYING, WITHIN, Box
from ccsim.report.document import (
    Document,
    currency_of,
    facts_of,
    measure_of,
    ranked,
    role_of,
    title_of,
    winner_of,
)

NUMBER_SIZE, NUMBER_GAP = 14.0, 0.1
NAMES, NAMES_OF_MANY, MANY = 3.0, 3.6, 8  # inches for names, and from how many rows on one line must hold them
KEY_HEIGHT = 0.35  # inches for a key to colours below a grid
ROOM = 1.05  # of the farthest end of an interval, so that its mark is not cut
NEVER_BELOW_ZERO = ("share", "minutes", "hours", "number")
LEAST_SAYING = 0.8  # inches that words below a grid need at least


@dataclass(frozen=True)
class Story:
    """The deck as it grows, and the result that it tells."""

    deck: Presentation
    result: Result

    @property
    def document(self) -> Document:
        """results.json."""
        return self.result.document

    @property
    def is_comparison(self) -> bool:
        """Whether several structures stand side by side."""
        return len(self.document["structures"]) > 1

    def page(self, layout: str, head: Head, how: str, keys: Sequence[str] = ()) -> Any:
        """A new slide, its notes saying how to read it, what its measures mean and what it rests on."""
        slide = add_page(self.deck, layout, head, self.footer())
        speak(slide, notes_of(self.result, how, keys))
        return slide

    def footer(self) -> str:
        """What a reader must know to read any figure."""
        return " · ".join(fact.replace(" ", "\u00a0") for fact in facts_of(self.document))


def rows_of_structures(document: Document) -> list[Row]:
    """A row for each structure, the best first."""
    winner = winner_of(document)
    alone = len(document["structures"]) == 1
    return [
        Row(title_of(s), "" if alone else role_of(document, s["name"]), s["name"] == winner) for s in ranked(document)
    ]


def names_width(rows: Sequence[Any]) -> float:
    """Inches for the names of so many rows."""
    return NAMES_OF_MANY if len(rows) > MANY else NAMES


def names_column(rows: Sequence[Any], heading: str = "Structure") -> Column:
    """The column of names."""
    return Column(heading, names_width(rows), left=True)


def measured(document: Document, key: str, width: float, heading: str = "", scale: Scale | None = None,
             longest: float | None = None) -> Column:  # fmt: skip
    """A measure of every structure: its number, and a bar with the interval."""
    structures = ranked(document)
    intervals = [measure_of(s, key) for s in structures]
    scale = scale or scale_for(key, intervals, currency_of(document))
    cells = [_cell(scale, s, key) for s in structures]
    won = {i: WINNER_BAR for i, s in enumerate(structures) if s["name"] == winner_of(document)}
    heading = heading or measure_heading(key, scale)
    series = Series(heading, **scaled(intervals, scale), colour=OTHER_BAR, picked=won)
    return Column(heading, width, cells, bars(key, series, number_format(scale), longest), numbers_width(cells))


def sharing(document: Document, keys: Mapping[str, str], scale: Scale) -> list[Column]:
    """Measures by their headings in columns of one scale: bars as long as each other are as much, whichever column."""
    longest = longest_of(document, list(keys), scale)
    columns = [measured(document, key, 1.0, heading, scale, longest) for key, heading in keys.items()]
    numbers = max((column.numbers for column in columns), default=0.0)
    return [replace(column, numbers=numbers) for column in columns]


def bars(key: str, series: Series, form: str, longest: float | None = None) -> Bars:
    """Bars with room for their intervals; those of what is never below zero begin there, whatever an interval says."""
    means = [x for x in series.values if x is not None]
    ends = [x for pair in series.ends for x in pair if x is not None]
    least = means if unit_of(key) in NEVER_BELOW_ZERO else [*means, *ends]
    return Bars(series, longest or ROOM * max([0.0, *means, *ends]), form, shortest=ROOM * min([0.0, *least]))


def _cell(scale: Scale, structure: Mapping[str, Any], key: str) -> str:
    return scale.number(measure_of(structure, key).get("mean")) if key in structure["measures"] else "n/a"


def numbers_width(cells: Sequence[str]) -> float:
    """Inches for written numbers at the largest size."""
    return max(text_width(cell, NUMBER_SIZE, bold=True) for cell in cells) + NUMBER_GAP


def longest_of(document: Document, keys: Sequence[str], scale: Scale) -> float:
    """What bars of several measures that share a scale must have room for."""
    shown: list[Interval] = [measure_of(s, key) for s in document["structures"] for key in keys]
    ends = [x for interval in shown for end in ("mean", "high") if (x := interval.get(end)) is not None]
    return ROOM * max(ends, default=0.0) * scale.factor or 1.0


def room_for_grid(words: Sequence[Says], rows: Sequence[Any]) -> Box:
    """The place of a grid, with words below it where there are few rows."""
    spared = LEAST_SAYING if words and len(rows) <= MANY else 0.0
    return Box(CONTENT.left, CONTENT.top, CONTENT.width, CONTENT.height - spared)


def say_below(slide: Any, words: Sequence[Says], used: float) -> None:
    """What a grid means, in the room left below it; nothing where there is none."""
    top = CONTENT.top + used + 0.3
    room = CONTENT.top + CONTENT.height - top
    shape = holder(slide, SAYING)
    if not words or room < LEAST_SAYING - 0.3:
        return remove(shape)
    say(shape, words, Box(MARGIN, top, WITHIN, room), (16, 15, 14, 13, 12, 11, 10))
