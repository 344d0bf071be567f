"""Org charts: departments, their teams and the channels these own, and how far each team is from the main one; up to
three structures side by side, of more a table of who owns which channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ccsim.experiment.format import plain
from ccsim.report import findings
from ccsim.report.change import change_of
from ccsim.report.charts.frame import Frame, draw_names, framed
from ccsim.report.charts.owners import draw_owners
from ccsim.report.charts.palette import (
    LINE,
    POINTS_PER_INCH,
    SLIDE,
    SMALL,
    Sheet,
    Size,
    shortened,
    text_height,
    wrapped,
)
from ccsim.report.colours import EMPTY, FAINT, INK, MUTED, OTHER, OWNING, WINNER
from ccsim.report.document import Document, ranked
from ccsim.report.patterns import main_team, spoken

MOST_SIDE_BY_SIDE = 3
TITLE, NOTE, GAP, FOOT, MOST_WIDTH = 0.36, 0.3, 0.35, 0.04, 6.0  # inches
INDENT, PAD, BETWEEN, LEAST_BETWEEN = 0.26, 0.06, 0.2, 0.03  # inches: a level of the tree, inside and between boxes
ABOVE_CHANGE, MOST_LINES = 0.1, 5  # inches between a chart and how it changes, and lines that tell it
GOALS, PEOPLE, ALONE, LEAST = 3, 2, 1, 0
"""What is shown besides names, channels and distances."""
LINE_HEIGHT = SMALL * LINE / POINTS_PER_INCH


@dataclass(frozen=True)
class Box:
    """A department: its depth in the tree, the line above it, and what is written in it."""

    name: str
    parent: str | None
    depth: int
    lines: tuple[tuple[str, bool, str], ...]
    """Text, whether bold, colour."""
    owns: bool

    @property
    def height(self) -> float:
        """Inches that it takes."""
        return 2 * PAD + LINE_HEIGHT * len(self.lines)


def draw_org(document: Document, size: Size = SLIDE, names: Sequence[str] | None = None) -> Sheet:
    """The charts of all structures, or of those named."""
    shown = [s for s in ranked(document) if s.get("org") and (names is None or s["name"] in names)]
    sheet = Sheet(size)
    frame = framed(sheet, document, findings.organisation(document))
    if len(shown) > MOST_SIDE_BY_SIDE:
        draw_owners(sheet, document, shown, frame)
        return sheet
    words = "Blue: owns channels. Steps: how far from the team that answers most, along the lines of the chart."
    sheet.text(frame.left, frame.bottom + 0.2, shortened([words], 1, frame.width, SMALL)[0], SMALL, color=MUTED)
    width = min(MOST_WIDTH, (frame.width - GAP * (len(shown) - 1)) / len(shown))
    first = Frame(frame.left, frame.bottom, frame.left + width, frame.top)
    top = draw_names(sheet, document, shown, first, width + GAP)
    room = top - frame.bottom - TITLE - NOTE - FOOT
    for most in range(MOST_LINES, 0, -1):
        changes = [_change_lines(document, structure, width, most) for structure in shown]
        changing = max(map(_change_height, changes))
        charts = _charts(shown, width, room - changing)
        if all(_fits(boxes, room - changing) for boxes in charts):
            break
    for i, boxes in enumerate(charts):
        left = frame.left + i * (width + GAP)
        place = Frame(left, frame.bottom + NOTE + changing, left + width, top)
        foot = _panel(sheet, boxes, place)
        sheet.text(left, foot - ABOVE_CHANGE, "\n".join(changes[i]), SMALL)
    return sheet


def applies(document: Document) -> bool:
    """Whether any structure has an org chart."""
    return any(s.get("org") for s in document["structures"])


def _change_lines(document: Document, structure: Mapping[str, Any], width: float, most: int) -> list[str]:
    """When and how the structure changes, in lines of this width; none where it stays as it starts."""
    told = change_of(document, structure)
    return shortened(wrapped(told, width, SMALL), most, width, SMALL) if told else []


def _change_height(lines: Sequence[str]) -> float:
    """Inches that they take below a chart."""
    return text_height(len(lines), SMALL) + ABOVE_CHANGE if lines else 0.0


def _panel(sheet: Sheet, boxes: Sequence[Box], frame: Frame) -> float:
    """Below the title, boxes from top to bottom and the lines between them; gives where the last box ends."""
    height = frame.height - TITLE
    axes = sheet.axes(frame.left, frame.bottom, frame.width, height)
    axes.set_axis_off()
    axes.set_xlim(0, frame.width)
    axes.set_ylim(-FOOT, height - FOOT)
    spare = height - FOOT - sum(box.height for box in boxes)
    between = min(BETWEEN, max(LEAST_BETWEEN, spare / max(1, len(boxes) - 1)))
    top, tops = height - FOOT, {}
    for box in boxes:
        tops[box.name] = top
        _draw_box(axes, box, top, frame.width, tops)
        top -= box.height + between
    return frame.bottom + FOOT + top + between


def _charts(shown: Sequence[Mapping[str, Any]], width: float, height: float) -> list[list[Box]]:
    """All structures in as much detail as fits each: goals, people, each department without teams by itself."""
    for detail in (GOALS, PEOPLE, ALONE, LEAST):
        charts = [_boxes(structure, width, detail) for structure in shown]
        if all(_fits(boxes, height) for boxes in charts):
            break
    return charts


def _fits(boxes: Sequence[Box], height: float) -> bool:
    return sum(box.height + LEAST_BETWEEN for box in boxes) <= height


def _boxes(structure: Mapping[str, Any], width: float, detail: int) -> list[Box]:
    """Departments as a tree from the top; those without teams that report to the same one share a box if need be."""
    boxes = [_box(structure, name, depth, width, detail) for name, depth in _tree(structure["org"]["departments"])]
    if detail > LEAST:
        return boxes
    parents = {box.parent for box in boxes}
    empty = [box for box in boxes if len(box.lines) == 1 and box.parent is not None and box.name not in parents]
    kept = []
    for box in boxes:
        alike = [other for other in empty if other.parent == box.parent]
        if box in empty and len(alike) > 1:
            if box is alike[-1]:
                words = ", ".join(other.lines[0][0] for other in alike)
                room = width - box.depth * INDENT - 2 * PAD
                lines = shortened(wrapped(words, room, SMALL, bold=True), 2, room, SMALL, bold=True)
                kept.append(Box(box.name, box.parent, box.depth, tuple((line, True, INK) for line in lines), False))
        else:
            kept.append(box)
    return kept


def _tree(departments: Sequence[Mapping[str, Any]], above: str | None = None, depth: int = 0) -> list[tuple[str, int]]:
    """Names and depths, each department after the one that it reports to."""
    known = {d["name"] for d in departments}
    under = [d for d in departments if d["reports_to"] == above or (above is None and d["reports_to"] not in known)]
    found = []
    for department in under:
        found += [(department["name"], depth), *_tree(departments, department["name"], depth + 1)]
    return found


def _box(structure: Mapping[str, Any], name: str, depth: int, width: float, detail: int) -> Box:
    org = structure["org"]
    department = next(d for d in org["departments"] if d["name"] == name)
    room = width - depth * INDENT - 2 * PAD
    outside = f", {plain(department['company'])}" if department.get("company") else ""
    goal = f" (goal: {plain(department['goal'])})" if department["goal"] and detail >= GOALS else ""
    head = shortened([spoken(name) + outside + goal], 1, room, SMALL, bold=True)[0]
    lines = [(head, True, INK)]
    teams = [team for team in org["teams"] if team["department"] == name]
    for team in teams:
        lines += _team_lines(structure, team, room, detail)
    return Box(name, department["reports_to"], depth, tuple(lines), any(team["channels"] for team in teams))


def _team_lines(
    structure: Mapping[str, Any], team: Mapping[str, Any], room: float, detail: int
) -> list[tuple[str, bool, str]]:
    """The team with its people, its distance and its channels."""
    people = sum(team["people"].values())
    size = f", {people} {'person' if people == 1 else 'people'}" if detail >= PEOPLE else ""
    head = shortened([f"{spoken(team['name'])}{size}{_steps(structure, team)}"], 1, room, SMALL)[0]
    channels = ", ".join(_channel(structure, channel) for channel in team["channels"])
    lines = shortened(wrapped(channels, room - 0.13, SMALL), 2, room - 0.13, SMALL) if channels else []
    return [(head, False, INK), *((f"  {line}", False, WINNER) for line in lines)]


def _steps(structure: Mapping[str, Any], team: Mapping[str, Any]) -> str:
    teams = [t["name"] for t in structure["org"]["teams"]]
    main = main_team(structure)["name"]
    if team["name"] == main:
        return " (answers most)"
    distance = structure["org"]["distances"][teams.index(main)][teams.index(team["name"])]
    return f" ({distance:.1f} steps)"


def _channel(structure: Mapping[str, Any], channel: str) -> str:
    return plain(channel) + (" (bot first)" if channel in structure["org"].get("bots", {}) else "")


def _draw_box(axes: Axes, box: Box, top: float, width: float, tops: Mapping[str, float]) -> None:
    left = box.depth * INDENT
    axes.add_patch(
        FancyBboxPatch(
            (left + 0.03, top - box.height + 0.03), width - left - 0.06, box.height - 0.06, linewidth=0.8,
            boxstyle="round,pad=0.03,rounding_size=0.05", facecolor=OWNING if box.owns else EMPTY,
            edgecolor=WINNER if box.owns else FAINT, clip_on=False,
        )
    )  # fmt: skip
    if box.parent is not None and box.parent in tops:
        x, y = left - INDENT / 2, top - PAD - LINE_HEIGHT / 2
        axes.plot([x, x, left], [tops[box.parent] - 2 * PAD - LINE_HEIGHT, y, y], color=OTHER, linewidth=1, zorder=0)
    for i, (text, is_bold, colour) in enumerate(box.lines):
        axes.text(left + PAD, top - PAD - (i + 0.78) * LINE_HEIGHT, text, size=SMALL, color=colour,
                  weight="bold" if is_bold else "normal")  # fmt: skip
