"""How sure the ranking is, and what of a difference is ownership and what is habit."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccsim.experiment.format import UNKNOWN, Interval, Scale, difference_scale, format_range
from ccsim.report.document import NOTHING, Document, currency_of, ranked, rows_of
from ccsim.report.page.marks import Mark, marks_of
from ccsim.report.page.scale import Span, ends, span_of

PARTS = {"ownership": "Ownership", "habit": "Habit", "together": "Together"}


@dataclass(frozen=True)
class Part:
    """A signed difference, written and placed."""

    written: str
    range: str
    x: str | None
    low: str | None
    high: str | None
    zero: str | None


@dataclass(frozen=True)
class Certain:
    """One structure against the best other, and how often it comes out best."""

    mark: Mark
    against: Part
    chance: str


def certainty(document: Document) -> list[Certain]:
    """Each structure against the best of the others; nothing without a comparison."""
    rest, chances = rows_of(document, "best_against_rest"), rows_of(document, "ranking")
    if not rest:
        return []
    rows = [rest.get(s["name"], NOTHING) for s in ranked(document)]
    parts = _parts(document, rows)
    shares = [chances.get(s["name"], {}).get("probability_best") for s in ranked(document)]
    written = [UNKNOWN if share is None else f"{share:.2f}" for share in shares]
    return [Certain(*each) for each in zip(marks_of(document), parts, written, strict=True)]


def decomposition(document: Document) -> list[tuple[Mark, Sequence[Part]]]:
    """What of each difference from the baseline is ownership and what is habit; nothing where nothing stands beside."""
    rows = rows_of(document.get("beside", {}), "decomposition", document["primary"])
    shown = [mark for mark in marks_of(document) if mark.name in rows]
    flat = [rows[mark.name].get(part) or NOTHING for mark in shown for part in PARTS]
    parts = _parts(document, flat)
    return [(mark, parts[i * len(PARTS) : (i + 1) * len(PARTS)]) for i, mark in enumerate(shown)]


def _parts(document: Document, rows: Sequence[Interval]) -> list[Part]:
    scale, span = difference_scale(document["primary"], rows, currency_of(document)), span_of([0.0, *ends(rows)])
    return [_part(scale, span, row) for row in rows]


def _part(scale: Scale, span: Span, row: Interval) -> Part:
    written, range_ = scale.with_unit(scale.signed(row.get("mean"))), format_range(scale, row)
    x, low, high = (span.at(row.get(end)) for end in ("mean", "low", "high"))
    return Part(written, "" if range_ == UNKNOWN else range_, x, low, high, span.at(0.0))
