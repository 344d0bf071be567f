"""Arrivals, staffing and backlog by hour of the week, the busiest day enlarged; hours without agents shaded."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ccsim.report import findings
from ccsim.report.charts.frame import framed
from ccsim.report.charts.lines import End, Look, calm, looks, name_ends
from ccsim.report.charts.palette import BODY, SLIDE, SMALL, Sheet, Size
from ccsim.report.colours import FAINT
from ccsim.report.document import Document, ranked
from ccsim.report.patterns import DAYS, DAYS_A_WEEK, HOURS_A_DAY, peak

SERIES = {
    "arrivals": "Contacts that come, an hour",
    "on_duty": "Agents on duty",
    "backlog": "Written work that nobody has begun",
}
AXIS, LEFT, HEADING, NAMES, GAP, DAY_SHARE = 0.62, 0.55, 0.3, 2.4, 0.3, 0.26  # inches; the day's part of the width
NOBODY = 0.5  # agents, below which an hour counts as without


def draw_week(document: Document, size: Size = SLIDE) -> Sheet:
    """Three panels of the whole week, and beside each the same of its busiest day."""
    sheet = Sheet(size)
    frame = framed(sheet, document, findings.week(document))
    shown = [look for look in looks(document) if look.structure.get("week")]
    series = [name for name in SERIES if any(look.structure["week"].get(name) for look in shown)]
    width = frame.width - 2 * LEFT - NAMES
    height = (frame.height - AXIS) / len(series)
    day = _busiest_day(document)
    for i, name in enumerate(series):
        top, is_last = frame.top - i * height, i == len(series) - 1
        foot = top - height + (0.0 if is_last else GAP / 2)
        left, middle = frame.left + LEFT, frame.left + LEFT + width * (1 - DAY_SHARE)
        sheet.text(frame.left, top, SERIES[name], BODY, weight="bold")
        if i == 0:
            sheet.text(middle + LEFT, top, f"{DAYS[day]}, enlarged", BODY, weight="bold")
        week = sheet.axes(left, foot, middle - left, top - HEADING - foot)
        _draw(week, shown, name, range(DAYS_A_WEEK * HOURS_A_DAY))
        near = sheet.axes(middle + LEFT, foot, frame.right - NAMES - middle - LEFT, top - HEADING - foot)
        ends = _draw(near, shown, name, range(day * HOURS_A_DAY, (day + 1) * HOURS_A_DAY))
        _days(week, is_last)
        _hours(near, day, is_last)
        if i == 0:
            name_ends(near, ends, NAMES, top - HEADING - foot)
    return sheet


def applies(document: Document) -> bool:
    """Whether the hours of the week were counted."""
    return any(peak(s, "arrivals") for s in document["structures"])


def _busiest_day(document: Document) -> int:
    """The day with the busiest hour of the structure that stands first."""
    found = next(found for s in ranked(document) if (found := peak(s, "arrivals")))
    return found[0] // HOURS_A_DAY


def _draw(axes: Axes, shown: Sequence[Look], series: str, hours: range) -> list[End]:
    """Lines from zero, over shaded hours in which nobody is on duty."""
    ends = []
    for look in shown:
        values = look.structure["week"].get(series) or []
        known = [(hour + 0.5, values[hour]) for hour in hours if hour < len(values) and values[hour] is not None]
        if not known:
            continue
        xs, ys = zip(*known, strict=True)
        width = 0.8 if look.is_quiet else 1.6
        axes.plot(xs, ys, color=look.colour, linestyle=look.dash, linewidth=width, zorder=1 if look.is_quiet else 2)
        if not look.is_quiet:
            ends.append(End(ys[-1], look.title, look.colour, "", look.dash))
    for hour in hours:
        if all(_is_empty(look, hour) for look in shown):
            axes.axvspan(hour, hour + 1, color=FAINT, alpha=0.45, linewidth=0, zorder=0)
    axes.set_xlim(hours.start, hours.stop)
    axes.set_ylim(0, axes.get_ylim()[1])
    axes.yaxis.set_major_locator(MaxNLocator(3))
    calm(axes)
    return ends


def _is_empty(look: Look, hour: int) -> bool:
    duty = look.structure["week"].get("on_duty") or []
    return hour < len(duty) and (duty[hour] or 0.0) < NOBODY


def _days(axes: Axes, is_last: bool) -> None:
    middles = [HOURS_A_DAY * (day + 0.5) for day in range(DAYS_A_WEEK)]
    axes.set_xticks(middles, [name[:3] for name in DAYS] if is_last else [""] * DAYS_A_WEEK)
    if is_last:
        axes.set_xlabel("Hours in which nobody is on duty are shaded", size=SMALL, loc="left")


def _hours(axes: Axes, day: int, is_last: bool) -> None:
    shown = range(0, HOURS_A_DAY + 1, 6)
    labels = [f"{hour}:00" if hour in (6, 12, 18) and is_last else "" for hour in shown]
    axes.set_xticks([day * HOURS_A_DAY + hour for hour in shown], labels)
