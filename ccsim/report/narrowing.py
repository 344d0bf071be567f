"""How the interval of the lead narrows with replications: the points, the axis and the words of every picture of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ccsim.experiment.format import Scale, difference_scale, unit_of
from ccsim.report.document import Document, currency_of, level_of

FIRST, LEAST_POINTS = 3, 3
"""Two replications leave one degree of freedom, at which an interval is more than six times as wide as with many."""
WHOLE = 1.0
"""No difference of shares is wider."""
BASES, MOST_TICKS = (2, 10, 100, 1000), 7


@dataclass(frozen=True)
class Narrowing:
    """Half-widths by replications, in the unit in which they are shown."""

    counts: Sequence[int]
    halves: Sequence[float]
    margin: float | None
    """The difference that matters in practice."""
    scale: Scale
    heading: str
    across: str
    """What the axis of replications says."""

    @property
    def unit(self) -> str:
        """The unit, and that the axis is no plain one."""
        return f"{self.scale.unit}, logarithmic axis".removeprefix(", ")

    @property
    def told(self) -> list[str]:
        """Each half-width in words: "± 0.5 points"."""
        return [f"± {self.scale.with_unit(self.scale.number(half / self.scale.factor))}" for half in self.halves]

    @property
    def base(self) -> int:
        """How many times higher each tick stands than the one below."""
        return next((base for base in BASES if len(_powers(base, self._shown)) <= MOST_TICKS), BASES[-1])

    @property
    def ticks(self) -> list[float]:
        """Powers of the base around all that is shown; the axis reaches from the first to the last."""
        return [float(self.base) ** power for power in _powers(self.base, self._shown)]

    @property
    def _shown(self) -> list[float]:
        return [*self.halves, *([self.margin] if self.margin else [])]


def narrowing(document: Document) -> Narrowing | None:
    """What is to be drawn; None where too few intervals are known to see them narrow."""
    known = [row for row in document.get("convergence", []) if row["half_width"]]
    rows = [row for row in known if row["replications"] >= FIRST]
    if len(rows) < LEAST_POINTS:
        return None
    halves, margin = [possible(document, row["half_width"]) for row in rows], document.get("margin")
    last = {"mean": halves[-1], "low": -halves[-1], "high": halves[-1]}
    scale = difference_scale(document["primary"], [last], currency_of(document))
    return Narrowing(
        [row["replications"] for row in rows],
        [half * scale.factor for half in halves],
        margin * scale.factor if margin else None,
        scale,
        f"Half-width of the {level_of(document)} interval of the lead",
        "Replications" + f"; fewer than {FIRST} say next to nothing and are left out" * (len(known) > len(rows)),
    )


def possible(document: Document, half: float) -> float:
    """A half-width, of shares no wider than they can differ."""
    return min(half, WHOLE) if unit_of(document["primary"]) == "share" else half


def _powers(base: int, values: Sequence[float]) -> range:
    """The powers of a base from the one below all values to the one above."""
    low, high = math.log(min(values), base), math.log(max(values), base)
    first = math.floor(low + 1e-9)
    return range(first, max(math.ceil(high - 1e-9), first + 1) + 1)
