"""Median waits, a column for each channel, in rows that the chart beside them shares: numbers with bars below."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from ccsim.experiment.format import Scale, scale_for
from ccsim.report.charts.palette import BODY, POINTS_PER_INCH, SMALL, Sheet, text_height, text_width, wrapped
from ccsim.report.charts.rows import channel_name
from ccsim.report.colours import FAINT, INK, MUTED, OTHER_BAR, WINNER_BAR
from ccsim.report.document import Document, channels_of, measure_of, winner_of

MOST_WIDER, BESIDE, GROUP_GAP = 0.3, 0.12, 0.22  # inches that columns grow by, that they leave free, between groups
LEAST_ROW = 0.36  # inches, from which on a bar stands below its number
UP, DOWN, BAR, CAP = 0.085, 0.08, 0.1, 6.0  # inches from a row's middle to number and bar; a bar's; points of an end
FAR = 1.04  # of the longest interval, so that its end is not cut


@dataclass(frozen=True)
class Group:
    """Channels whose waits are alike enough for one axis, the scale they are written in, the columns' least widths."""

    heading: str
    keys: Sequence[str]
    scale: Scale
    longest: float
    widths: Sequence[float]

    @property
    def title(self) -> str:
        """What stands above its columns."""
        return f"Median wait, {self.heading} ({self.scale.unit})"


@dataclass(frozen=True)
class Waits:
    """The groups that are shown, how much wider than least their columns are, and whether rows hold bars."""

    groups: Sequence[Group]
    left_out: Sequence[Group]
    wider: float
    has_bars: bool

    @property
    def width(self) -> float:
        """Inches that they take."""
        columns = [width + self.wider for group in self.groups for width in group.widths]
        return sum(columns) + GROUP_GAP * max(0, len(self.groups) - 1)

    def columns(self) -> Iterator[tuple[Group, str, float, float]]:
        """Each channel with its group, its distance from the left and its width."""
        place = 0.0
        for group in self.groups:
            for key, least in zip(group.keys, group.widths, strict=True):
                yield group, key, place, least + self.wider
                place += least + self.wider
            place += GROUP_GAP


def waits_in(document: Document, room: float, usual: float, row_inches: float) -> Waits:
    """As many groups as there is room for, the live channels first, no wider than usual; all with bars or none."""
    keys = channels_of(document, "wait_min_median")
    live = [key for key in keys if _channel(key) in document["live_channels"]]
    later = [key for key in keys if key not in live]
    groups = [_group(document, name, keys) for name, keys in (("live", live), ("deferred", later)) if keys]
    shown = next((groups[:n] for n in range(len(groups), 0, -1) if Waits(groups[:n], (), 0.0, True).width <= room), [])
    columns = sum(len(group.keys) for group in shown)
    least = Waits(shown, (), 0.0, True).width
    has_bars = row_inches >= LEAST_ROW
    wider = max(0.0, min((min(room, usual) - least) / columns, MOST_WIDER)) if columns and has_bars else 0.0
    return Waits(shown, groups[len(shown) :], wider, has_bars)


def draw_waits(
    sheet: Sheet,
    document: Document,
    order: Sequence[Mapping[str, Any]],
    waits: Waits,
    frame: tuple[float, float, float, float],
) -> None:
    """Draw the columns, a row for each structure; frame: left, bottom, height, top of the heading."""
    left, bottom, height, head = frame
    for group, key, offset, width in waits.columns():
        if key == group.keys[0]:
            whole = sum(group.widths) + waits.wider * len(group.keys)
            for i, line in enumerate(wrapped(group.title, whole, BODY, bold=True)):
                sheet.text(left + offset, head - text_height(i, BODY), line, BODY, weight="bold")
        axes = sheet.axes(left + offset, bottom, width - BESIDE, height)
        name = channel_name(_channel(key), width - BESIDE)
        axes.set_title(name, size=SMALL, loc="left" if waits.has_bars else "right", color=INK, pad=6, linespacing=1.1)
        _column(axes, document, order, (group, key), width if waits.has_bars else 0.0)
        narrowest = min(group.widths) + waits.wider - BESIDE
        _bare(axes, len(order), FAR * group.longest * (width - BESIDE) / narrowest, waits.has_bars)
    if waits.left_out:
        words = " and ".join(group.heading for group in waits.left_out)
        _say_left_out(sheet, f"Not shown: {words} channels", left + waits.width, bottom)


def _group(document: Document, heading: str, keys: Sequence[str]) -> Group:
    shown = [measure_of(structure, key) for structure in document["structures"] for key in keys]
    longest = max((x for level in shown for end in ("mean", "high") if (x := level.get(end)) is not None), default=0.0)
    scale = scale_for("wait_min_median", shown)
    widths = [_least_width(document, key, scale) for key in keys]
    return Group(heading, keys, scale, longest or 1.0, widths)


def _least_width(document: Document, key: str, scale: Scale) -> float:
    """Inches for every number of a column and for every word of its name."""
    numbers = [text_width(_written(s, key, scale, 0.0), SMALL, bold=True) for s in document["structures"]]
    words = [text_width(word, SMALL) for word in channel_name(_channel(key)).split()]
    return max(*numbers, *words) + BESIDE


def _column(
    axes: Axes, document: Document, order: Sequence[Mapping[str, Any]], what: tuple[Group, str], width: float
) -> None:
    """Numbers of one channel, with their bars below where a row holds them: where it does, the column's width."""
    group, key = what
    row_inches = _inches(axes) / len(order)
    for row, structure in enumerate(order):
        interval, won = measure_of(structure, key), structure["name"] == winner_of(document)
        mean, low, high = (interval.get(end) for end in ("mean", "low", "high"))
        if width and mean is not None:
            below = row + DOWN / row_inches
            axes.barh(below, mean, height=BAR / row_inches, color=WINNER_BAR if won else OTHER_BAR)
            if low is not None and high is not None:
                axes.plot([low, high], [below, below], color=INK, linewidth=1.2, marker="|", markersize=CAP)
        axes.annotate(
            _written(structure, key, group.scale, width),
            (0, row - UP / row_inches) if width else (1, row),
            (2, 0) if width else (0, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            ha="left" if width else "right",
            va="center",
            size=SMALL,
            color=INK if key in structure["measures"] else MUTED,
            weight="bold" if won else "normal",
        )


def _inches(axes: Axes) -> float:
    """The axes' height."""
    return float(axes.bbox.height) / axes.figure.dpi


def _written(structure: Mapping[str, Any], key: str, scale: Scale, width: float) -> str:
    """The mean; where the structure does not offer the channel, that in as many letters as there is room for."""
    if key in structure["measures"]:
        return scale.number(measure_of(structure, key).get("mean"))
    return "not offered" if text_width("not offered", SMALL) < width - BESIDE else "n/a"


def _bare(axes: Axes, rows: int, longest: float, has_bars: bool) -> None:
    """Numbers stand above the bars, so the axis needs only its zero."""
    axes.set_xlim(0, longest)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(has_bars)
    axes.spines["left"].set_color(FAINT)


def _say_left_out(sheet: Sheet, words: str, right: float, bottom: float) -> None:
    sheet.text(right, bottom - 6 / POINTS_PER_INCH, words, SMALL, color=MUTED, ha="right")


def _channel(key: str) -> str:
    return key.partition(".")[2]
