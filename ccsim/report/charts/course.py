"""The course over the days or weeks of the window: a line with its band for each structure."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ccsim.experiment.format import measure_heading, scale_for
from ccsim.report import findings
from ccsim.report.charts.frame import Frame, framed
from ccsim.report.charts.lines import End, Look, calm, looks, name_ends
from ccsim.report.charts.palette import BODY, SLIDE, SMALL, Sheet, Size
from ccsim.report.colours import FAINT, INK, MUTED
from ccsim.report.document import Document, currency_of, level_of
from ccsim.report.patterns import DAYS, DAYS_A_WEEK, change_day, change_period, course_of

AXIS, LEFT, HEADING, NAMES, GAP = 0.62, 0.55, 0.32, 2.6, 0.25  # inches
BESIDE = "contacts_per_issue"
"""The second panel, where there is a course of it."""
SATURDAY = 5


def draw_course(document: Document, size: Size = SLIDE) -> Sheet:
    """The primary measure, and below it how often customers had to come."""
    sheet, key = Sheet(size), findings.course_key(document)
    frame = framed(sheet, document, findings.course(document))
    keys = [k for k in dict.fromkeys((key, BESIDE)) if any(course_of(s, k) for s in document["structures"])]
    height = frame.height - AXIS
    shares = [1.0] if len(keys) == 1 else [0.6, 0.4]
    top = frame.top
    for k, share in zip(keys, shares, strict=True):
        is_last = k == keys[-1]
        place = Frame(frame.left + LEFT, top - height * share + (0 if is_last else GAP), frame.right - NAMES, top)
        _panel(sheet, document, k, place, is_last)
        top -= height * share
    return sheet


def applies(document: Document) -> bool:
    """Whether any structure has a course of at least two periods."""
    return any(len(course_of(s, findings.course_key(document))) > 1 for s in document["structures"])


def _panel(sheet: Sheet, document: Document, key: str, place: Frame, is_last: bool) -> None:
    shown = [look for look in looks(document) if course_of(look.structure, key)]
    every = [level for look in shown for level in course_of(look.structure, key)]
    scale = scale_for(key, every, currency_of(document))
    heading = measure_heading(key, scale)
    if len(shown) and key == findings.course_key(document) and every and every[0].get("low") is not None:
        heading += f", with {level_of(document)} bands"
    sheet.text(place.left - LEFT, place.top, heading, BODY, weight="bold")
    height = place.height - HEADING
    axes = sheet.axes(place.left, place.bottom, place.width, height)
    ends = [end for look in shown if (end := _line(axes, look, key, scale.factor))]
    periods = max(len(course_of(look.structure, key)) for look in shown)
    axes.set_xlim(0.5, periods + 0.5)
    axes.margins(y=0.08)
    if scale.unit == "%":
        low, high = axes.get_ylim()
        axes.set_ylim(max(low, 0), min(high, 100.5))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    calm(axes)
    _time_axis(axes, document, shown[0], periods, is_last)
    _transitions(axes, shown)
    name_ends(axes, ends, NAMES, height)


def _line(axes: Axes, look: Look, key: str, factor: float) -> End | None:
    """One structure's line; its end where it is named."""
    course = course_of(look.structure, key)
    known = [(i + 1, mean * factor) for i, x in enumerate(course) if (mean := x.get("mean")) is not None]
    if not known:
        return None
    xs, ys = zip(*known, strict=True)
    if look.is_quiet:
        axes.plot(xs, ys, color=look.colour, linewidth=0.9, zorder=1)
        return None
    band = [
        (i + 1, low * factor, high * factor)
        for i, x in enumerate(course)
        if (low := x.get("low")) is not None and (high := x.get("high")) is not None
    ]
    if band:
        days, lows, highs = zip(*band, strict=True)
        axes.fill_between(days, lows, highs, color=look.colour, alpha=0.18, linewidth=0)
    axes.plot(xs, ys, color=look.colour, linestyle=look.dash, marker=look.marker, markersize=5, linewidth=2)
    return End(ys[-1], look.title, look.colour, look.marker, look.dash)


def _time_axis(axes: Axes, document: Document, look: Look, periods: int, is_last: bool) -> None:
    """Weeks by number; days by weekday, with weekends shaded."""
    if look.structure["course"]["period"] == "week" or document["window"]["warmup_days"] % 1:
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        word = "Week" if look.structure["course"]["period"] == "week" else "Day"
        axes.set_xlabel(f"{word} of the window in which issues arise", size=BODY, loc="left")
    else:
        _weekdays(axes, int(document["window"]["warmup_days"]), periods)
        axes.set_xlabel("Day on which issues arise; weekends shaded", size=BODY, loc="left")
    if not is_last:
        axes.set_xlabel("")
        axes.set_xticklabels([])


def _weekdays(axes: Axes, first: int, periods: int) -> None:
    weekday = [(first + i) % DAYS_A_WEEK for i in range(periods)]
    for i, day in enumerate(weekday):
        if day >= SATURDAY:
            axes.axvspan(i + 0.5, i + 1.5, color=FAINT, alpha=0.45, linewidth=0, zorder=0)
    every = 1 if periods <= 2 * DAYS_A_WEEK else DAYS_A_WEEK
    shown = [i for i in range(periods) if every == 1 or weekday[i] == 0]
    axes.set_xticks([i + 1 for i in shown], [DAYS[weekday[i]][:3] for i in shown])


def _transitions(axes: Axes, shown: Sequence[Look]) -> None:
    """A line where a structure changes on a date inside the window."""
    for look in shown:
        day = change_day(look.structure)
        if day is None or look.is_quiet or not change_period(look.structure):
            continue
        place = day / (1 if look.structure["course"]["period"] == "day" else DAYS_A_WEEK) + 0.5
        axes.axvline(place, color=INK, linewidth=1, linestyle=(0, (2, 2)))
        axes.annotate("change", (place, 1), xycoords=axes.get_xaxis_transform(), xytext=(4, -2),
                      textcoords="offset points", size=SMALL, color=MUTED, va="top")  # fmt: skip
        return
