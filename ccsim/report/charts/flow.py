"""Where issues go: from channel through who first answered and what came next to how it ended, a picture for each of
up to three structures, bars for more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from ccsim.experiment.format import format_value, plain
from ccsim.report import findings
from ccsim.report.charts.fates import draw_fates, draw_key
from ccsim.report.charts.frame import Frame, draw_names, framed
from ccsim.report.charts.palette import LINE, POINTS_PER_INCH, SLIDE, SMALL, Sheet, Size, shortened, text_width
from ccsim.report.charts.streams import (
    CHANNEL,
    PASSING,
    THEN,
    Stage,
    Station,
    Stream,
    place,
    scale_of,
    stages_of,
    streams,
    ways_of,
)
from ccsim.report.colours import FATES, INK, MUTED, PAPER
from ccsim.report.document import Document, ranked
from ccsim.report.patterns import flow_shares

MOST_SIDE_BY_SIDE = 3
TITLE, ENDS_LINE, HEADS, GAP = 0.3, 0.22, 0.28, 0.15  # inches
NODE, LABEL_GAP, AFTER = 0.09, 0.05, 0.07  # inches: a station's width, between stations, between it and its label
CHANNELS, FIRST_LABEL, THEN_LABEL, END_LABEL = 0.92, 0.8, 1.1, 0.86  # inches for the labels of the stages
LEAST_SPARE, FIRST_SHARE = 0.35, 0.6  # inches beyond labels; what of it lies between channels and who answers
LINE_HEIGHT = SMALL * LINE / POINTS_PER_INCH
HEADINGS = (("Channel",), ("First answered by", "Answered by", "Answered"), ("Then",), ("In the end", "End"))


def draw_flow(document: Document, size: Size = SLIDE, names: Sequence[str] | None = None) -> Sheet:
    """The flows of all structures, or of those named, side by side; of more than three only what became of issues."""
    shown = [s for s in ranked(document) if s.get("flow") and (names is None or s["name"] in names)]
    sheet = Sheet(size)
    frame = framed(sheet, document, findings.flow(document))
    if len(shown) > MOST_SIDE_BY_SIDE:
        draw_fates(sheet, document, shown, frame)
        return sheet
    room = Frame(frame.left, frame.bottom, frame.right, frame.top - draw_key(sheet, frame, shown))
    width = (room.width - CHANNELS - GAP * (len(shown) - 1)) / len(shown)
    left = room.left + CHANNELS
    top = draw_names(sheet, document, shown, Frame(left, room.bottom, left + width, room.top), width + GAP)
    for i, plan in enumerate(_plans(shown, width, top - room.bottom - TITLE - HEADS)):
        _panel(sheet, plan, Frame(left, room.bottom, left + width, top), i == 0)
        left += width + GAP
    return sheet


def applies(document: Document) -> bool:
    """Whether any structure's issues were followed."""
    return any(s.get("flow") for s in document["structures"])


def _channels(shown: Sequence[Mapping[str, Any]]) -> list[str]:
    """The largest first, in all panels alike."""
    sizes: dict[str, float] = {}
    for structure in shown:
        for row in structure["flow"]:
            sizes[row["channel"]] = sizes.get(row["channel"], 0.0) + row["issues"]
    return sorted(sizes, key=lambda channel: -sizes[channel])


@dataclass(frozen=True)
class Plan:
    """What one panel shows: where its stages stand, their stations, the streams between them."""

    structure: Mapping[str, Any]
    xs: Sequence[float]
    stages: Sequence[Stage]
    streams: Sequence[Stream]


def _plans(shown: Sequence[Mapping[str, Any]], width: float, height: float) -> list[Plan]:
    """All panels in one scale, so that bands of one thickness are as many issues in each."""
    channels, xs = _channels(shown), _places(width)
    height -= ENDS_LINE if len(xs) - 1 == THEN else 0.0
    least = [LINE_HEIGHT, *[2 * LINE_HEIGHT] * (len(xs) - 1)]
    ways = [ways_of(structure) for structure in shown]
    stages = [stages_of(each, channels, len(xs) - 1) for each in ways]
    scale = min(scale_of(each, height, least, LABEL_GAP) for each in stages)
    for each in stages:
        place(each, scale, height, least, LABEL_GAP)
    return [
        Plan(structure, xs, stations, streams(way, stations, scale))
        for structure, way, stations in zip(shown, ways, stages, strict=True)
    ]


