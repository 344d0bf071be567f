"""What `ccsim verify` found: a table on a terminal, TSV anywhere else; progress on stderr."""

import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TextIO

from rich import box
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from ccsim.report.terminal import can_redraw, console_on
from ccsim.report.tsv import write_rows

Rows = Sequence[Mapping[str, Any]]
"""One for each measure of each case, as `ccsim verify --json` prints them."""

COLUMNS = (
    "id", "measure", "expected", "measured", "standard_error", "standard_errors_away", "tolerance", "verdict", "ok",
    "replications", "contacts",
)  # fmt: skip
HEADINGS = ("Case", "Measure", "Expected", "Measured", "Std errors away", "Verdict")
DIGITS = 5
UNKNOWN = "–"
MOST_CASES_SHOWN = 4


def show_verification(rows: Rows, stream: TextIO, width: int | None = None) -> None:
    """Every measure beside what theory says, and a last line that sums up."""
    if not stream.isatty():
        write_rows(COLUMNS, rows, stream)
        return
    console = console_on(stream, width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, justify="right" if heading in HEADINGS[2:5] else "left", overflow="fold")
    before = None
    for row in rows:
        table.add_row(*_cells(row, row["id"] != before), style=None if row["ok"] else "bold red")
        before = row["id"]
    console.print(table)
    console.print(Text(summary(rows), style="bold"))


def summary(rows: Rows) -> str:
    """How many measures of how many cases agree, and which cases do not."""
    cases = {row["id"]: True for row in rows}
    for row in rows:
        cases[row["id"]] &= bool(row["ok"])
    agree, wrong = sum(bool(row["ok"]) for row in rows), [case for case, ok in cases.items() if not ok]
    if not wrong:
        return f"all {agree} measures of {len(cases)} {'case' if len(cases) == 1 else 'cases'} agree with theory"
    return f"{agree} of {len(rows)} measures of {len(cases)} cases agree with theory; see {', '.join(wrong)}"


def _cells(row: Mapping[str, Any], is_first: bool) -> list[str]:
    away = row["standard_errors_away"]
    return [
        row["id"] if is_first else "",
        row["measure"],
        _number(row["expected"]),
        _number(row["measured"]),
        UNKNOWN if away is None else f"{away:+.1f}".replace("-", "−"),
        row["verdict"],
    ]


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.{DIGITS}g}" if abs(value) < 10**DIGITS else f"{value:,.0f}"


class CaseProgress:
    """A line that shows cases finished and under way, and contacts so far; gone when done, absent off a terminal."""

    def __init__(self, enabled: bool = True) -> None:
        shown = enabled and can_redraw()
        self._bars = _bars() if shown else None

    def __enter__(self) -> Self:
        if self._bars:
            self._task = self._bars.add_task("", total=None, cases="starting", contacts="0", under_way="")
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def tell(self, finished: int, of: int, under_way: Sequence[str], contacts: int) -> None:
        """So many cases are finished, these are under way, and so many contacts were handled."""
        if self._bars:
            names = ", ".join(under_way[:MOST_CASES_SHOWN]) + (" …" if len(under_way) > MOST_CASES_SHOWN else "")
            self._bars.update(
                self._task,
                total=of,
                completed=finished,
                cases=f"{finished} of {of} cases",
                contacts=f"{contacts:,}",
                under_way=names,
            )


def _bars() -> Bars:
    return Bars(
        TextColumn("{task.fields[cases]}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[contacts]} contacts", markup=False),
        TimeElapsedColumn(),
        TextColumn("{task.fields[under_way]}", markup=False),
        console=console_on(sys.stderr, None),
        transient=True,
    )
