"""Where values stand on a picture: positions in percent of its width or height, and round ticks."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from ccsim.experiment.format import Interval, Scale

NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
WHOLE = 1000
"""Curves are drawn on a grid of so many steps."""


@dataclass(frozen=True)
class Span:
    """From the least to the most value that a picture shows."""

    low: float
    high: float

    def at(self, x: float | None) -> str | None:
        """Where a value stands, from the left, in percent."""
        return f"{100 * self._share(x):.2f}%" if _is_number(x) else None

    def inside(self, x: float | None) -> float | None:
        """The value, or the end of the span that it lies beyond."""
        return min(max(x, self.low), self.high) if _is_number(x) else None

    def up(self, x: float | None) -> str | None:
        """Where a value stands, from the top, in percent."""
        return f"{100 - 100 * self._share(x):.2f}%" if _is_number(x) else None

    def down_steps(self, x: float) -> int:
        """Where a value stands, from the top, on the grid of curves."""
        return round(WHOLE * (1 - self._share(x)))

    def _share(self, x: float) -> float:
        return (x - self.low) / (self.high - self.low)


SHARES, POSITIVE = Span(0.0, 1.0), Span(0.0, math.inf)
"""What values can be, whatever their intervals say."""


@dataclass(frozen=True)
class Tick:
    """A round value: where it stands, from the left and from the top, and how it is written."""

    x: str | None
    y: str | None
    text: str


def span_of(values: Iterable[float | None], room: float = 0.06, zero: bool = False) -> Span:
    """Around all values with some room; from zero where bars need it."""
    known = [x for x in values if _is_number(x)]
    known += [0.0] if zero or not known else []
    low, high = min(known), max(known)
    wide = (high - low) or abs(high) or 1.0
    if zero and low >= 0:
        return Span(0.0, high + room * wide if high else 1.0)
    return Span(low - room * wide, high + room * wide)


def within(span: Span, possible: Span) -> Span:
    """The part of a span that values can take; all of it where they lie outside anyway."""
    low, high = max(span.low, possible.low), min(span.high, possible.high)
    return Span(low, high) if low < high else span


def ends(intervals: Iterable[Interval]) -> list[float | None]:
    """Means and ends of intervals, to find their span."""
    return [interval.get(part) for interval in intervals for part in ("mean", "low", "high")]


def ticks(span: Span, scale: Scale, most: int = 6) -> list[Tick]:
    """At most so many round values inside the span, written in the scale's unit."""
    low, high = span.low * scale.factor, span.high * scale.factor
    step = _step((high - low) / most)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9) + (1 if f"{step:.1e}".startswith("2.5") else 0))
    shown = [i * step for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    return [
        Tick(span.at(x / scale.factor), span.up(x / scale.factor), _written(x, decimals)) for x in shown[: most + 1]
    ]


def curve(values: Sequence[float | None], span: Span) -> str:
    """A line through values at equal steps, broken where one is unknown, as an SVG path."""
    parts, pen_down = [], False
    for i, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{along(i, len(values))} {span.down_steps(value)}")
        pen_down = True
    return "".join(parts)


def band(intervals: Sequence[Interval], span: Span) -> str:
    """The area between the ends of intervals at equal steps, as an SVG path; nothing where an end is unknown."""
    known = [(i, x.get("low"), x.get("high")) for i, x in enumerate(intervals)]
    if any(low is None or high is None for _, low, high in known) or not known:
        return ""
    above = [f"{along(i, len(known))} {span.down_steps(high or 0.0)}" for i, _, high in known]
    below = [f"{along(i, len(known))} {span.down_steps(low or 0.0)}" for i, low, _ in reversed(known)]
    return "M" + "L".join([*above, *below]) + "Z"


def along(i: int, of: int) -> int:
    """Where the i-th of so many equal steps stands, from the left, on the grid of curves."""
    return round(WHOLE * i / (of - 1)) if of > 1 else WHOLE // 2


def _step(least: float) -> float:
    size = 10.0 ** math.floor(math.log10(least))
    return next(size * nice for nice in NICE if size * nice >= least * (1 - 1e-9))


def _written(x: float, decimals: int) -> str:
    return f"{round(x, decimals) + 0.0:,.{decimals}f}".replace("-", "−")


def _is_number(x: float | None) -> TypeGuard[float]:
    return x is not None and math.isfinite(x)
