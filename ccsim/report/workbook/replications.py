"""The sheet of single replications: a row for each structure and replication, a column for each measure."""

from collections.abc import Sequence
from typing import Any

from ccsim.experiment.format import measure_heading, scale_for
from ccsim.experiment.saved import Result
from ccsim.report.document import Document, currency_of, measure_of, ranked, title_of
from ccsim.report.workbook.sheet import Book, Cell, Column, Unit, unit_of

MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384
"""What a sheet of Excel holds below its headings."""
MOST_NUMBERS = 1_000_000
"""More make a file that nobody opens with joy."""


def replications_shown(document: Document) -> int:
    """How many replications the sheet has room for; all of them unless the run is very large."""
    structures = len(document["structures"])
    room = min(MOST_NUMBERS // (len(_keys(document)) or 1), MOST_ROWS)
    return min(int(document["replications"]), max(1, room // structures))


def add_replications(book: Book, result: Result) -> None:
    """A row for each structure and replication under the study's own practice."""
    document, most = result.document, replications_shown(result.document)
    order, keys = ranked(document), _keys(document)
    found = result.own_measures(most)
    rows = [(s, n) for s in order for n in range(most) if (s["name"], n) in found]
    if not rows:
        return
    columns = [
        Column("Structure", [title_of(s) for s, _ in rows], 34),
        Column("Replication", [n for _, n in rows], 12, "0"),
    ]
    for key in keys:
        scale = scale_for(key, [measure_of(s, key) for s in order], currency_of(document))
        unit = unit_of(scale)
        cells = _cells(unit, [found[s["name"], n].get(key) for s, n in rows])
        columns.append(Column(measure_heading(key, scale), cells, 14, unit.number_format))
    book.table(book.sheet("Per replication"), "Per_replication", columns, frozen=2)


def _keys(document: Document) -> list[str]:
    """All measures that some structure has."""
    every = dict.fromkeys(key for s in document["structures"] for key in s["measures"])
    return list(every)[: MOST_COLUMNS - 2]


def _cells(unit: Unit, values: Sequence[Any]) -> list[Cell]:
    return [unit.cell(value) for value in values]
