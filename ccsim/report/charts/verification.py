"""The engine against theory: what was expected against what was simulated, and how many standard errors lie between."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from ccsim.report import findings
from ccsim.report.charts.frame import Frame, draw_title
from ccsim.report.charts.lines import calm
from ccsim.report.charts.palette import (
    BODY,
    MARGIN,
    SLIDE,
    SMALL,
    Sheet,
    Size,
    house_style,
    save,
    text_height,
)
from ccsim.report.colours import FAINT, INK, MUTED, SERIES, WINNER

Rows = Sequence[Mapping[str, Any]]
"""As `ccsim verify --json` prints them."""
ACCEPTED = 3.5  # standard errors, as in ccsim/verify
LEFT, AXIS, HEADING, NAMES, SHARE = 0.75, 0.6, 0.35, 0.85, 0.4  # inches; the first panel's part of the width
MOST_TICKS = 4
LEAST_ROW, SPAN = 0.19, 5.0  # inches a case; standard errors shown to each side


def write_verification_chart(rows: Rows, folder: Path, size: Size = SLIDE) -> list[Path]:
    """Write verification.png and verification.svg."""
    with house_style():
        return save(draw_verification(rows, size), Path(folder), "verification", findings.verification(rows))


def draw_verification(rows: Rows, size: Size = SLIDE) -> Sheet:
    """Expected against simulated on the left, the gaps by case on the right."""
    sheet = Sheet(size)
    top = draw_title(sheet, findings.verification(rows))
    words = "Each dot: one measure of one case. Filled: agrees; orange and hollow: does not."
    sheet.text(MARGIN, 0.25 + text_height(1, SMALL), words, SMALL, color=MUTED)
    frame = Frame(MARGIN, 0.6, sheet.width - MARGIN, top)
    foot, height = frame.bottom + AXIS, frame.height - AXIS - HEADING
    wide = min(frame.width * SHARE, height + LEFT)
    sheet.text(frame.left, frame.top, "Simulated against expected (logarithmic axes)", BODY, weight="bold")
    _against(sheet.axes(frame.left + LEFT, foot, wide - LEFT, height), rows)
    left = frame.left + wide + 0.5
    sheet.text(left, frame.top, "Gap by case (standard errors)", BODY, weight="bold")
    _gaps(sheet, rows, Frame(left, foot, frame.right, frame.top - HEADING))
    return sheet


def _look(row: Mapping[str, Any]) -> dict[str, Any]:
    """Agreement is filled, the rest hollow and orange."""
    colour = WINNER if row["ok"] else SERIES[1]
    return {"color": colour, "markerfacecolor": colour if row["ok"] else "none", "marker": "o", "linestyle": "none"}


def _against(axes: Axes, rows: Rows) -> None:
    """The closer to the diagonal, the better; bars of one standard error are mostly smaller than the dots."""
    known = [row for row in rows if (row["expected"] or 0) > 0 and (row["measured"] or 0) > 0]
    ends = [row[which] for row in known for which in ("expected", "measured")] or [0.1, 1.0]
    limits = (min(ends) / 2, max(ends) * 2)
    axes.set(xscale="log", yscale="log", xlim=limits, ylim=limits)
    axes.plot(limits, limits, color=MUTED, linewidth=1, zorder=1)
    for row in known:
        error = row["standard_error"] or 0.0
        axes.errorbar(row["expected"], row["measured"], yerr=[[min(error, 0.9 * row["measured"])], [error]],
                      markersize=4, elinewidth=1, alpha=0.8, **_look(row))  # fmt: skip
    axes.set_xlabel("Expected by theory", size=BODY, loc="left")
    axes.set_ylabel("Simulated", size=BODY, loc="bottom")
    calm(axes)
    axes.minorticks_off()
    step = -(-math.log10(limits[1] / limits[0]) // MOST_TICKS)
    powers = [10.0**k for k in range(-12, 13, int(step)) if limits[0] <= 10.0**k <= limits[1]]
    axes.set_xticks(powers, [f"{power:,g}" for power in powers])
    axes.set_yticks(powers, [f"{power:,g}" for power in powers])


def _gaps(sheet: Sheet, rows: Rows, place: Frame) -> None:
    """Cases in as many columns as they need to be legible, dots within the band of what is accepted."""
    cases = list(dict.fromkeys(row["id"] for row in rows))
    most = max(1, int(place.height / LEAST_ROW))
    columns = -(-len(cases) // most)
    columns = max(columns, 2 if len(cases) > 15 else 1)
    each = -(-len(cases) // columns)
    width = place.width / columns
    for i in range(columns):
        part = cases[i * each : (i + 1) * each]
        if part:
            left = place.left + i * width + NAMES
            axes = sheet.axes(left, place.bottom, width - NAMES - 0.1, place.height)
            _column(axes, part, [row for row in rows if row["id"] in part], each)


def _column(axes: Axes, cases: Sequence[str], rows: Rows, each: int) -> None:
    axes.axvspan(-ACCEPTED, ACCEPTED, color=FAINT, alpha=0.45, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for row in rows:
        away = row["standard_errors_away"]
        if away is not None:
            axes.plot(
                [max(-SPAN, min(SPAN, away))], [cases.index(row["id"])], markersize=5, clip_on=False, **_look(row)
            )
    axes.set_xlim(-SPAN, SPAN)
    axes.set_ylim(each - 0.5, -0.5)
    axes.set_xticks([-ACCEPTED, 0, ACCEPTED], [f"−{ACCEPTED}", "0", f"+{ACCEPTED}"])
    axes.set_yticks(range(len(cases)), cases)
    axes.tick_params(length=0, labelsize=SMALL, colors=MUTED)
    axes.spines["bottom"].set_visible(False)
