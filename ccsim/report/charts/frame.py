"""What frames a chart on its slide: the finding above, the verdict's words and the run's facts below."""

from matplotlib.figure import Figure

from ccsim.report.charts.palette import (
    HEAD,
    HEIGHT,
    MARGIN,
    SMALL,
    TITLE,
    WIDTH,
    balanced,
    shortened,
    text_at,
    text_height,
    text_width,
    wrapped,
)
from ccsim.report.colours import MUTED
from ccsim.report.document import Document, assumed_short, run_facts


def draw_title(figure: Figure, text: str) -> float:
    """The finding, in at most three lines; gives the height below it."""
    width, top = WIDTH - 2 * MARGIN, HEIGHT - 0.4
    size = next((s for s in (TITLE, 20, 18) if len(wrapped(text, width, s, bold=True)) <= 2), 16)
    lines = shortened(_claim_and_proof(text, width, size), 3, width, size, bold=True)
    text_at(figure, MARGIN, top, "\n".join(lines), size, weight="bold")
    return top - text_height(len(lines), size) - 0.3


def _claim_and_proof(text: str, width: float, size: float) -> list[str]:
    """The finding in lines: where it takes two, the claim above its numbers if each fits."""
    claim, colon, proof = text.partition(": ")
    lines = balanced(text, width, size, bold=True)
    each_fits = all(text_width(part, size, bold=True) <= width for part in (claim + ":", proof))
    return [claim + ":", proof] if len(lines) > 1 and colon and each_fits else lines


def draw_footer(figure: Figure, document: Document) -> float:
    """What a reader must know to read the figures; gives the height above it."""
    facts = [*run_facts(document), assumed_short(document), str(document.get("id", ""))]
    text = " · ".join(fact.replace(" ", "\u00a0") for fact in facts if fact)
    lines = shortened(wrapped(text, WIDTH - 2 * MARGIN, SMALL), 3, WIDTH - 2 * MARGIN, SMALL)
    top = 0.25 + text_height(len(lines), SMALL)
    text_at(figure, MARGIN, top, "\n".join(lines), SMALL, color=MUTED)
    return top + 0.1


def draw_verdict(figure: Figure, document: Document, top: float, floor: float) -> None:
    """The verdict in its own words, where few structures leave room for it."""
    lines = wrapped(document.get("verdict", {}).get("text", ""), WIDTH - 2 * MARGIN, HEAD)
    if any(lines) and top - text_height(len(lines), HEAD) > floor:
        text_at(figure, MARGIN, top, "\n".join(lines), HEAD)
