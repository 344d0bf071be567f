"""How long the warm-up must be: the trial from an empty start, week by week, and where it was cut."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ccsim.experiment.format import measure_heading, scale_for
from ccsim.report import findings
from ccsim.report.charts.frame import draw_footer, draw_title
from ccsim.report.charts.lines import End, name_ends
from ccsim.report.charts.palette import BODY, MARGIN, SLIDE, Sheet, Size, house_style, save
from ccsim.report.colours import FAINT, MARKERS, MUTED, SERIES
from ccsim.report.document import Document, currency_of, title_of

LABELS, HEAD, AXIS = 3.1, 0.35, 0.75  # inches


def write_warmup_chart(document: Document, folder: Path) -> list[Path]:
    """Write warmup.png and warmup.svg."""
    with house_style():
        return save(draw_warmup(document), Path(folder), "warmup", findings.warmup(document))


def draw_warmup(document: Document, size: Size = SLIDE) -> Sheet:
    """The primary measure by week, a line for each structure, the warm-up shaded."""
    sheet = Sheet(size)
    trial, key = document["warmup_trial"], document["primary"]
    top = draw_title(sheet, findings.warmup(document)) - HEAD
    bottom = draw_footer(sheet, document) + AXIS
    courses = [c for c in trial["courses"] if c["measure"] == key]
    scale = scale_for(key, [{"mean": x} for c in courses for x in c["weekly"]], currency_of(document))
    axes = sheet.axes(MARGIN + 0.5, bottom, sheet.width - 2 * MARGIN - 0.5 - LABELS, top - bottom)
    weeks = range(1, trial["weeks"] + 1)
    ends = []
    for i, course in enumerate(courses):
        colour, marker = SERIES[i % len(SERIES)], MARKERS[i % len(MARKERS)]
        values = [float("nan") if x is None else x * scale.factor for x in course["weekly"]]
        axes.plot(weeks, values, color=colour, marker=marker, markersize=7, linewidth=1.8)
        title = next(title_of(s) for s in document["structures"] if s["name"] == course["structure"])
        ends.append(End(_last_known(values), title, colour, marker))
    _frame(axes, trial, measure_heading(key, scale))
    name_ends(axes, ends, LABELS, top - bottom)
    return sheet


def _frame(axes: Axes, trial: dict[str, Any], heading: str) -> None:
    axes.axvspan(0.5, trial["warmup_weeks"] + 0.5, color=FAINT, alpha=0.5, linewidth=0)
    axes.text(0.58, 0.98, "warm-up", color=MUTED, size=BODY, va="top", transform=axes.get_xaxis_transform())
    axes.set_xlim(0.5, trial["weeks"] + 0.5)
    axes.set_xlabel(f"Week of the trial in which issues arise; {trial['rule']}", size=BODY, loc="left")
    axes.set_title(heading, loc="left", size=BODY)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(y=0.15)
    axes.grid(axis="y", color=FAINT)
    axes.tick_params(length=0)


def _last_known(values: list[float]) -> float:
    """Where a line ends."""
    return next((x for x in reversed(values) if x == x), 0.0)


def applies(document: Document) -> bool:
    """Whether the warm-up was chosen from a trial."""
    return "warmup_trial" in document
