"""Progress where somebody watches: a line in a notebook's cell, a bar in a terminal, nothing elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from ccsim.experiment.compare import Told
from ccsim.report.progress import Progress, reached
from ccsim.report.terminal import can_redraw

SILENT = Told(total=lambda n: None, finished=lambda n, half_width: None, note=lambda text: None)
SELDOM_S = 0.2
"""Least time between two changes of the line: more often would only keep the browser busy."""


@contextmanager
def watched(wanted: bool, measure: str) -> Iterator[Told]:
    """What a run is told to tell, and where it shows."""
    display = _notebook_display() if wanted else None
    if display is not None:
        cell = CellLine(display, measure)
        yield Told(total=cell.expect, finished=cell.advance, note=cell.note)
        cell.close()
    elif wanted:
        with Progress(None, measure=measure) as bar:
            yield Told(total=bar.expect, finished=bar.advance, note=_tell_terminal)
    else:
        yield SILENT


def _tell_terminal(note: str) -> None:
    if can_redraw():
        print(note, file=sys.stderr)


def _notebook_display() -> Any:
    """IPython's `display` where this runs in a notebook's kernel; IPython is not asked for where it is not there."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return ipython.display.display if shell is not None and hasattr(shell, "kernel") else None


class CellLine:
    """One output below the cell that is rewritten while replications run, and ends as a plain sentence.

    It needs no front-end of its own; what stays in the saved notebook does not depend on the machine's speed.
    """

    def __init__(self, display: Any, measure: str) -> None:
        self._display, self._measure = display, measure
        self._line: Any = None
        self._total = self._done = self._contacts = 0
        self._half_width: float | None = None
        self._began = self._shown = 0.0

    def expect(self, replications: int) -> None:
        """So many more replications are to come."""
        self._total += replications
        self._began = self._began or time.monotonic()
        self._show("")

    def advance(self, contacts: int, half_width: float | None) -> None:
        """One more replication is done."""
        self._done += 1
        self._contacts += contacts
        self._half_width = half_width
        if time.monotonic() - self._shown > SELDOM_S:
            self._show(self._left())

    def note(self, text: str) -> None:
        """Something else that is done meanwhile, such as compiling."""
        self._show(text)

    def close(self) -> None:
        """What was done, if anything was."""
        if self._line is not None:
            self._write(f"<span style='opacity: 0.7'>{escape(self._counts())}</span>", self._counts())

    def _show(self, more: str) -> None:
        text = " · ".join(part for part in (self._counts(), more, reached(self._measure, self._half_width)) if part)
        bar = f"<progress value='{self._done}' max='{max(self._total, 1)}' style='width: 12em'></progress>"
        self._write(f"{bar} {escape(text)}", text)

    def _write(self, html: str, text: str) -> None:
        self._shown = time.monotonic()
        content = {"text/plain": text, "text/html": html}
        if self._line is None:
            self._line = self._display(content, raw=True, display_id=True)
        else:
            self._line.update(content, raw=True)

    def _counts(self) -> str:
        of = f" of {self._total}" if self._done < self._total else ""
        plural = "s" * (self._total != 1)
        return f"{self._done}{of} replication{plural} run, {self._contacts:,} contacts"

    def _left(self) -> str:
        seconds = (time.monotonic() - self._began) / self._done * (self._total - self._done)
        return f"about {seconds:.0f} s left" if seconds < 90 else f"about {seconds / 60:.0f} min left"
