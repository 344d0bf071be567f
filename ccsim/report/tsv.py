"""The results as one tidy table for other programs: a row for every estimate, unknown as an empty field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from ccsim.report.document import Document

COLUMNS = ("structure", "measure", "mean", "low", "high", "quantity", "practice")
Row = tuple[str, str, Mapping[str, Any], str, str]


def write_tsv(document: Document, stream: TextIO) -> None:
    """Write every estimate of the document, with full digits; `quantity` says what is estimated."""
    stream.write("\t".join(COLUMNS) + "\n")
    for structure, measure, interval, quantity, practice in _rows(document):
        numbers = [_number(interval.get(end)) for end in ("mean", "low", "high")]
        stream.write("\t".join([structure, measure, *numbers, quantity, practice]) + "\n")


def _rows(document: Document) -> Iterator[Row]:
    primary, practice = document["primary"], document.get("practice", "")
    yield from _estimates(document, practice)
    for row in document.get("best_against_rest", []):
        yield row["structure"], primary, row, "best_against_rest", practice
    for row in document.get("ranking", []):
        yield row["structure"], primary, {"mean": row["probability_best"]}, "probability_best", practice
    for name, counted in document.get("selection", {}).get("replications", {}).items():
        yield name, primary, {"mean": counted}, "replications_counted", practice
    for row in document.get("pairing", []):
        for quantity in ("correlation", "fewer_replications"):
            yield row["structure"], primary, {"mean": row.get(quantity)}, quantity, practice
    if "beside" in document:
        yield from _beside(document["beside"])


def _beside(beside: Document) -> Iterator[Row]:
    practice = beside.get("practice", "")
    yield from _estimates(beside, practice)
    for row in beside.get("decomposition", []):
        for quantity in ("ownership", "habit", "together"):
            yield row["structure"], row["measure"], row[quantity], quantity, ""


def _estimates(document: Document, practice: str) -> Iterator[Row]:
    for structure in document.get("structures", []):
        for measure, interval in structure["measures"].items():
            yield structure["name"], measure, interval, "value", practice
    for row in document.get("differences", []):
        yield row["structure"], row["measure"], row, "difference", practice


def _number(x: float | None) -> str:
    return "" if x is None else repr(x)


def write_rows(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], stream: TextIO) -> None:
    """Write any rows under a line of column names; unknown as an empty field."""
    stream.write("\t".join(columns) + "\n")
    for row in rows:
        stream.write("\t".join(_field(row[column]) for column in columns) + "\n")


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value.split()) if isinstance(value, str) else repr(value)
