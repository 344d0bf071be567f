"""Where issues go: from the channel they came on through teams to their end, as bands whose width is their number."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccsim.experiment.format import format_value
from ccsim.report.charts.streams import (
    CHANNEL,
    END,
    PASSING,
    Stage,
    Stream,
    Way,
    place,
    scale_of,
    stages_of,
    streams,
    ways_of,
)
from ccsim.report.findings import handed_on
from ccsim.report.patterns import FATES, Structure, fates_in, spoken

HEADINGS = ("Came on", "First answered by", "Then", "In the end")
WIDTH, HEIGHT, TOP = 1000, 330, 26
"""Of the picture, in its own units, and of the line of headings above it."""
BEFORE, AFTER, BAR = 124, 124, 9
"""The room for words before the first stations and beside the last, and a station's width."""
LEAST, GAP = 17.0, 5.0
"""The height that a station's words need, and what lies between stations."""


@dataclass(frozen=True)
class Box:
    """A channel, a team or an end, as a bar with its name and share."""

    x: float
    y: float
    height: float
    name: str
    share: str
    is_channel: bool
    passes: bool
    """Whether issues that never arose pass here, which needs no words."""


@dataclass(frozen=True)
class Band:
    """Issues on their way between two stations."""

    path: str
    look: str
    told: str


@dataclass(frozen=True)
class Flow:
    """The whole picture."""

    headings: Sequence[tuple[float, str]]
    boxes: Sequence[Box]
    bands: Sequence[Band]
    told: str
    """What share is handed on, to another team and within the team."""


def flows_of(structures: Sequence[Structure]) -> dict[str, Flow]:
    """A flow for each structure whose issues were followed, in one scale: bands as thick are as many issues."""
    shown = [s for s in structures if s.get("flow")]
    channels = _channels(shown)
    ways = [ways_of(structure) for structure in shown]
    stages = [stages_of(each, channels, END) for each in ways]
    scale = min((scale_of(each, HEIGHT, [LEAST] * len(each), GAP) for each in stages), default=1.0)
    return {s["name"]: _flow(s, way, stage, scale) for s, way, stage in zip(shown, ways, stages, strict=True)}


def fate_key(structures: Sequence[Structure]) -> list[tuple[str, str]]:
    """Each look that bands have, with its words."""
    return [(_look(fate), FATES[fate]) for fate in fates_in(structures)]


def _channels(shown: Sequence[Structure]) -> list[str]:
    """The largest first, in all pictures alike."""
    sizes: dict[str, float] = {}
    for structure in shown:
        for row in structure["flow"]:
            sizes[row["channel"]] = sizes.get(row["channel"], 0.0) + row["issues"]
    return sorted(sizes, key=lambda channel: -sizes[channel])


def _flow(structure: Structure, ways: Sequence[Way], stages: Sequence[Stage], scale: float) -> Flow:
    place(stages, scale, HEIGHT, [LEAST] * len(stages), GAP)
    bands = [_band(stream) for stream in streams(ways, stages, scale)]
    boxes = [
        Box(_x(i), _y(s.top), max(s.height, 1.0), _word(s.name), _share(s.share), i == CHANNEL, s.name == PASSING)
        for i, stage in enumerate(stages)
        for s in stage.values()
    ]
    return Flow([(_x(i), heading) for i, heading in enumerate(HEADINGS)], boxes, bands, handed_on(structure))


def _band(stream: Stream) -> Band:
    x1, x2 = _x(stream.stage) + BAR, _x(stream.stage + 1)
    y1, y2, middle, thick = _y(stream.left), _y(stream.right), (x1 + x2) / 2, max(stream.thickness, 0.4)
    path = (
        f"M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}V{y2 + thick:.1f}"
        f"C{middle:.0f} {y2 + thick:.1f} {middle:.0f} {y1 + thick:.1f} {x1:.0f} {y1 + thick:.1f}Z"
    )
    ends = [_word(name) for name in (stream.source, stream.target) if name != PASSING]
    fate = "given up" if stream.is_lost else stream.fate
    words = FATES[fate]
    return Band(path, _look(fate), f"{' → '.join(ends)} ({words}): {_share(stream.share)}" if ends else f"{words}")


def _x(stage: int) -> float:
    return BEFORE + stage * (WIDTH - BEFORE - AFTER - BAR) / END


def _y(height: float) -> float:
    return TOP + HEIGHT - height


def _share(share: float) -> str:
    return format_value("resolved", share)


def _word(name: str) -> str:
    return spoken(name.removeprefix("→ "))


def _look(fate: str) -> str:
    return fate.replace(" ", "-")
