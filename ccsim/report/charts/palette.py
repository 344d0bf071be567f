"""The look shared by all charts: sizes, places, type, and the one way to write a file.

Charts are laid out in the inches and points of a slide, on a sheet that is as wide and high as its size has room for at
slide type, and shrunk to that size when they are written. The same sheet gives the same bytes: fixed salt, no date, the
font that ships with matplotlib, text as outlines.
"""

import io
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
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

DPI = 150
MARGIN = 0.45
SMALL, BODY, HEAD, TITLE = 11, 12, 14, 22  # points at slide size
POINTS_PER_INCH, LINE = 72, 1.25
ASCENT = 0.76  # of the size of type, from the base of a line to the top of its tall letters


@dataclass(frozen=True)
class Size:
    """What a chart is drawn for: inches as people see it, and how much smaller than on a slide type is there."""

    name: str
    inches: tuple[float, float]
    shrunk: float

    @property
    def room(self) -> tuple[float, float]:
        """Inches at slide type."""
        return self.inches[0] / self.shrunk, self.inches[1] / self.shrunk


SLIDE = Size("slide", (13.333, 7.5), 1.0)
NOTEBOOK = Size("notebook", (9.5, 5.6), 0.75)
REPORT = Size("report", (7.0, 4.7), 0.64)
SIZES = {size.name: size for size in (SLIDE, NOTEBOOK, REPORT)}

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


class Sheet:
    """An empty figure of one size, on which things are placed in inches from the lower left corner."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.width, self.height = size.room
        self.figure = Figure(figsize=size.room, dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self.figure)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes in this place."""
        return self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))

    def text(self, left: float, top: float, text: str, size: float = BODY, **how: Any) -> None:
        """Text whose upper left corner lies here; a single line stands on the same base whatever letters it has."""
        if "\n" in text:
            place, y = {"va": "top", "linespacing": LINE, **how}, top
        else:
            place, y = {"va": "baseline", **how}, top - ASCENT * size / POINTS_PER_INCH
        self.figure.text(left / self.width, y / self.height, text, size=size, **place)


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


def save(sheet: Sheet, folder: Path, name: str, title: str) -> list[Path]:
    """Write the sheet as PNG and SVG in its size; the same sheet gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    # pixels for the size as seen, of which the file says that there are DPI to the inch
    metadata = {"Title": title, "Software": None}
    sheet.figure.savefig(png, dpi=DPI * sheet.size.shrunk, metadata=metadata, pil_kwargs={"dpi": (DPI, DPI)})
    drawn = io.StringIO()
    sheet.figure.savefig(drawn, format="svg", metadata={"Title": title, "Date": None, "Creator": "ccsim"})
    svg.write_text(_shrunk(drawn.getvalue(), sheet.size), encoding="utf-8")
    return [png, svg]


def _shrunk(svg: str, size: Size) -> str:
    """The drawing with the size that people see; what is in it scales along."""
    width, height = (inches * POINTS_PER_INCH for inches in size.inches)
    return re.sub(r'width="[^"]*pt" height="[^"]*pt"', f'width="{width:g}pt" height="{height:g}pt"', svg, count=1)
