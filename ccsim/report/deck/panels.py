"""The charts that stand in the rows of a grid: bars, stacks and dots, with what their axes span."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ccsim.report.colours import sign_of
from ccsim.report.deck.drawing import Axis, Place
from ccsim.report.deck.native import Native, Series, bar_chart, dot_chart

AXIS, LEGEND = 0.5, 0.3  # inches under the rows
SIDE = 0.03  # of a dot chart's width left free at either end
TICKS = 4
FAR = 12.0
"""How many times the spread of the means an axis may span before intervals run off it."""


@dataclass(frozen=True)
class Bars:
    """One bar a row, from zero."""

    series: Series
    longest: float
    form: str
    shortest: float = 0.0
    below: float = 0.0
    what: str = "Bar chart"

    def draw(self, names: Sequence[str], place: Place) -> Native:
        """The chart."""
        longest = max(self.longest, 0.0) or (0.0 if self.shortest else 1.0)
        return bar_chart(names, [self.series], Axis(self.shortest, longest, longest - self.shortest, self.form), place)


@dataclass(frozen=True)
class Stacks:
    """Parts of a whole in one bar a row; `key_to` says which colour is which."""

    series: Sequence[Series]
    longest: float
    form: str
    below: float = 0.0
    what: str = "Stacked bar chart"

    def draw(self, names: Sequence[str], place: Place) -> Native:
        """The chart."""
        axis = Axis(0.0, self.longest or 1.0, self.longest or 1.0, self.form)
        return bar_chart(names, self.series, axis, place, stacked=True)


@dataclass(frozen=True)
class Dots:
    """Dots with intervals on one axis; a legend where several series share the rows."""

    series: Sequence[Series]
    axis: Axis
    zero: bool = False
    unnamed: Sequence[int] = ()
    """Series that need no name; without any other, there is no legend."""
    what: str = "Dot chart with intervals"

    @property
    def below(self) -> float:
        """Room for the axis, and for the legend where there is one."""
        return AXIS + (LEGEND if self.has_legend else 0.0)

    @property
    def has_legend(self) -> bool:
        """Whether a series wants a name."""
        return len(self.series) > max(1, len(self.unnamed))

    def draw(self, names: Sequence[str], place: Place) -> Native:
        """The chart."""
        inner = replace(place, left=SIDE, width=1 - 2 * SIDE, legend=self.has_legend, unnamed=self.unnamed)
        return dot_chart(names, self.series, self.axis, inner, self.zero)


def key_to(stacks: Iterable[Stacks]) -> list[tuple[str, str, str]]:
    """The names, signs and colours of all parts that stacks have, each once."""
    looks = {one.name: one for stack in stacks for one in stack.series}
    return [(name, *sign_of(one.colour, one.pattern)) for name, one in looks.items()]


def rows_from_below(rows: int, shift: float = 0.0) -> list[float]:
    """Where dots stand, the first row on top."""
    return [float(rows - i) + shift for i in range(rows)]


def axis_of(series: Iterable[Series], form: str, title: str, include: Iterable[float] = ()) -> Axis:
    """An axis of round numbers around all means and, as far as they are not far off, all intervals."""
    shown = list(series)
    means = [x for one in shown for x in one.values if x is not None] + list(include)
    ends = [x for one in shown for pair in one.ends for x in pair if x is not None]
    if not means:
        return Axis(0.0, 1.0, 1.0, form, title)
    low, high = min(means), max(means)
    spread = (high - low) or abs(high) or 1.0
    if ends and max(ends) - min(ends) <= FAR * spread:
        low, high = min(low, *ends), max(high, *ends)
    else:
        low, high = low - spread / 2 * bool(ends), high + spread / 2 * bool(ends)
    return rounded(low, high, form, title)


def runs_off(series: Iterable[Series], axis: Axis) -> bool:
    """Whether an interval reaches beyond the axis."""
    ends = (x for one in series for pair in one.ends for x in pair if x is not None)
    return any(x < axis.low or x > axis.high for x in ends)


def rounded(low: float, high: float, form: str, title: str, whole: bool = False) -> Axis:
    """The least axis of round steps that holds both ends; of whole ones where things are counted."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** max(math.floor(math.log10(span / TICKS)), 0 if whole else -99)
    step = next(
        power * factor
        for factor in ((1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10))
        if span / (power * factor) <= TICKS
    )
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Axis(
        round(first * step, 10), round(max(last, first + 1) * step, 10), round(step, 10), _form(step, form), title
    )


def _form(step: float, form: str) -> str:
    """The number format with as many decimals as the steps need."""
    decimals = next((d for d in range(4) if abs(round(step, d) - step) < step / 1000), 4)
    plain = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'+{plain};"−"{plain};0' if form.startswith("+") else f'{plain};"−"{plain}'
