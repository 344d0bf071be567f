"""Differences from any baseline that a reader picks, written and placed, as the page's script takes them up."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ccsim.experiment.document import shown_first
from ccsim.experiment.format import UNKNOWN, Interval, Scale, difference_scale, format_range, measure_label
from ccsim.report.document import Document, currency_of, difference_between, ranked
from ccsim.report.judging import TOLD, good_way, judged
from ccsim.report.page.scale import Span, ends, span_of


class Difference(NamedTuple):
    """One structure less the baseline on one measure."""

    written: str
    range: str
    verdict: str
    x: str | None
    low: str | None
    high: str | None
    zero: str | None


def shown_measures(document: Document) -> list[str]:
    """The measures that people look at first, the primary one before all, in the document's order."""
    family = (document["primary"], *document.get("measures", []))
    keys = [row["measure"] for row in document.get("pairwise", [])]
    keys += [key for s in document["structures"] for key in s["measures"] if shown_first(key, family)]
    return list(dict.fromkeys([document["primary"], *keys]))


def differences_by_baseline(document: Document) -> dict[str, dict[str, list[Difference]]]:
    """baseline → measure → one difference for each structure, best first; nothing without a comparison."""
    if "verdict" not in document:
        return {}
    keys, names = shown_measures(document), [s["name"] for s in ranked(document)]
    rows = {(r["baseline"], r["measure"], r["structure"]): r for r in document.get("pairwise", [])}
    return {
        base: {key: _placed(document, key, [_row(document, rows, base, key, name) for name in names]) for key in keys}
        for base in names
    }


def _row(document: Document, rows: Mapping[Any, Interval], base: str, key: str, name: str) -> Interval:
    return rows.get((base, key, name)) or difference_between(document, name, base, key)


def _placed(document: Document, key: str, rows: Sequence[Interval]) -> list[Difference]:
    scale = difference_scale(key, rows, currency_of(document))
    span = span_of([0.0, *ends(rows)])
    return [_difference(document, key, row, scale, span) for row in rows]


def _difference(document: Document, key: str, row: Interval, scale: Scale, span: Span) -> Difference:
    mean = row.get("mean")
    written = scale.with_unit(scale.signed(mean))
    range_ = format_range(scale, row)
    return Difference(
        "" if written == UNKNOWN else written,
        "" if range_ == UNKNOWN else range_,
        judged(document, key, row),
        span.at(mean),
        span.at(row.get("low")),
        span.at(row.get("high")),
        span.at(0.0),
    )


def packed(differences: Sequence[Difference]) -> list[Any]:
    """The same for the page's script, in few letters: where zero stands, then one list for each structure."""
    rows = [
        [d.written, d.range, list(TOLD).index(d.verdict), *(_bare(place) for place in (d.x, d.low, d.high))]
        for d in differences
    ]
    return [_bare(differences[0].zero), rows]


def _bare(place: str | None) -> float | None:
    return None if place is None else round(float(place.removesuffix("%")), 1)


def direction(document: Document, key: str) -> str:
    """Which side of a difference is the good one, in words."""
    return f"{measure_label(key)}: {good_way(document, key)}"
