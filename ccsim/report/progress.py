"""Progress on stderr while replications run; nothing at all off a terminal."""

import sys
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from ccsim.experiment.format import difference_scale
from ccsim.report.terminal import can_redraw, console_on


class Progress:
    """A line that shows replications and contacts done, time left and the half-width reached; gone when done.

    `total_replications` is None where it is not known beforehand; `measure` gives the half-width its unit.
    """

    def __init__(self, total_replications: int | None, enabled: bool = True, measure: str = "fcr") -> None:
        self._total = total_replications
        self._measure = measure
        self._contacts = 0
        self._done = 0
        self._bars = _bars() if enabled and can_redraw() else None
        self._task = TaskID(0)

    def __enter__(self) -> Self:
        if self._bars:
            self._task = self._bars.add_task(
                "replications",
                total=self._total,
                replications=self._replications(),
                contacts="0",
                half_width="",
            )
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def expect(self, replications: int) -> None:
        """So many more replications are to come."""
        self._total = (self._total or 0) + replications
        if self._bars:
            self._bars.update(self._task, total=self._total, replications=self._replications())

    def advance(self, contacts: int, half_width: float | None) -> None:
        """One more replication is done, with so many contacts; the half-width reached is now this."""
        self._done += 1
        self._contacts += contacts
        if self._bars:
            self._bars.update(
                self._task,
                advance=1,
                replications=self._replications(),
                contacts=f"{self._contacts:,}",
                half_width=reached(self._measure, half_width),
            )

    def _replications(self) -> str:
        if self._total is None and not self._done:
            return "preparing"
        done = f"{self._done} of {self._total}" if self._total is not None else str(self._done)
        return f"{done} replications"


def _bars() -> Bars:
    return Bars(
        TextColumn("{task.fields[replications]}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[contacts]} contacts", markup=False),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[half_width]}", markup=False),
        console=console_on(sys.stderr, None),
        transient=True,
    )


def reached(measure: str, half_width: float | None) -> str:
    """The half-width in words: "± 0.41 points"."""
    if half_width is None:
        return ""
    scale = difference_scale(measure, [{"mean": half_width, "low": -half_width, "high": half_width}])
    return "±\u00a0" + scale.with_unit(scale.number(half_width))
