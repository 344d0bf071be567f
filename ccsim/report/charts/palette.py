"""The look shared by all charts: sizes, and the one way to write a file.

The same figure gives the same bytes: fixed salt, no date, the font that ships with matplotlib, text as outlines.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from ccsim.report.colours import FAINT, INK, PAPER

WIDTH, HEIGHT, DPI = 13.333, 7.5, 150  # inches: a 16:9 slide
MARGIN = 0.45
SMALL, BODY, HEAD, TITLE = 11, 12, 14, 22  # points at slide size
POINTS_PER_INCH, LINE = 72, 1.25

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": BODY,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "axes.formatter.limits": (-9, 12),
    "svg.hashsalt": "ccsim",
    "svg.fonttype": "path",
    "path.simplify": True,
}


def house_style() -> AbstractContextManager[None]:
    """The style to draw and write in, whatever the user's own matplotlibrc says."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **STYLE, "backend": "agg"})


def new_slide() -> Figure:
    """An empty figure of slide size."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes placed in inches from the slide's lower left corner."""
    return figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))


def text_at(figure: Figure, left: float, top: float, text: str, size: float = BODY, **how: Any) -> None:
    """Text whose upper left corner is so many inches from the slide's lower left corner."""
    figure.text(left / WIDTH, top / HEIGHT, text, size=size, **{"va": "top", "linespacing": LINE, **how})


def text_height(lines: int, size: float) -> float:
    """Inches that so many lines take."""
    return lines * size * LINE / POINTS_PER_INCH


@cache
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Inches that one line of text takes."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, False)
    return float(width) / POINTS_PER_INCH


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines of at most so many inches, broken at ordinary spaces only."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        fits = text_width(longer, size, bold) <= width or not lines[-1]
        lines = [*lines[:-1], longer] if fits else [*lines, word]
    return lines


def balanced(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The text in no more lines than it needs, of about equal width."""
    lines = wrapped(text, width, size, bold)
    while len(narrower := wrapped(text, width * 0.97, size, bold)) == len(lines) > 1:
        width *= 0.97
        if max(text_width(line, size, bold) for line in narrower) > width:
            break
        lines = narrower
    return lines


def shortened(lines: Sequence[str], most: int, width: float, size: float, bold: bool = False) -> list[str]:
    """At most so many lines, none wider than the width, an ellipsis where text was left out."""
    kept = [*lines[:most]]
    if len(lines) > most:
        kept[-1] += " …"
    return [_cut(line, width, size, bold) for line in kept]


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    while text_width(line, size, bold) > width and len(line) > 2:
        line = line.removesuffix("…").rstrip()[:-1] + "…"
    return line


def save(figure: Figure, folder: Path, name: str, title: str) -> list[Path]:
    """Write the figure as PNG and SVG; the same figure gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    figure.savefig(png, dpi=DPI, metadata={"Title": title, "Software": None})
    figure.savefig(svg, metadata={"Title": title, "Date": None, "Creator": "ccsim"})
    return [png, svg]
