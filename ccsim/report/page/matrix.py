"""Structures by channels or departments: a small bar in each cell, with scales that cells share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccsim.experiment.format import Interval, Scale, measure_label, scale_for
from ccsim.report.definitions import definition
from ccsim.report.document import Document, currency_of, measure_of, ranked
from ccsim.report.money import STEMS as BY_DEPARTMENT
from ccsim.report.money import departments_by_size, money_scale
from ccsim.report.page.marks import Mark, marks_of
from ccsim.report.page.scale import Span, ends, span_of
from ccsim.report.page.standing import told
from ccsim.report.patterns import departments_of, spoken

BY_CHANNEL = ("wait_min_median", "wait_min_p90", "service_level", "abandonment", "found_closed")
MOST_BEYOND = 1.6
"""How far the end of an interval may lie beyond the longest bar, in bars."""


@dataclass(frozen=True)
class Bar:
    """One cell: its number, its bar from zero, the interval on it, and all of it in words."""

    number: str
    told: str
    start: str | None
    width: str | None
    low: str | None
    high: str | None
    zero: str | None
    value: float | None


@dataclass(frozen=True)
class Group:
    """Columns that share one scale."""

    heading: str
    unit: str
    columns: Sequence[str]


@dataclass(frozen=True)
class Matrix:
    """One measure for all structures, best first."""

    stem: str
    label: str
    meaning: str
    groups: Sequence[Group]
    rows: Sequence[tuple[Mark, Sequence[Bar]]]


def channel_matrices(document: Document) -> list[Matrix]:
    """Service by channel, live channels apart from those that are answered later, a matrix for each measure."""
    live = document["live_channels"]
    found = []
    for stem in BY_CHANNEL:
        channels = _parts(document, stem)
        split = {
            "Live": [c for c in channels if c in live],
            "Answered later": [c for c in channels if c not in live],
        }
        found.append(_matrix(document, stem, split))
    return [matrix for matrix in found if matrix.groups]


def money_matrices(document: Document) -> list[Matrix]:
    """Cost of answering and revenue, the whole and its parts by department, those with the most money first."""
    order = departments_by_size(document)
    found = []
    for stem in BY_DEPARTMENT:
        parts = sorted(departments_of(document["structures"], stem), key=order.index)
        found.append(_matrix(document, stem, {"All": [""], "By department": parts}))
    return [matrix for matrix in found if matrix.groups]


def _parts(document: Document, stem: str) -> list[str]:
    keys = dict.fromkeys(key for s in document["structures"] for key in s["measures"])
    return [key.partition(".")[2] for key in keys if key.startswith(f"{stem}.")]


def _matrix(document: Document, stem: str, split: Mapping[str, Sequence[str]]) -> Matrix:
    order, groups = ranked(document), []
    bars: list[list[Bar]] = [[] for _ in order]
    for heading, parts in split.items():
        keys = [f"{stem}.{part}" if part else stem for part in parts]
        levels = [measure_of(s, key) for s in order for key in keys]
        if not any(level.get("mean") is not None for level in levels):
            continue
        scale, span = _scale(document, stem, levels), _span(levels)
        groups.append(Group(heading, scale.unit, [spoken(part) if part else "Total" for part in parts]))
        for row, structure in zip(bars, order, strict=True):
            row += [_bar(document, scale, span, structure, key) for key in keys]
    rows = list(zip(marks_of(document), bars, strict=True))
    return Matrix(stem, measure_label(stem), definition(f"{stem}.x" if stem in BY_CHANNEL else stem), groups, rows)


def _scale(document: Document, stem: str, levels: Sequence[Interval]) -> Scale:
    """Departments and wholes, costs and revenues are written in one unit."""
    return money_scale(document) if stem in BY_DEPARTMENT else scale_for(stem, levels, currency_of(document))


def _bar(document: Document, scale: Scale, span: Span, structure: Mapping[str, Any], key: str) -> Bar:
    level = measure_of(structure, key)
    mean = level.get("mean")
    if key not in structure["measures"]:
        return Bar("", "none of it" if key.partition(".")[0] in BY_DEPARTMENT else "not offered", *[None] * 6)
    start, width = _from_zero(span, mean)
    low, high = (span.at(span.inside(level.get(end))) for end in ("low", "high"))
    return Bar(scale.number(mean), told(document, scale, level), start, width, low, high, span.at(0.0), mean)


def _span(levels: Sequence[Interval]) -> Span:
    """From zero to what bars need; an interval much wider than all bars is cut rather than that bars vanish."""
    means = span_of([level.get("mean") for level in levels], zero=True)
    wanted = span_of(ends(levels), zero=True)
    least = 0.0 if means.low == 0.0 else max(wanted.low, MOST_BEYOND * means.low)
    return Span(least, min(wanted.high, MOST_BEYOND * means.high))


def _from_zero(span: Span, x: float | None) -> tuple[str | None, str | None]:
    """Where a bar starts and how wide it is."""
    if span.at(x) is None or x is None:
        return None, None
    left, right = sorted((0.0, x))
    return span.at(left), f"{100 * (right - left) / (span.high - span.low):.2f}%"
