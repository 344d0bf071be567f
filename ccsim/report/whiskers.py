"""Intervals as dots and whiskers in plain characters: ──●──."""

import math
from collections.abc import Sequence

from ccsim.experiment.format import UNKNOWN, Interval, Scale

DOT, LINE, SPACE = "●", "─", "\u00a0"
"""The space is a hard one, so that nothing shortens or breaks the line."""


def whiskers(intervals: Sequence[Interval], width: int) -> list[str]:
    """One line of so many characters for each interval, all on one axis; a dot alone where the ends are unknown."""
    low, high = ends(intervals)
    reach = (high - low) or 1.0

    def place(x: float) -> int:
        return round((x - low) / reach * (width - 1))

    lines = []
    for interval in intervals:
        cells = [SPACE] * width
        first, mean, last = (interval.get(end) for end in ("low", "mean", "high"))
        if first is not None and last is not None:
            cells[place(first) : place(last) + 1] = LINE * (place(last) - place(first) + 1)
        if mean is not None:
            cells[place(mean)] = DOT
        lines.append("".join(cells) if mean is not None else UNKNOWN + SPACE * (width - 1))
    return lines


def axis(scale: Scale, intervals: Sequence[Interval], width: int) -> str:
    """The ends of the axis, over the whiskers' first and last characters."""
    low, high = (scale.number(x) for x in ends(intervals))
    return low + SPACE * max(1, width - len(low) - len(high)) + high


def ends(intervals: Sequence[Interval]) -> tuple[float, float]:
    """The least and the most that any interval reaches."""
    known = [x for i in intervals for end in ("low", "mean", "high") if (x := i.get(end)) is not None]
    known = [x for x in known if math.isfinite(x)]
    return (min(known), max(known)) if known else (0.0, 0.0)
