"""Curves over days of the window, hours of the week or replications, and what they say at each step."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccsim.experiment.format import Interval, Scale, half_width, measure_label, scale_for
from ccsim.report.definitions import SERIES as HOURLY
from ccsim.report.definitions import definition
from ccsim.report.document import Document, currency_of, ranked
from ccsim.report.findings import course_key
from ccsim.report.narrowing import Narrowing, narrowing
from ccsim.report.page.marks import Mark, marks_of
from ccsim.report.page.scale import (
    POSITIVE,
    SHARES,
    WHOLE,
    Span,
    Tick,
    along,
    band,
    curve,
    ends,
    span_of,
    ticks,
    within,
)
from ccsim.report.page.standing import told
from ccsim.report.patterns import DAYS, DAYS_A_WEEK, HOURS_A_DAY, course_of, hour_name, period_name

MOST_DOTS = 40
"""Markers stand on a line of at most so many steps."""
COUNTS = Scale(1.0, "", 0)


@dataclass(frozen=True)
class Line:
    """One structure's curve."""

    mark: Mark | None
    curve: str
    band: str
    dots: Sequence[tuple[str, str]]
    told: Sequence[str]
    """What it is at each step, in words."""


@dataclass(frozen=True)
class Plot:
    """Curves on one pair of axes."""

    key: str
    label: str
    unit: str
    meaning: str
    lines: Sequence[Line]
    steps: Sequence[str]
    across: Sequence[Tick]
    up: Sequence[Tick]


def course_plots(document: Document) -> list[Plot]:
    """Each measure that has a course over the window, the primary one first."""
    keys = dict.fromkeys(key for s in document["structures"] for key in s.get("course", {}).get("measures", {}))
    order = sorted(keys, key=lambda key: key != course_key(document))
    return [_course(document, key) for key in order]


def _course(document: Document, key: str) -> Plot:
    structures = ranked(document)
    courses = [course_of(s, key) for s in structures]
    every = [x for course in courses for x in course]
    scale = scale_for(key, every, currency_of(document))
    span = within(span_of(ends(every)), SHARES if scale.unit == "%" else POSITIVE)
    lines = [
        _line(mark, course, span, [told(document, scale, x) for x in course])
        for mark, course in zip(marks_of(document), courses, strict=True)
    ]
    first = next(s for s in structures if course_of(s, key))
    steps = [period_name(document, first, i) for i in range(len(course_of(first, key)))]
    across = [_step_tick(i, len(steps), _short(name)) for i, name in enumerate(steps)]
    steps = [f"{name} of the window" for name in steps]
    return Plot(key, measure_label(key), scale.unit, definition(key), lines, steps, across, ticks(span, scale))


def week_plots(document: Document) -> list[Plot]:
    """Contacts that come, people on duty, customers in line and unbegun work by hour of the week."""
    counted = [name for name in HOURLY if any(s.get("week", {}).get(name) for s in document["structures"])]
    return [_week(document, name) for name in counted]


def _week(document: Document, name: str) -> Plot:
    courses = [[{"mean": x} for x in s.get("week", {}).get(name) or []] for s in ranked(document)]
    span = span_of((x["mean"] for course in courses for x in course), zero=True)
    decimals = 0 if span.high >= 20 else 1
    scale = Scale(1.0, "", decimals)
    lines = [
        _line(mark, course, span, [scale.number(x["mean"]) for x in course])
        for mark, course in zip(marks_of(document), courses, strict=True)
    ]
    hours = DAYS_A_WEEK * HOURS_A_DAY
    across = [_step_tick(HOURS_A_DAY * i + HOURS_A_DAY // 2, hours, day[:3]) for i, day in enumerate(DAYS)]
    steps = [hour_name(hour) for hour in range(hours)]
    return Plot(name, HOURLY[name], "", "", lines, steps, across, ticks(span, scale, 3))


def convergence_plot(document: Document) -> Plot | None:
    """How the interval of the lead narrowed; None where too little of it is known."""
    shown = narrowing(document)
    if shown is None:
        return None
    span, counts = _logarithmic(shown), shown.counts
    places = [round(WHOLE * (n - counts[0]) / (counts[-1] - counts[0])) for n in counts]
    drawn = "".join(
        f"{'L' if i else 'M'}{x} {span.down_steps(math.log10(half))}"
        for i, (x, half) in enumerate(zip(places, shown.halves, strict=True))
    )
    line = Line(None, drawn, "", [], shown.told)
    across = [Tick(f"{place / 10:.2f}%", None, f"{n}") for place, n in zip(places, counts, strict=True)]
    up = [Tick(None, span.up(math.log10(tick)), f"{tick:,.6g}") for tick in shown.ticks]
    every = max(1, len(across) // 6)
    return Plot(
        "convergence", shown.heading, shown.unit, shown.across, [line], [f"{n} replications" for n in counts],
        across[::every], up,
    )  # fmt: skip


def margin_at(document: Document) -> str | None:
    """Where the practical margin stands on the picture of convergence."""
    shown = narrowing(document)
    return _logarithmic(shown).up(math.log10(shown.margin)) if shown and shown.margin else None


def _logarithmic(shown: Narrowing) -> Span:
    """From the first tick to the last, in powers of ten."""
    return Span(math.log10(shown.ticks[0]), math.log10(shown.ticks[-1]))


def _line(mark: Mark, course: Sequence[Interval], span: Span, told_at: Sequence[str]) -> Line:
    means = [x.get("mean") for x in course]
    dots = [
        (f"{along(i, len(means)) / 10:.1f}%", span.up(x) or "")
        for i, x in enumerate(means)
        if x is not None and len(means) <= MOST_DOTS
    ]
    has_band = bool(course) and all(half_width(x) is not None for x in course)
    return Line(mark, curve(means, span), band(course, span) if has_band else "", dots, told_at)


def _step_tick(i: int, of: int, text: str) -> Tick:
    return Tick(f"{along(i, of) / 10:.2f}%", None, text)


def _short(name: str) -> str:
    """A day or week under an axis: "Mon", "day 3", "7"."""
    first = name.split(" ")[0]
    return first[:3] if first in DAYS else name.removeprefix("week ").removeprefix("day ")


def plot_texts(plots: Sequence[Plot]) -> Mapping[str, Any]:
    """What the page's script reads out: steps, and each line's words at each step."""
    return {
        plot.key: {
            "steps": list(plot.steps),
            "names": [line.mark.name if line.mark else "" for line in plots_lines(plot)],
            "lines": [[line.mark.title if line.mark else plot.label, list(line.told)] for line in plots_lines(plot)],
        }
        for plot in plots
    }


def plots_lines(plot: Plot) -> Sequence[Line]:
    """The lines that were counted."""
    return [line for line in plot.lines if line.told]
