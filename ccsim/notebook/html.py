"""Small blocks of HTML for notebooks: escaped, without colours of their own, so that light and dark pages both do.

What matters is in the marks alone, since some pages that show stored notebooks take all styles out.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

FAINT = "opacity: 0.7; font-size: 0.9em"
CELL = "padding: 0.15em 0.9em 0.15em 0; text-align: {align}; background: none; white-space: {space}"
RULE = "border-bottom: 1px solid rgba(128, 128, 128, 0.4)"


def block(heading: str, finding: str, *parts: str, facts: Iterable[str] = ()) -> str:
    """A heading, a sentence, what is to be seen, and what a reader must know, one under the other."""
    lines = [f"<div style='{FAINT}'>{escape(heading)}</div>"]
    if finding:
        lines.append(f"<div style='max-width: 50em; margin: 0.2em 0 0.5em'><b>{escape(finding)}</b></div>")
    return "\n".join(["<div style='line-height: 1.4'>", *lines, *parts, facts_line(facts), "</div>"])


def facts_line(facts: Iterable[str]) -> str:
    """Facts in one faint line, each unbroken."""
    shown = " · ".join(f"<span style='white-space: nowrap'>{escape(fact)}</span>" for fact in facts if fact)
    return f"<div style='{FAINT}; margin-top: 0.5em'>{shown}</div>" if shown else ""


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    strong: frozenset[int] = frozenset(),
    drawn: Sequence[str] = (),
) -> str:
    """A table whose first column is words and whose others are figures; `strong` rows are bold.

    `drawn` has a picture for each row, to stand after its first figure.
    """
    lines = [_row("th", heads, RULE + "; vertical-align: bottom", picture="" if drawn else None)]
    for i, row in enumerate(rows):
        picture = drawn[i] if drawn else None
        lines.append(_row("td", row, "", bold=i in strong, picture=picture))
    return "<table style='border-collapse: collapse; font-size: 0.95em'>" + "".join(lines) + "</table>"


def prose_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of words, whose last column may be long."""
    lines = [_row("th", heads, RULE, figures=False)]
    lines += [_row("td", row, "", figures=False) for row in rows]
    return "<table style='border-collapse: collapse; font-size: 0.95em'>" + "".join(lines) + "</table>"


def whiskers(intervals: Sequence[Mapping[str, float | None]]) -> list[str]:
    """A dot in its interval for each, on one scale; nothing at all where no interval is known."""
    ends = [x for interval in intervals for x in interval.values() if x is not None]
    if not ends or min(ends) == max(ends) or all(interval.get("low") is None for interval in intervals):
        return []
    low, span = min(ends), max(ends) - min(ends)

    def place(x: float) -> str:
        return f"{6 + (PICTURE - 12) * (x - low) / span:.1f}"

    return [_whisker({end: place(x) for end, x in interval.items() if x is not None}) for interval in intervals]


PICTURE = 130  # pixels


def _whisker(places: Mapping[str, str]) -> str:
    line = dot = ""
    if "low" in places and "high" in places:
        line = (
            f"<line x1='{places['low']}' x2='{places['high']}' y1='8' y2='8' stroke='currentColor' stroke-width='2'/>"
        )
    if "mean" in places:
        dot = f"<circle cx='{places['mean']}' cy='8' r='4' fill='currentColor'/>"
    style = f"min-width: {PICTURE}px; vertical-align: middle"  # a page may have pictures give way to text
    return f"<svg width='{PICTURE}' height='16' aria-hidden='true' style='{style}'>{line}{dot}</svg>"


def _row(
    tag: str, cells: Sequence[str], style: str, figures: bool = True, bold: bool = False, picture: str | None = None
) -> str:
    """One row; headings, words before figures and the last words may take two lines, other cells stay whole."""
    parts = []
    for i, cell in enumerate(cells):
        align = "right" if figures and i else "left"
        wraps = i == (0 if figures else len(cells) - 1)
        space = "normal" if tag == "th" or wraps else "nowrap"
        shown = f"<b>{escape(cell)}</b>" if bold else escape(cell)
        parts.append(f"<{tag} style='{CELL.format(align=align, space=space)}; {style}'>{shown}</{tag}>")
    if picture is not None:
        parts.insert(2, f"<{tag} style='{CELL.format(align='left', space='nowrap')}; {style}'>{picture}</{tag}>")
    return f"<tr style='background: none'>{''.join(parts)}</tr>"
