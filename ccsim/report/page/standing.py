"""The picture beside the verdict: every structure on the primary measure, with its interval, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccsim.experiment.format import UNKNOWN, Interval, Scale, half_width, measure_heading, scale_for
from ccsim.report.document import (
    NOTHING,
    Document,
    currency_of,
    level_of,
    measure_of,
    practice_of,
    ranked,
)
from ccsim.report.page.marks import Mark, marks_of
from ccsim.report.page.scale import Span, Tick, ends, span_of, ticks


@dataclass(frozen=True)
class Level:
    """One structure's level under one practice."""

    practice: str
    number: str
    half: str
    told: str
    """The level with its interval, in words."""
    x: str | None
    low: str | None
    high: str | None


@dataclass(frozen=True)
class Row:
    """One structure with its levels, the study's own practice first."""

    mark: Mark
    levels: Sequence[Level]


@dataclass(frozen=True)
class Standing:
    """The picture."""

    heading: str
    practices: Sequence[str]
    rows: Sequence[Row]
    ticks: Sequence[Tick]
    has_intervals: bool


def standing(document: Document) -> Standing:
    """Every structure on the primary measure, under the study's practice and the one beside it."""
    key, order = document["primary"], ranked(document)
    beside = {s["name"]: measure_of(s, key) for s in document.get("beside", {}).get("structures", [])}
    levels = [[measure_of(s, key), *([beside[s["name"]]] if s["name"] in beside else [])] for s in order]
    every = [level for pair in levels for level in pair]
    practices = [practice_of(document), *([practice_of(document["beside"])] if beside else [])]
    scale, span = scale_for(key, every, currency_of(document)), span_of(ends(every))
    rows = [
        Row(mark, [_level(document, scale, span, *each) for each in zip(practices, pair, strict=False)])
        for mark, pair in zip(marks_of(document), levels, strict=True)
    ]
    has_intervals = any(half_width(level) is not None for level in every)
    return Standing(measure_heading(key, scale), practices, rows, ticks(span, scale), has_intervals)


def _level(document: Document, scale: Scale, span: Span, practice: str, level: Interval) -> Level:
    return Level(
        practice,
        scale.number(level.get("mean")),
        scale.half_width(level),
        told(document, scale, level),
        span.at(level.get("mean")),
        span.at(level.get("low")),
        span.at(level.get("high")),
    )


def told(document: Document, scale: Scale, level: Interval = NOTHING) -> str:
    """A level with its interval in words: "78.6 % (95 % interval 78.2 to 79.0)"."""
    mean = scale.with_unit(scale.number(level.get("mean")))
    if mean == UNKNOWN:
        return "unknown"
    if half_width(level) is None:
        return mean
    return f"{mean} ({level_of(document)} interval {scale.number(level['low'])} to {scale.number(level['high'])})"
