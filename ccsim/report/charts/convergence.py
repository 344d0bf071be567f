"""How the widest interval of the best against the rest narrowed, beside what matters in practice."""

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from ccsim.report import findings
from ccsim.report.charts.frame import framed
from ccsim.report.charts.lines import End, calm, name_ends
from ccsim.report.charts.palette import BODY, SLIDE, Sheet, Size
from ccsim.report.colours import OTHER, WINNER
from ccsim.report.document import Document
from ccsim.report.narrowing import Narrowing, narrowing

AXIS, LEFT, HEADING, ENDS = 0.65, 0.75, 0.4, 1.9  # inches


def draw_convergence(document: Document, size: Size = SLIDE) -> Sheet:
    """The half-width by replications, with the margin as a dashed line."""
    sheet = Sheet(size)
    frame = framed(sheet, document, findings.convergence(document))
    shown = narrowing(document)
    assert shown is not None
    sheet.text(frame.left, frame.top, f"{shown.heading} ({shown.unit})", BODY, weight="bold")
    axes = sheet.axes(frame.left + LEFT, frame.bottom + AXIS, frame.width - LEFT - ENDS, frame.height - AXIS - HEADING)
    axes.plot(shown.counts, shown.halves, color=WINNER, linewidth=2.2, marker="o", markersize=5, clip_on=False)
    axes.set_yscale("log")
    axes.set_ylim(shown.ticks[0], shown.ticks[-1])
    axes.set_xlim(shown.counts[0] - 0.5, shown.counts[-1] + 0.5)
    ends = [End(shown.halves[-1], shown.told[-1], WINNER, "o")]
    if shown.margin:
        dash = (0, (5, 3))
        axes.axhline(shown.margin, color=OTHER, linewidth=1.4, linestyle=dash)
        matters = shown.scale.with_unit(shown.scale.number(shown.margin / shown.scale.factor))
        ends.append(End(shown.margin, f"{matters} matter", OTHER, "", dash))
    _ticks(axes, shown)
    name_ends(axes, ends, ENDS, frame.height - AXIS - HEADING)
    return sheet


def applies(document: Document) -> bool:
    """Whether enough intervals are known to see them narrow."""
    return narrowing(document) is not None


def _ticks(axes: Axes, shown: Narrowing) -> None:
    """Round numbers on the logarithmic axis, whole replications on the other."""
    axes.set_yticks(shown.ticks, [f"{tick:,.6g}" for tick in shown.ticks], minor=False)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel(shown.across, size=BODY, loc="left")
    calm(axes)
