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
MOST_TICKS, CORNER = 4, 0.12  # and of an axis, before the first tick
LEAST_ROW, SPAN = 0.19, 5.0  # inches a case; standard errors shown to each side


def write_verification_chart(rows: Rows, seed: int, folder: Path, size: Size = SLIDE) -> list[Path]:
    """Write verification.png and verification.svg."""
    with house_style():
        return save(draw_verification(rows, seed, size), Path(folder), "verification", findings.verification(rows))


def draw_verification(rows: Rows, seed: int, size: Size = SLIDE) -> Sheet:
    """Expected against simulated on the left, the gaps by case on the right."""
    sheet = Sheet(size)
    top = draw_title(sheet, findings.verification(rows))
    words = (
        "Each dot: one measure of one case. Filled: agrees; orange and hollow: does not.",
        " · ".join(facts(rows, seed)),
    )
    foot = 0.25 + text_height(len(words), SMALL)
    sheet.text(MARGIN, foot, "\n".join(words), SMALL, color=MUTED)
    frame = Frame(MARGIN, foot + 0.1, sheet.width - MARGIN, top)
    foot, height = frame.bottom + AXIS, frame.height - AXIS - HEADING
    wide = min(frame.width * SHARE, height + LEFT)
    sheet.text(frame.left, frame.top, "Simulated against expected", BODY, weight="bold")
    _against(sheet.axes(frame.left + LEFT, foot, wide - LEFT, height), rows)
    left = frame.left + wide + 0.5
    sheet.text(left, frame.top, "Gap by case (standard errors)", BODY, weight="bold")
    _gaps(sheet, rows, Frame(left, foot, frame.right, frame.top - HEADING))
    return sheet


def facts(rows: Rows, seed: int) -> list[str]:
    """What a reader must know to read the dots: the seed, and how often each case was run."""
    counts = sorted({int(row["replications"]) for row in rows if row["replications"]}) or [0]
    many = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
    return [f"seed {seed}", f"{many} {'replication' if counts == [1] else 'replications'} of each case"]


def _look(row: Mapping[str, Any]) -> dict[str, Any]:
    """Agreement is filled, the rest hollow and orange."""
    colour = WINNER if row["ok"] else SERIES[1]
    return {"color": colour, "markerfacecolor": colour if row["ok"] else "none", "marker": "o", "linestyle": "none"}


def _against(axes: Axes, rows: Rows) -> None:
    """The closer to the diagonal, the better; bars of one standard error are mostly smaller than the dots."""
    known = [row for row in rows if (row["expected"] or 0) > 0 and (row["measured"] or 0) > 0]
    ends = [row[which] for row in known for which in ("expected", "measured")] or [0.1, 1.0]
    limits, ticks = _limits(min(ends) / 2, max(ends) * 2)
    axes.set(xscale="log", yscale="log", xlim=limits, ylim=limits)
    axes.plot(limits, limits, color=MUTED, linewidth=1, zorder=1)
    for row in known:
        error = row["standard_error"] or 0.0
        axes.errorbar(row["expected"], row["measured"], yerr=[[min(error, 0.9 * row["measured"])], [error]],
                      markersize=4, elinewidth=1, alpha=0.8, **_look(row))  # fmt: skip
    axes.set_xlabel("Expected by theory (logarithmic axes)", size=BODY, loc="left")
    axes.set_ylabel("Simulated", size=BODY)
    calm(axes)
    axes.minorticks_off()
    axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks])
    axes.set_yticks(ticks, [f"{tick:,g}" for tick in ticks])


def _limits(low: float, high: float) -> tuple[tuple[float, float], list[float]]:
    """Ends of both axes and powers of ten between, the first so far from the corner that its two labels are clear."""
    step = math.ceil(math.log10(high / low) / MOST_TICKS)
    ticks = [10.0**power for power in range(-12, 13, step) if low <= 10.0**power <= high]
    if ticks:
        low = min(low, ticks[0] / (high / ticks[0]) ** (CORNER / (1 - CORNER)))
    return (low, high), ticks


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
