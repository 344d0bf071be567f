"""The workbook of a result: sheets in the order in which people ask."""

from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from ccsim.experiment.saved import Result
from ccsim.experiment.whole import write_whole
from ccsim.report.colours import WINNER
from ccsim.report.document import facts_of, question_of
from ccsim.report.workbook.assumptions import add_assumptions
from ccsim.report.workbook.charts import add_ranking, add_waits
from ccsim.report.workbook.estimates import (
    add_differences,
    add_measures,
    add_ownership_and_habit,
    add_pairwise,
    add_summary,
)
from ccsim.report.workbook.patterns import add_convergence, add_course, add_flow, add_teams, add_week
from ccsim.report.workbook.replications import add_replications
from ccsim.report.workbook.sheet import Book
from ccsim.report.workbook.words import add_definitions, add_read_me

TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
UNKNOWN_DATE = "2000-01-01T00:00:00Z"


def write_workbook(result: Result, path: Path) -> None:
    """Write the workbook; the same result gives the same bytes."""
    write_whole(path, lambda temporary: _write(result, temporary))


def _write(result: Result, path: Path) -> None:
    with Workbook(str(path), {**TEXT_IS_TEXT, "in_memory": True}) as workbook:
        workbook.set_properties(_properties(result))
        book, document = Book(workbook), result.document
        front = book.sheet("Read me", WINNER)
        for add in (add_summary, add_ranking, add_waits, add_measures, add_differences, add_pairwise):
            add(book, document)
        add_ownership_and_habit(book, document)
        add_replications(book, result)
        for add in (add_course, add_week, add_flow, add_teams, add_convergence):
            add(book, document)
        add_assumptions(book, result.inputs)
        add_definitions(book, document)
        add_read_me(book, front, result)


def _properties(result: Result) -> dict[str, Any]:
    """What the file says of itself; its date is the run's, so that it is the same whenever it is written."""
    document = result.document
    started = result.manifest.get("started") or UNKNOWN_DATE
    return {
        "title": question_of(document),
        "author": "ccsim",
        "comments": " · ".join(facts_of(document)),
        "created": datetime.fromisoformat(started).replace(tzinfo=None),
    }
