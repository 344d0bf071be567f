"""How each structure is drawn: its colour, its marker, its dash and its roles are the same all over the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ccsim.report.colours import SERIES
from ccsim.report.document import Document, ranked, role_of, title_of

SHAPES = ("dot", "square", "triangle", "diamond", "down", "cross", "plus")
SHOWN_AT_FIRST = 4
"""As many lines as a reader can follow in one picture."""


@dataclass(frozen=True)
class Mark:
    """One structure as the page shows it."""

    name: str
    title: str
    roles: tuple[str, ...]
    look: str
    """The class of its colour and dash."""
    shape: str
    is_shown: bool
    """Whether its lines are shown before the reader chooses."""


def marks_of(document: Document) -> list[Mark]:
    """All structures, the best first; more than there are colours share the last one, and differ by name."""
    last = len(SERIES) - 1
    return [_mark(document, structure, min(i, last), i) for i, structure in enumerate(ranked(document))]


def _mark(document: Document, structure: Mapping[str, Any], look: int, place: int) -> Mark:
    role = role_of(document, structure["name"]) if "verdict" in document else ""
    roles = tuple(role.split(", ")) if role else ()
    shown = place < SHOWN_AT_FIRST or "baseline" in roles
    return Mark(structure["name"], title_of(structure), roles, f"s{look}", SHAPES[look], shown)
