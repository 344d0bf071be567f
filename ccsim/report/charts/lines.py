"""Lines over time: which structures get a colour, and their names at the ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from ccsim.report.charts.palette import LINE, POINTS_PER_INCH, SMALL, shortened, wrapped
from ccsim.report.colours import FAINT, MARKERS, MUTED, SERIES
from ccsim.report.document import Document, ranked, title_of, winner_of

MOST_COLOURED = 5
SAMPLE = 0.38  # inches to the end of the piece of line before a name
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (4, 1, 1, 1, 1, 1)))


@dataclass(frozen=True)
class Look:
    """How one structure's line looks; a quiet one has neither name nor colour of its own."""

    structure: Mapping[str, Any]
    colour: str
    marker: str
    dash: Any
    is_quiet: bool

    @property
    def title(self) -> str:
        """The name at the line's end."""
        return title_of(self.structure)


@dataclass(frozen=True)
class End:
    """A name wanted at this height of the axes, and how its line looks."""

    value: float
    title: str
    colour: str
    marker: str = ""
    dash: Any = "-"


def looks(document: Document) -> list[Look]:
    """A look for each structure, quiet ones first so that others lie on top: of many only the first, the baseline and
    the last are named."""
    order = ranked(document)
    named = [s["name"] for s in order]
    if len(order) > MOST_COLOURED:
        named = list(dict.fromkeys([winner_of(document) or named[0], document.get("baseline") or named[0], named[-1]]))
    quiet = [Look(s, "#bfbfbf", "", "-", True) for s in order if s["name"] not in named]
    loud = [s for s in order if s["name"] in named]
    return quiet + [
        Look(s, SERIES[i % len(SERIES)], MARKERS[i % len(MARKERS)], DASHES[i % len(DASHES)], False)
        for i, s in enumerate(loud)
    ]


def name_ends(axes: Axes, ends: Sequence[End], width: float, height: float) -> None:
    """Names right of the axes, moved apart where they would meet; width and height in inches."""
    written = [(end, _lines(end.title, width - SAMPLE - 0.1, height / max(1, len(ends)))) for end in ends]
    wanted = [axes.transAxes.inverted().transform(axes.transData.transform((0, end.value)))[1] for end, _ in written]
    order = sorted(range(len(written)), key=lambda i: wanted[i])
    sizes = [len(written[i][1]) * SMALL * LINE / POINTS_PER_INCH / height for i in order]
    for i, place in zip(order, _apart([wanted[i] for i in order], sizes), strict=True):
        end, lines = written[i]
        inch = 1 / width_of(axes)
        axes.plot(
            [1 + 0.08 * inch, 1 + SAMPLE * inch], [place, place], color=end.colour, marker=end.marker, markersize=4,
            linestyle=end.dash, linewidth=2, transform=axes.transAxes, clip_on=False,
        )  # fmt: skip
        axes.annotate(
            "\n".join(lines), (1 + (SAMPLE + 0.08) * inch, place), xycoords="axes fraction",
            size=SMALL, va="center", linespacing=1.1, annotation_clip=False,
        )  # fmt: skip


def width_of(axes: Axes) -> float:
    """The axes' width in inches."""
    return float(axes.bbox.width) / axes.figure.dpi


def _lines(title: str, width: float, height: float) -> list[str]:
    """A name in two lines where there is room, else in one."""
    most = 2 if height > 2.2 * SMALL * LINE / POINTS_PER_INCH else 1
    return shortened(wrapped(title, width, SMALL), most, width, SMALL)


def _apart(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Places from low to high, near those wanted, so that boxes of these sizes do not meet: up first, then down again
    from the top."""
    places: list[float] = []
    floor = 0.0
    for place, size in zip(wanted, sizes, strict=True):
        places.append(max(place, floor + size / 2))
        floor = places[-1] + size / 2
    ceiling = 1.0
    for i in reversed(range(len(places))):
        places[i] = min(places[i], ceiling - sizes[i] / 2)
        ceiling = places[i] - sizes[i] / 2
    return places


def calm(axes: Axes) -> None:
    """A grid of faint lines and nothing that competes with the data."""
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=SMALL, colors=MUTED)
