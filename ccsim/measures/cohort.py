"""What every measure starts from: the records of one replication and the cohort that they are counted for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import IssueEnd
from ccsim.engine.records import Records
from ccsim.plan.plan import Plan
from ccsim.scenario.scenario import Scenario

Column = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Table:
    """Rows of a record table as named columns, each made when it is first asked for."""

    def __init__(self, column: Callable[[str], Column]) -> None:
        self._column = column

    def __getattr__(self, name: str) -> Column:
        if name.startswith("_"):
            raise AttributeError(name)
        column = self._column(name)
        self.__dict__[name] = column
        return column

    def where(self, mask: Mask) -> "Table":
        """The rows of a mask."""
        return Table(lambda name: getattr(self, name)[mask])


@dataclass(frozen=True)
class Cohort:
    """The issues drawn for the window, with their contacts and legs, whenever these took place."""

    scenario: Scenario
    plan: Plan
    records: Records

    @cached_property
    def mask(self) -> Mask:
        """By issue number: was it drawn for a moment inside the window, the same set under every structure?"""
        arise = self.records.column("issues", "drawn_us")
        start, end = self.window
        inside: Mask = (arise >= start) & (arise < end)
        return inside

    @property
    def window(self) -> tuple[int, int]:
        """Start and end in µs."""
        clock = self.plan.clock
        return clock.warmup, clock.warmup + clock.window

    @cached_property
    def issues(self) -> Table:
        """Cohort issues."""
        return self._table("issues")

    @cached_property
    def arisen(self) -> Table:
        """Cohort issues that were not prevented."""
        return self.issues.where(self.issues.end != IssueEnd.PREVENTED)

    @cached_property
    def contacts(self) -> Table:
        """Contacts of cohort issues, sorted by issue and contact."""
        return self._table("contacts")

    @cached_property
    def legs(self) -> Table:
        """Legs of cohort issues, sorted by issue, contact and leg."""
        return self._table("legs")

    @cached_property
    def arise(self) -> Column:
        """When each issue arose or would have, by issue number (of all issues)."""
        return self.records.column("issues", "arise_us")

    @cached_property
    def wanted(self) -> Column:
        """The channel on which each issue first came, by issue number (of all issues)."""
        return self.records.column("issues", "channel")

    @cached_property
    def contacts_by_issue(self) -> Column:
        """How many contacts each issue has, by issue number (of all issues; 0 outside the cohort)."""
        count: Column = np.bincount(self.contacts.issue, minlength=len(self.mask))
        return count

    def _table(self, name: str) -> Table:
        inside = self.mask[self.records.column(name, "issue")]
        return Table(lambda column: self.records.column(name, column)[inside])


class Ratio(float):
    """A ratio that knows what it was taken over, so that replications can be added up: sum over sum."""

    __slots__ = ("over",)
    over: float

    def __new__(cls, value: float, over: float) -> "Ratio":
        ratio = super().__new__(cls, value)
        ratio.over = over
        return ratio

    def __getnewargs__(self) -> tuple[float, float]:  # type: ignore[override]  # so that processes can hand it on
        return float(self), self.over


def share(part: Any, whole: Any) -> Ratio:
    """A sum over a sum or a count; NaN where there is nothing to count."""
    part, whole = float(part), float(whole)
    return Ratio(part / whole if whole else float("nan"), whole)
