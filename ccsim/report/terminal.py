"""The terminal that results are written on."""

import os
import sys
from typing import TextIO

from rich.console import Console


def console_on(stream: TextIO, width: int | None) -> Console:
    """A terminal to write on; no escape codes at all under NO_COLOR or TERM=dumb."""
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") in ("dumb", "unknown")
    return Console(
        file=stream,
        force_terminal=True,
        width=width,
        highlight=False,
        markup=False,
        color_system=None if plain else "auto",
        legacy_windows=False,
    )


def can_redraw() -> bool:
    """Whether stderr is a terminal that can redraw a line; a dumb one counts as none."""
    return sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
