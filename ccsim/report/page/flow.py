"""Where issues go: from the channel they came on through teams to their end, as bands whose width is their number."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from ccsim.report.format import format_value
from ccsim.report.patterns import BOT, NOBODY, RETURNED, SETTLED, Structure, spoken

STAGES = ("channel", "first", "then", "end")
HEADINGS = ("Came on", "First answered by", "Then", "In the end")
WORDS = {
    NOBODY: "Nobody", BOT: "Bot", SETTLED: "Nothing more", RETURNED: "Customer came again",
    "resolved": "Resolved", "prevented": "Prevented", "lost": "Lost", "open": "Still open",
}  # fmt: skip
WIDTH, BAR, LABEL = 1000, 9, 142
"""Of the picture, in its own units: all, a station's bar, and the room for words beside the last one."""
TALL, SLOT, TOP = 300.0, 19.0, 34.0
"""What all issues together take from top to bottom, the least height a station's words need, and where it starts."""


@dataclass(frozen=True)
class Station:
    """A channel, a team or an end, as a bar with its name and share."""

    x: float
    y: float
    height: float
    name: str
    share: str
    look: str


@dataclass(frozen=True)
class Stream:
    """Issues on their way between two stations."""

    path: str
    look: str
    told: str


@dataclass(frozen=True)
class Flow:
    """The whole picture, the wider streams first."""

    height: float
    headings: Sequence[tuple[float, str]]
    stations: Sequence[Station]
    streams: Sequence[Stream]


def flow_of(structure: Structure) -> Flow | None:
    """A structure's flow; None where nothing was counted."""
    rows = structure.get("flow") or []
    total = math.fsum(row["issues"] for row in rows)
    if not total:
        return None
    columns = [_sizes(rows, stage) for stage in STAGES]
    placed = [_placed(sizes, total) for sizes in columns]
    stations = [
        Station(_x(i), y, max(sizes[name] / total * TALL, 1.0), _word(name), _share(sizes[name], total), _look(name))
        for i, (sizes, places) in enumerate(zip(columns, placed, strict=True))
        for name, y in places.items()
    ]
    height = max(s.y + max(s.height, SLOT) for s in stations) + 6
    headings = [(_x(i), heading) for i, heading in enumerate(HEADINGS)]
    return Flow(height, headings, stations, _streams(rows, placed, total))


def _sizes(rows: Sequence[Mapping[str, Any]], stage: str) -> dict[str, float]:
    """Issues at each station of a stage: ends and what comes next in a fixed order, others the largest first."""
    sizes: dict[str, float] = {}
    for row in rows:
        sizes[row[stage]] = sizes.get(row[stage], 0.0) + row["issues"]
    fixed = list(WORDS)
    last = stage in ("then", "end")
    order = sorted(sizes, key=lambda n: (_rank(n, fixed, last), -sizes[n], n))
    return {name: sizes[name] for name in order}


def _rank(name: str, fixed: Sequence[str], last: bool) -> int:
    if name == SETTLED:
        return -1
    return fixed.index(name) + 1 if name in fixed and (last or name == NOBODY) else 0


def _placed(sizes: Mapping[str, float], total: float) -> dict[str, float]:
    """The top of each station, with room for its words."""
    places, y = {}, TOP
    for name, size in sizes.items():
        places[name] = y
        y += max(size / total * TALL + 8, SLOT)
    return places


def _streams(rows: Sequence[Mapping[str, Any]], placed: Sequence[Mapping[str, float]], total: float) -> list[Stream]:
    """Between two stages after each other, in the order of their stations, so that few bands cross."""
    streams = []
    for i, (here, there) in enumerate(pairwise(STAGES)):
        sizes = _between(rows, here, there)
        leaves, enters = dict(placed[i]), dict(placed[i + 1])
        for a, b in product(placed[i], placed[i + 1]):
            if size := sizes.get((a, b)):
                thick = size / total * TALL
                path = _band(_x(i) + BAR, leaves[a], _x(i + 1), enters[b], thick)
                told = f"{_word(a)} → {_word(b)}: {_share(size, total)}"
                streams.append(Stream(path, _stream_look(there, b), told))
                leaves[a] += thick
                enters[b] += thick
    return streams


def _between(rows: Sequence[Mapping[str, Any]], here: str, there: str) -> dict[tuple[str, str], float]:
    """Issues from each station of a stage to each of the next."""
    sizes: dict[tuple[str, str], float] = {}
    for row in rows:
        pair = row[here], row[there]
        sizes[pair] = sizes.get(pair, 0.0) + row["issues"]
    return sizes


def _band(x1: float, y1: float, x2: float, y2: float, thick: float) -> str:
    middle, thick = (x1 + x2) / 2, max(thick, 0.4)
    return (
        f"M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}V{y2 + thick:.1f}"
        f"C{middle:.0f} {y2 + thick:.1f} {middle:.0f} {y1 + thick:.1f} {x1:.0f} {y1 + thick:.1f}Z"
    )


def _x(i: int) -> float:
    return i * (WIDTH - LABEL - BAR) / (len(STAGES) - 1)


def _share(size: float, total: float) -> str:
    return format_value("resolved", size / total)


def _word(name: str) -> str:
    return WORDS.get(name) or spoken(name)


def _look(name: str) -> str:
    """The class of a station's colour: ends and coming again have their own."""
    return {"resolved": "resolved", "lost": "lost", "prevented": "prevented", RETURNED: "returned"}.get(name, "plain")


def _stream_look(stage: str, target: str) -> str:
    if stage == "then" and target not in WORDS:
        return "handed"
    return _look(target)
