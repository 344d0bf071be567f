"""Sheets of what pictures show: the course over the window, the hours of a week, where issues go, who sits where."""

from collections.abc import Mapping
from typing import Any

from ccsim.experiment.format import difference_scale, measure_label, plain, scale_for
from ccsim.report.change import change_of
from ccsim.report.definitions import SERIES
from ccsim.report.document import Document, currency_of, ranked, title_of
from ccsim.report.patterns import DAYS, FATES, HOURS_A_DAY, course_of, fate_of, period_name, spoken
from ccsim.report.workbook.sheet import Book, Column, unit_of

NAME, WORD = 34, 20
STATIONS = {
    "(nobody)": "nobody",
    "(bot)": "a bot",
    "(settled)": "settled",
    "(returned)": "the customer came again",
    "(colleague)": "handed to a colleague of the same team",
    "(people)": "handed by the bot to people",
}


def add_course(book: Book, document: Document) -> None:
    """A row for each structure, measure and day or week of the window."""
    shown = [s for s in ranked(document) if s.get("course", {}).get("measures")]
    keys = list(dict.fromkeys(key for s in shown for key in s["course"]["measures"]))
    units = {
        key: unit_of(scale_for(key, [x for s in shown for x in course_of(s, key)], currency_of(document)))
        for key in keys
    }
    rows = [(s, key, i, x) for s in shown for key in keys for i, x in enumerate(course_of(s, key))]
    if not rows:
        return
    formats = [units[key].number_format for _, key, _, _ in rows]
    columns = [
        Column("Structure", [title_of(s) for s, _, _, _ in rows], NAME),
        Column("Measure", [measure_label(key) for _, key, _, _ in rows], 30),
        Column("Period", [i + 1 for _, _, i, _ in rows], 9, "0"),
        Column("When", [period_name(document, s, i) for s, _, i, _ in rows], 22, indent=1),
        *(
            Column(head, [units[key].cell(x.get(head.lower())) for _, key, _, x in rows], 12, formats)
            for head in ("Mean", "Low", "High")
        ),
        Column("Unit", [units[key].name for _, key, _, _ in rows], 10, indent=1),
    ]
    book.table(book.sheet("Course"), "Course", columns)


def add_week(book: Book, document: Document) -> None:
    """A row for each structure and hour of the week: what comes, who is on duty, who waits, what piles up."""
    shown = [s for s in ranked(document) if any(s.get("week", {}).values())]
    hours = [(s, hour) for s in shown for hour in range(len(DAYS) * HOURS_A_DAY)]
    if not hours:
        return
    columns = [
        Column("Structure", [title_of(s) for s, _ in hours], NAME),
        Column("Day", [DAYS[hour // HOURS_A_DAY] for _, hour in hours], 12),
        Column("Hour", [hour % HOURS_A_DAY for _, hour in hours], 8, '00":00"'),
        *(
            Column(told, [_at(s["week"].get(series), hour) for s, hour in hours], WORD, "#,##0.0")
            for series, told in SERIES.items()
            if any(series in s["week"] for s in shown)
        ),
    ]
    book.table(book.sheet("Week"), "Week", columns)


def _at(series: Any, hour: int) -> float | None:
    return None if not series or hour >= len(series) else series[hour]


def add_flow(book: Book, document: Document) -> None:
    """A row for each way that issues go: wanted channel, who first answered, what came next, how it ended;
    and what the first contact came to."""
    rows = [(s, row) for s in ranked(document) for row in s.get("flow") or []]
    if not rows:
        return
    parts = {"Wanted channel": "channel", "First answered by": "first", "Then": "then", "End": "end"}
    columns = [
        Column("Structure", [title_of(s) for s, _ in rows], NAME),
        *(Column(head, [_station(row, part) for _, row in rows], 24) for head, part in parts.items()),
        Column("First contact", [FATES[fate_of(row)] for _, row in rows], 28),
        Column("Issues, mean a replication", [row["issues"] for _, row in rows], 16, "#,##0.0"),
    ]
    book.table(book.sheet("Flow"), "Flow", columns)


def _station(row: Mapping[str, Any], part: str) -> str:
    where = str(row[part])
    if part == "then" and where not in STATIONS:
        return f"handed to {spoken(where)}"
    return STATIONS.get(where) or spoken(where)


def add_teams(book: Book, document: Document) -> None:
    """A row for each team: its department, to whom that reports, its people and the channels that it owns."""
    rows = [(s, team) for s in ranked(document) for team in s.get("org", {}).get("teams", [])]
    if not rows:
        return
    of = [_department(s, team) for s, team in rows]
    columns = [
        Column("Structure", [title_of(s) for s, _ in rows], NAME),
        Column("Team", [spoken(team["name"]) for _, team in rows], WORD),
        Column("Department", [spoken(d["name"]) for d in of], WORD),
        Column("Reports to", [spoken(d["reports_to"] or "") for d in of], WORD),
        Column("Goal", [spoken(d["goal"] or "") for d in of], WORD),
        Column("People", [sum(team["people"].values()) for _, team in rows], 9, "#,##0"),
        Column("Who", [_heads(team["people"]) for _, team in rows], 44, wrap=True, indent=1),
        Column("Channels", [", ".join(map(spoken, team["channels"])) for _, team in rows], 44, wrap=True),
    ]
    changes = [change_of(document, s) for s, _ in rows]
    if any(changes):
        columns.append(Column("Change of the structure", changes, 60, wrap=True))
    book.table(book.sheet("Teams"), "Teams", columns)


def _department(structure: Mapping[str, Any], team: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(d for d in structure["org"]["departments"] if d["name"] == team["department"])


def _heads(people: Mapping[str, int]) -> str:
    return ", ".join(f"{heads} {plain(group)}" for group, heads in people.items())


def add_convergence(book: Book, document: Document) -> None:
    """How the interval of the lead narrowed with replications."""
    rows = document.get("convergence", [])
    if not rows:
        return
    scale = difference_scale(document["primary"], [{"mean": rows[-1]["half_width"]}], currency_of(document))
    unit = unit_of(scale)
    columns = [
        Column("Replications", [row["replications"] for row in rows], 14, "#,##0"),
        Column(
            f"Half-width of the lead ({scale.unit})", [unit.cell(row["half_width"]) for row in rows], 24,
            unit.number_format,
        ),
    ]  # fmt: skip
    book.table(book.sheet("Convergence"), "Convergence", columns)
