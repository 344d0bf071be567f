"""The sheet of every number of the world with its range: numbers as numbers, whatever words they are written in."""

import re
from typing import Any, NamedTuple

from ccsim.report.workbook.sheet import Book, Cell, Column

ABSOLUTE, RELATIVE = "as they are", "times the value"
DURATION = re.compile(r"(\d+\.?\d*|\.\d+) *([a-z]+)")
SECONDS = {
    "ms": 0.001, "s": 1.0, "sec": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hr": 3600.0,
    "hour": 3600.0, "d": 86400.0, "day": 86400.0, "w": 604800.0, "wk": 604800.0, "week": 604800.0,
}  # fmt: skip
DIGITS = 9
"""Decimals kept when a bound is put into the value's unit of time."""


class Row(NamedTuple):
    """An input's value and bounds, what the bounds are, and the unit of time where it is one."""

    value: Cell
    low: Cell
    high: Cell
    bounds: str
    unit: str


def add_assumptions(book: Book, inputs: list[dict[str, Any]]) -> None:
    """Every number of the world: its range, grade, source and note."""
    if not inputs:
        return
    rows = [_row(each) for each in inputs]
    columns = [
        Column("Input", [str(each["path"]) for each in inputs], 52),
        Column("Value", [row.value for row in rows], 20, "General"),
        Column("Low", [row.low for row in rows], 12, "General"),
        Column("High", [row.high for row in rows], 12, "General"),
        Column("Low and high are", [row.bounds for row in rows], 17, indent=1),
        Column("Unit of time", [row.unit for row in rows], 10),
        Column("Grade", [str(each["grade"]) for each in inputs], 12),
        Column("Source", [str(each["source"]) for each in inputs], 40, wrap=True),
        Column("Cited", [str(each.get("cited") or "") for each in inputs], 60, wrap=True),
        Column("Note", [str(each["note"] or "") for each in inputs], 60, wrap=True),
    ]
    book.table(book.sheet("Assumptions"), "Assumptions", columns)


def _row(given: dict[str, Any]) -> Row:
    """Numbers as numbers: "4.6 min" as 4.6 with its unit, "x0.6" as 0.6 times the value, "4 h" in the value's unit."""
    number, unit = _time(given["value"])
    value = _cell(given["value"] if number is None else number)
    least, most = _factor(given["low"]), _factor(given["high"])
    if least is not None or most is not None:
        return Row(value, least, most, RELATIVE, unit)
    low, high = (_in_unit(given[end], unit) for end in ("low", "high"))
    return Row(value, low, high, "" if low is None and high is None else ABSOLUTE, unit)


def _factor(bound: Any) -> float | None:
    """The factor of a bound such as "x0.85"."""
    return float(bound[1:]) if isinstance(bound, str) and re.fullmatch(r"x\d*\.?\d+", bound) else None


def _time(value: Any) -> tuple[float | None, str]:
    """Number and unit of a text such as "6 min"; nothing of any other value."""
    found = DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    return (float(found[1]), found[2]) if found and _seconds(found[2]) else (None, "")


def _in_unit(bound: Any, unit: str) -> Cell:
    number, own = _time(bound)
    size, whole = _seconds(own), _seconds(unit)
    return _cell(bound) if number is None or not size or not whole else round(number * size / whole, DIGITS)


def _seconds(unit: str) -> float | None:
    return SECONDS.get(unit) or SECONDS.get(unit.removesuffix("s"))


def _cell(value: Any) -> Cell:
    """A number as a number, a list with commas."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
