"""How the widest interval of the best against the rest narrowed, beside what matters in practice."""

import math

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from ccsim.report import findings
from ccsim.report.charts.frame import framed
from ccsim.report.charts.lines import End, calm, name_ends
from ccsim.report.charts.palette import BODY, SLIDE, Sheet, Size
from ccsim.report.colours import OTHER, WINNER
from ccsim.report.document import Document, currency_of, level_of, primary_label
from ccsim.report.format import difference_scale

AXIS, LEFT, HEADING, ENDS = 0.65, 0.75, 0.4, 1.9  # inches
MANY_FOLD = 1000.0  # from which on only powers of ten are marked


def draw_convergence(document: Document, size: Size = SLIDE) -> Sheet:
    """The half-width by replications, with the margin as a dashed line."""
    sheet = Sheet(size)
    frame = framed(sheet, document, findings.convergence(document))
    rows = [row for row in document["convergence"] if row["half_width"] is not None]
    margin = document.get("margin")
    last = rows[-1]["half_width"]
    scale = difference_scale(document["primary"], [{"mean": last, "low": -last, "high": last}], currency_of(document))
    unit = f" ({scale.unit}, logarithmic axis)" if scale.unit else " (logarithmic axis)"
    heading = f"Half-width of the {level_of(document)} interval on {primary_label(document).lower()}{unit}"
    sheet.text(frame.left, frame.top, heading, BODY, weight="bold")
    axes = sheet.axes(frame.left + LEFT, frame.bottom + AXIS, frame.width - LEFT - ENDS, frame.height - AXIS - HEADING)
    xs, ys = [row["replications"] for row in rows], [row["half_width"] * scale.factor for row in rows]
    axes.plot(xs, ys, color=WINNER, linewidth=2.2, marker="o", markersize=5)
    axes.set_yscale("log")
    levels = [*ys, *([margin * scale.factor] if margin else [])]
    axes.set_ylim(min(levels) / 1.6, max(levels) * 1.5)
    axes.set_xlim(min(xs) - 0.5, max(xs) + 0.5)
    ends = [End(ys[-1], f"± {scale.with_unit(scale.number(last))} known", WINNER, "o")]
    if margin:
        dash = (0, (5, 3))
        axes.axhline(margin * scale.factor, color=OTHER, linewidth=1.4, linestyle=dash)
        matters = scale.with_unit(scale.number(margin))
        ends.append(End(margin * scale.factor, f"{matters} matter", OTHER, "", dash))
    _ticks(axes)
    name_ends(axes, ends, ENDS, frame.height - AXIS - HEADING)
    return sheet


def applies(document: Document) -> bool:
    """Whether any interval is known."""
    return any(row["half_width"] is not None for row in document.get("convergence", []))


def _ticks(axes: Axes) -> None:
    """Few round numbers on the logarithmic axis, whole replications on the other."""
    low, high = axes.get_ylim()
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 3) if high / low < MANY_FOLD else (1,)
    ticks = [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]
    axes.set_yticks(ticks, [f"{tick:,.6g}" for tick in ticks], minor=False)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("Replications", size=BODY, loc="left")
    calm(axes)
