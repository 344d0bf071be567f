"""Median waits as small bars, a column for each channel, in rows that the chart beside them shares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from ccsim.experiment.format import Interval, Scale, scale_for
from ccsim.report.charts.palette import BODY, SMALL, Sheet, text_width, wrapped
from ccsim.report.charts.rows import channel_name
from ccsim.report.colours import FAINT, INK, MUTED, OTHER_BAR, WINNER_BAR
from ccsim.report.document import Document, channels_of, measure_of, winner_of

MOST_COLUMN, ROOM = 1.15, 0.365  # inches; of the sheet's width
GROUP_GAP = 0.3
FILLED = 0.94  # of a column's width
BAR, MOST_BAR_INCHES = 0.5, 0.36
LEAST_BAR_SHARE = 0.15  # of a column's width; the rest holds the number
BESIDE, NAME_GAP = 0.14, 0.09  # inches around a number, and between names of channels


@dataclass(frozen=True)
class Group:
    """Channels whose waits are alike enough for one axis."""

    heading: str
    keys: Sequence[str]
    scale: Scale
    longest: float
    widest_number: float


def wait_groups(document: Document) -> list[Group]:
    """The live channels and the deferred ones, as far as somebody offers any."""
    keys = channels_of(document, "wait_min_median")
    live = [key for key in keys if _channel(key) in document["live_channels"]]
    later = [key for key in keys if key not in live]
    return [_group(document, name, keys) for name, keys in (("live", live), ("deferred", later)) if keys]


def waits_width(sheet: Sheet, groups: Sequence[Group]) -> float:
    """Inches that the groups take."""
    return _column_width(sheet, groups) * _columns(groups) + GROUP_GAP * max(0, len(groups) - 1)


def draw_waits(
    sheet: Sheet,
    document: Document,
    order: Sequence[Mapping[str, Any]],
    groups: Sequence[Group],
    frame: tuple[float, float, float, float],
) -> None:
    """Draw the bars, a row for each structure; frame: left, bottom, height, top of the heading."""
    left, bottom, height, head = frame
    width = _column_width(sheet, groups)
    for group, key, offset in _placed(groups, width):
        if key == group.keys[0]:
            heading = f"Median wait, {group.heading} ({group.scale.unit})"
            lines = wrapped(heading, width * len(group.keys) + GROUP_GAP / 2, BODY, bold=True)
            sheet.text(left + offset, head, "\n".join(lines), BODY, weight="bold")
        axes = sheet.axes(left + offset, bottom, width * FILLED, height)
        axes.set_title(channel_name(_channel(key), width - NAME_GAP), size=SMALL, loc="left", color=INK, pad=6)
        _bars(sheet, axes, document, order, key, group)
        _bare(axes, len(order), group.longest / _bar_share(group, width))


def _group(document: Document, heading: str, keys: Sequence[str]) -> Group:
    shown = [measure_of(structure, key) for structure in document["structures"] for key in keys]
    longest = max((_end(interval) for interval in shown), default=0.0)
    scale = scale_for("wait_min_median", shown)
    widest = max(text_width(scale.number(interval.get("mean")), SMALL, bold=True) for interval in shown)
    return Group(heading, keys, scale, longest or 1.0, widest)


def _bar_share(group: Group, width: float) -> float:
    """What a column gives to its longest bar, so that the widest number stands beside it."""
    return max(LEAST_BAR_SHARE, _room_for_bars(group, width * FILLED))


def _room_for_bars(group: Group, width: float) -> float:
    """The part of a column that numbers leave."""
    return 1 - (group.widest_number + BESIDE) / width


def _columns(groups: Sequence[Group]) -> int:
    return sum(len(group.keys) for group in groups)


def _column_width(sheet: Sheet, groups: Sequence[Group]) -> float:
    return min(MOST_COLUMN, ROOM * sheet.width / max(1, _columns(groups)))


def _placed(groups: Sequence[Group], width: float) -> Iterator[tuple[Group, str, float]]:
    """Each channel with its group and its distance from the left."""
    place = 0.0
    for group in groups:
        for key in group.keys:
            yield group, key, place
            place += width
        place += GROUP_GAP


def _bars(
    sheet: Sheet, axes: Axes, document: Document, order: Sequence[Mapping[str, Any]], key: str, group: Group
) -> None:
    """A bar with its number behind it; where numbers leave no room for bars, the numbers alone."""
    place = axes.get_position()
    width, height = place.width * sheet.width, place.height * sheet.height
    thickness = min(BAR, MOST_BAR_INCHES * len(order) / height)
    has_room = _room_for_bars(group, width) > LEAST_BAR_SHARE
    for row, structure in enumerate(order):
        interval = measure_of(structure, key)
        mean = interval.get("mean")
        won = structure["name"] == winner_of(document)
        if mean is not None and has_room:
            axes.barh(row, mean, height=thickness, color=WINNER_BAR if won else OTHER_BAR)
            _whisker(axes, row, interval)
        written = group.scale.number(mean) if key in structure["measures"] else _absent(width)
        axes.annotate(
            written,
            (_end(interval) if has_room else 0.0, row),
            (4, 0),
            textcoords="offset points",
            va="center",
            size=SMALL,
            color=INK if key in structure["measures"] else MUTED,
            weight="bold" if won else "normal",
        )


def _absent(width: float) -> str:
    """What stands where a structure does not offer the channel."""
    return "not offered" if text_width("not offered", SMALL) < width - 0.06 else "n/a"


def _whisker(axes: Axes, row: int, interval: Interval) -> None:
    low, high = interval.get("low"), interval.get("high")
    if low is not None and high is not None:
        axes.plot([low, high], [row, row], color=INK, linewidth=1.2)


def _end(interval: Interval) -> float:
    return max((x for x in (interval.get("mean"), interval.get("high")) if x is not None), default=0.0)


def _bare(axes: Axes, rows: int, longest: float) -> None:
    """Numbers stand beside the bars, so the axis needs only its zero."""
    axes.set_xlim(0, longest)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(FAINT)


def _channel(key: str) -> str:
    return key.partition(".")[2]
