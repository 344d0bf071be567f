"""Plain lists on a terminal, and as TSV anywhere else: saved runs, what a run would take, what a machine has."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from ccsim.report.terminal import console_on
from ccsim.report.tsv import write_rows

LEAST_ROOM = 30  # characters for what tells runs apart beside their names
GAP = 3  # characters between columns
Rows = Sequence[Mapping[str, Any]]


def show_runs(runs: Rows, stream: TextIO, width: int | None = None) -> None:
    """Saved runs, the newest first; where there is no room beside their names, what tells them apart stands below."""
    if not stream.isatty():
        rows = [{**run, "about": "; ".join(run["about"])} for run in runs]
        write_rows(("id", "study", "started", "replications", "seconds", "finished", "about", "verdict"), rows, stream)
        return
    console = console_on(stream, width)
    if not runs:
        console.print(Text("nothing here yet; ccsim compare demo makes a first run"))
        return
    columns: dict[str, list[str]] = {"Run": [run["id"] for run in runs]}
    room = console.width - max(map(len, columns["Run"])) - GAP
    if room < LEAST_ROOM:
        for run in runs:
            about = f"{_when(run)} · {_about(run)}"
            console.print(Text(f"{run['id']}\n{textwrap.indent(textwrap.fill(about, console.width - 2), '  ')}"))
        return
    for heading, cells in (
        ("When", [_when(run) for run in runs]),
        (REPLICATIONS, [str(run["replications"]) for run in runs]),
    ):
        width = max(map(len, [heading, *cells])) + GAP
        if room - width >= LEAST_ROOM:
            columns[heading], room = cells, room - width
    columns["What"] = [_about(run) for run in runs]
    told = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    _show(told, stream, width=console.width, right=(REPLICATIONS,), whole=("Run", "When"))


REPLICATIONS = "Replications"


def _when(run: Mapping[str, Any]) -> str:
    """To the minute: "2026-11-22 08:31"."""
    return str(run["started"] or "stopped early").replace("T", " ")[:16]


def _about(run: Mapping[str, Any]) -> str:
    """What tells the run from others, and how to finish one that was stopped."""
    return " · ".join([*run["about"], *([] if run["finished"] else ["run the same command again to go on"])])


def show_forecast(expected: Mapping[str, Any], stream: TextIO, width: int | None = None) -> None:
    """What a run would take."""
    if not stream.isatty():
        write_rows(("what", "expected"), [{"what": k, "expected": v} for k, v in expected.items()], stream)
        return
    more = " or more" if expected["at_least"] else ""
    facts = {
        "Replications": f"{expected['replications']:,}{more}, of {expected['variants']} structures and practices each",
        "Issues": f"{expected['issues']:,}",
        "Contacts": f"{expected['contacts']:,}",
        "Legs": f"{expected['legs']:,}",
        "Time": f"{_duration(expected['seconds'])}{more} on {expected['jobs']} "
        + ("core" if expected["jobs"] == 1 else "cores"),
        "Memory": f"{expected['memory_mb']:,} MB a worker, {expected['memory_mb_all_workers']:,} MB in all",
    }
    _show([{"Expected": key, "": value} for key, value in facts.items()], stream, width)


def show_story(told: Mapping[str, Any], stream: TextIO, width: int | None = None) -> None:
    """One issue's life."""
    if not stream.isatty():
        write_rows(("at", "what"), told["steps"], stream)
        return
    _show([{"When": step["at"], "What": step["what"]} for step in told["steps"]], stream, width)
    console_on(stream, width).print(
        f"Issue {told['issue']} under {told['structure']}: {told['fate']}.", highlight=False
    )


def show_checks(checks: Rows, stream: TextIO, width: int | None = None) -> None:
    """What was looked at, and what to do about what is missing."""
    if not stream.isatty():
        write_rows(("what", "found", "state", "remedy"), checks, stream)
        return
    told = [{"": c["state"], "What": c["what"], "Found": c["found"], "What to do": c["remedy"]} for c in checks]
    styles = {"missing": "bold red", "warning": "yellow"}
    _show(told, stream, width, styles=[styles.get(c["state"]) for c in checks])


def _show(
    rows: Rows,
    stream: TextIO,
    width: int | None,
    right: Sequence[str] = (),
    styles: Sequence[str | None] | None = None,
    whole: Sequence[str] = (),
) -> None:
    console = console_on(stream, width)
    if not rows:
        console.print(Text("nothing here yet"))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in rows[0]:
        justify: Literal["left", "right"] = "right" if heading in right else "left"
        table.add_column(heading, justify=justify, overflow="fold", no_wrap=heading in whole)
    for row, style in zip(rows, styles or [None] * len(rows), strict=True):
        table.add_row(*(Text(value) for value in row.values()), style=style)
    console.print(table)


def _duration(seconds: float) -> str:
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    minutes = seconds / 60.0
    return f"{minutes:.0f} min" if minutes < 90.0 else f"{minutes / 60.0:.1f} h"