def _panel(sheet: Sheet, plan: Plan, frame: Frame, is_first: bool) -> None:
    """One structure below its title: headings of the stages, stations and the streams between them."""
    height, margin = frame.height - TITLE - HEADS, CHANNELS * is_first
    if len(plan.xs) - 1 == THEN:
        height -= ENDS_LINE
        words = f"in the end {format_value('lost', flow_shares(plan.structure)['lost'])} lost"
        sheet.text(frame.left, frame.top - TITLE + 0.06, words, SMALL)
    axes = sheet.axes(frame.left - margin, frame.bottom, frame.width + margin, height)
    axes.set_axis_off()
    axes.set_xlim(-margin, frame.width)
    axes.set_ylim(0, height)
    for stream in plan.streams:
        _draw_stream(axes, stream, plan.xs)
    for stage, (x, end) in enumerate(pairwise([*plan.xs, frame.width])):
        room = end - x - NODE - AFTER
        is_last = stage == len(plan.xs) - 1 and stage == THEN
        _draw_stations(axes, stage, plan.stages[stage], x, room, is_first, is_last)
        if stage or is_first:
            words = next((w for w in HEADINGS[stage] if text_width(w, SMALL) < room - AFTER), HEADINGS[stage][-1])
            sheet.text(frame.left + (x if stage else -margin), frame.bottom + height + HEADS, words, SMALL, color=MUTED)


def _places(width: float) -> list[float]:
    """Where the stages stand: all four where labels fit between them, else without the end."""
    spare = width - 4 * NODE - FIRST_LABEL - THEN_LABEL - END_LABEL
    if spare > LEAST_SPARE:
        first = NODE + spare * FIRST_SHARE
        between = NODE + spare * (1 - FIRST_SHARE) / 2
        then = first + between + FIRST_LABEL
        return [0.0, first, then, then + between + THEN_LABEL]
    gap = min(0.8, (width - THEN_LABEL - FIRST_LABEL - 3 * NODE) / 2)
    return [0.0, NODE + gap, width - THEN_LABEL - NODE]


def _draw_stream(axes: Axes, stream: Stream, xs: Sequence[float]) -> None:
    """A band that leaves and arrives level."""
    left, right = xs[stream.stage] + NODE, xs[stream.stage + 1]
    middle, a, b, t = (left + right) / 2, stream.left, stream.right, stream.thickness
    points = [(left, a), (middle, a), (middle, b), (right, b), (right, b - t), (middle, b - t), (middle, a - t),
              (left, a - t), (left, a)]  # fmt: skip
    go, bend = Outline.LINETO, Outline.CURVE4
    codes = [Outline.MOVETO, bend, bend, bend, go, bend, bend, bend, Outline.CLOSEPOLY]
    colour, alpha = FATES["given up" if stream.is_lost else stream.fate]
    axes.add_patch(PathPatch(Outline(points, codes), facecolor=colour, alpha=alpha, linewidth=0))


def _draw_stations(
    axes: Axes, stage: int, stations: Stage, x: float, room: float, is_first: bool, is_last: bool
) -> None:
    """The boxes of one stage with their labels; issues that never arose pass without one, but at the end."""
    for station in stations.values():
        if station.name == PASSING:
            colour, alpha = FATES["prevented"]
            corner = (x, station.top - station.height)
            axes.add_patch(Rectangle(corner, NODE, station.height, facecolor=colour, alpha=alpha, linewidth=0))
            if is_last:
                words = f"Never arose\n{format_value('resolved', station.share)}"
                axes.text(
                    x + NODE + AFTER, station.top - station.height / 2, words, size=SMALL, va="center", linespacing=1.1
                )
            continue
        axes.add_patch(Rectangle((x, station.top - station.height), NODE, station.height, color=INK, linewidth=0))
        middle = station.top - station.height / 2
        if stage != CHANNEL:
            _label(axes, x + NODE + AFTER, middle, station, room)
        elif is_first:
            name = shortened([plain(station.name)], 1, CHANNELS - AFTER, SMALL)[0]
            axes.text(x - AFTER, middle, name, size=SMALL, ha="right", va="center")


def _label(axes: Axes, x: float, y: float, station: Station, room: float) -> None:
    """Name and share in two lines, on paper that lets the streams shine through."""
    name = shortened([station.name], 1, room, SMALL)[0]
    axes.text(
        x, y, f"{name}\n{format_value('resolved', station.share)}", size=SMALL, va="center", linespacing=1.1,
        bbox={"facecolor": PAPER, "alpha": 0.7, "linewidth": 0, "pad": 0.5},
    )  # fmt: skip
