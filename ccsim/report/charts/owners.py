"""Who owns which channel, a row for each structure: the department of the team that is tried first."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ccsim.report.change import change_of
from ccsim.report.charts.frame import Frame
from ccsim.report.charts.palette import SMALL, Sheet, shortened, text_height, text_width, wrapped
from ccsim.report.charts.rows import MOST_NAMES, channel_name, head_column, name_rows, names_width, one_line
from ccsim.report.colours import FAINT, INK, MUTED, PAPER, blended
from ccsim.report.document import Document, title_of
from ccsim.report.money import fills_of
from ccsim.report.patterns import farthest_team, heads_of_channels, spoken, team_named

NAMES_SHARE, FACTS, FACT = 0.28, ("Heads", "Farthest"), 0.85  # of the sheet's width; inches of each column of numbers
HEADS, MOST_ROW, GAP = 0.35, 0.42, 0.1  # inches
TINT = 0.35  # how strong a fill is behind words


def draw_owners(sheet: Sheet, document: Document, shown: Sequence[Mapping[str, Any]], frame: Frame) -> None:
    """A table of colours and words; beside it how many heads, and how far the farthest team."""
    channels = list(dict.fromkeys(channel for s in shown for channel in s["org"]["owners"]))
    below = _changes(sheet, document, shown, frame)
    least = min(MOST_ROW, (frame.height - HEADS - text_height(3, SMALL) - below) / len(shown))
    usual = one_line(document, shown, NAMES_SHARE * sheet.width)
    names = names_width(document, shown, least, usual, MOST_NAMES * sheet.width) + 0.15
    cell = (frame.width - names - FACT * len(FACTS)) / max(1, len(channels))
    fills = _fills(document, shown)
    words = _words(fills, cell - 0.1)
    head = frame.top - _key(sheet, frame, fills, words)
    headings = [channel_name(channel, cell - 0.02) for channel in channels]
    left, top = frame.left + names, head - HEADS - text_height(max(name.count("\n") for name in headings), SMALL)
    row = min(MOST_ROW, (top - frame.bottom - below) / len(shown))
    for i, name in enumerate(headings):
        head_column(sheet, left + i * cell + 0.05, head, name)
    for i, fact in enumerate(FACTS):
        sheet.text(frame.right - (len(FACTS) - i) * FACT + 0.1, head, fact, SMALL, color=MUTED)
    axes = sheet.axes(left, top - row * len(shown), frame.right - left, row * len(shown))
    axes.set_xlim(0, frame.right - left)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xticks([])
    for y, structure in enumerate(shown):
        for i, channel in enumerate(channels):
            _cell(axes, _owner(structure, channel), (i * cell, y, cell), fills, words)
        _facts(axes, structure, y, cell * len(channels))
    name_rows(axes, document, shown, row, names - 0.15)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)


def _changes(sheet: Sheet, document: Document, shown: Sequence[Mapping[str, Any]], frame: Frame) -> float:
    """Below the table, which structures change while they run, and how; gives the height taken."""
    told = [f"{title_of(s)}: {change[:1].lower()}{change[1:]}" for s in shown if (change := change_of(document, s))]
    lines = [line for each in told for line in shortened(wrapped(each, frame.width, SMALL), 2, frame.width, SMALL)]
    height = text_height(len(lines), SMALL)
    sheet.text(frame.left, frame.bottom + height, "\n".join(lines), SMALL)
    return height + GAP if lines else 0.0


def _words(fills: Mapping[str, str], room: float) -> dict[str, str]:
    """Departments by name; by as few letters as tell them apart where one name does not fit."""
    full = {name: spoken(name) for name in fills}
    if all(text_width(words, SMALL) <= room for words in full.values()):
        return full
    letters: dict[str, str] = {}
    for name, words in full.items():
        initials = "".join(part[0] for part in words.split()).upper()
        tries = [initials, *(words[:n].capitalize() for n in range(2, len(words) + 1))]
        letters[name] = next(short for short in tries if short not in letters.values())
    return letters


def _key(sheet: Sheet, frame: Frame, fills: Mapping[str, str], words: Mapping[str, str]) -> float:
    """What letters stand for, where they are used; gives the height taken."""
    if all(words[name] == spoken(name) for name in words):
        return 0.0
    text = " · ".join(f"{words[name]} {spoken(name)}".replace(" ", "\u00a0") for name in fills)
    lines = shortened(wrapped(text, frame.width, SMALL), 2, frame.width, SMALL)
    sheet.text(frame.left, frame.top, "\n".join(lines), SMALL)
    return text_height(len(lines), SMALL) + 0.1


def _fills(document: Document, shown: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """A tint of its fill for each department, those that own most first."""
    counts: dict[str, int] = {}
    for structure in shown:
        for channel in structure["org"]["owners"]:
            if name := _owner(structure, channel):
                counts[name] = counts.get(name, 0) + 1
    order = sorted(counts, key=lambda name: -counts[name])
    looks = fills_of(document)
    plain = {name for name, look in looks.items() if not look.hatch}
    return {name: blended(looks[name].colour, TINT) if name in plain else FAINT for name in order}


def _owner(structure: Mapping[str, Any], channel: str) -> str | None:
    """The department of the team that is tried first."""
    teams = structure["org"]["owners"].get(channel) or []
    team = team_named(structure, teams[0]) if teams else None
    return None if team is None else str(team["department"])


def _cell(
    axes: Axes,
    owner: str | None,
    place: tuple[float, int, float],
    fills: Mapping[str, str],
    words: Mapping[str, str],
) -> None:
    x, y, width = place
    fill = PAPER if owner is None else fills[owner]
    axes.add_patch(Rectangle((x + 0.02, y - 0.46), width - 0.04, 0.92, facecolor=fill, linewidth=0))
    absent = "not offered" if text_width("not offered", SMALL) < width - 0.1 else "–"
    text = absent if owner is None else words[owner]
    axes.text(x + 0.06, y, text, size=SMALL, va="center", color=INK if owner else MUTED)


def _facts(axes: Axes, structure: Mapping[str, Any], y: int, left: float) -> None:
    far = farthest_team(structure)
    for i, text in enumerate((str(len(heads_of_channels(structure))), f"{far[1]:.1f} steps" if far else "–")):
        axes.text(left + i * FACT + 0.1, y, text, size=SMALL, va="center")
