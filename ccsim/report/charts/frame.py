"""What frames a chart on its slide: the finding above, the verdict's words and the run's facts below."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ccsim.report.charts.palette import (
    BODY,
    HEAD,
    MARGIN,
    SMALL,
    TITLE,
    Sheet,
    balanced,
    shortened,
    text_height,
    text_width,
    wrapped,
)
from ccsim.report.colours import MUTED
from ccsim.report.document import Document, facts_of, role_of, title_of

MOST_NAME_LINES = 2
TITLE_SIZES, LEAST_TITLE = (TITLE, 20, 18), 16  # points: the largest that takes two lines, else the least


class Frame(NamedTuple):
    """What title and footer leave for the chart, in inches from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From side to side."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From foot to head."""
        return self.top - self.bottom


def framed(sheet: Sheet, document: Document, title: str) -> Frame:
    """Draw title and footer; gives what lies between."""
    return Frame(MARGIN, draw_footer(sheet, document) + 0.1, sheet.width - MARGIN, draw_title(sheet, title))


def draw_title(sheet: Sheet, text: str) -> float:
    """The finding, in at most three lines; gives the height below it."""
    width, top = sheet.width - 2 * MARGIN, sheet.height - 0.4
    size = next((s for s in TITLE_SIZES if len(wrapped(text, width, s, bold=True)) <= 2), LEAST_TITLE)
    lines = shortened(_claim_and_proof(text, width, size), 3, width, size, bold=True)
    sheet.text(MARGIN, top, "\n".join(lines), size, weight="bold")
    return top - text_height(len(lines), size) - 0.3


def _claim_and_proof(text: str, width: float, size: float) -> list[str]:
    """The finding in lines: where it takes two, the claim above its numbers if each fits."""
    claim, colon, proof = text.partition(": ")
    lines = balanced(text, width, size, bold=True)
    each_fits = all(text_width(part, size, bold=True) <= width for part in (claim + ":", proof))
    return [claim + ":", proof] if len(lines) > 1 and colon and each_fits else lines


def draw_names(
    sheet: Sheet, document: Document, shown: Sequence[Mapping[str, Any]], first: Frame, step: float
) -> float:
    """Structures' titles with their roles over panels side by side, the first of which stands here and each next one a
    step to the right: in two lines at most; gives the height below the taller ones."""
    names = []
    for structure in shown:
        title, role = title_of(structure), role_of(document, structure["name"])
        lines = wrapped(f"{title} ({role})" if role else title, first.width, BODY, bold=True)
        whole = lines if len(lines) <= MOST_NAME_LINES else wrapped(title, first.width, BODY, bold=True)
        names.append(shortened(whole, MOST_NAME_LINES, first.width, BODY, bold=True))
    for i, lines in enumerate(names):
        for j, line in enumerate(lines):
            sheet.text(first.left + i * step, first.top - text_height(j, BODY), line, BODY, weight="bold")
    return first.top - text_height(max(len(lines) for lines in names) - 1, BODY)


def draw_footer(sheet: Sheet, document: Document) -> float:
    """What a reader must know to read the figures; gives the height above it."""
    text = " · ".join(fact.replace(" ", "\u00a0") for fact in facts_of(document))
    lines = shortened(wrapped(text, sheet.width - 2 * MARGIN, SMALL), 3, sheet.width - 2 * MARGIN, SMALL)
    top = 0.25 + text_height(len(lines), SMALL)
    sheet.text(MARGIN, top, "\n".join(lines), SMALL, color=MUTED)
    return top + 0.1


def draw_verdict(sheet: Sheet, document: Document, top: float, floor: float) -> None:
    """The verdict in its own words, where few structures leave room for it."""
    lines = wrapped(document.get("verdict", {}).get("text", ""), sheet.width - 2 * MARGIN, HEAD)
    if any(lines) and top - text_height(len(lines), HEAD) > floor:
        sheet.text(MARGIN, top, "\n".join(lines), HEAD)
