"""Slide 7, how the structures differ: org charts drawn as boxes and lines, with channels, people and distances."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from ccsim.experiment.format import plain
from ccsim.report import findings
from ccsim.report.change import change_of
from ccsim.report.colours import FAINT, INK, MUTED, PAPER, WINNER
from ccsim.report.deck.lettering import text_height
from ccsim.report.deck.page import Head, Says, add_words, describe, height_of, holder, remove, rgb, say, unstyled
from ccsim.report.deck.story import Story
from ccsim.report.deck.template import CONTENT, FINDING, SAYING, Box
from ccsim.report.document import Document, ranked, role_of, title_of, winner_of
from ccsim.report.patterns import main_team, spoken

MOST_CHARTS, WIDEST, GAP = 3, 5.8, 0.35
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
PADDING, INDENT, SPACE = 0.06, 0.22, 0.07  # inches
HOW = (
    "Grey boxes are departments, lines who reports to whom, white boxes the teams that answer or work on customers' "
    "issues, with their people and the channels that they own. Distance is how far a team is from the main one as its "
    "people feel it: 0 within a team, more across departments. Departments without such a team are left out."
)

Structure = Mapping[str, Any]


class Block(NamedTuple):
    """A box of the chart: what it says, how deep it hangs, and whether it is a department."""

    words: Sequence[Says]
    depth: int
    is_department: bool


def add_organisation(story: Story) -> None:
    """The org charts of the structures that matter most in this comparison, side by side."""
    document = story.document
    shown = _shown(document)
    if not shown:
        return
    left_out = len(document["structures"]) - len(shown)
    rest = f" {left_out} more structures are not drawn." if left_out else ""
    reading = f"Departments (grey), teams with people and channels, distance from the main team.{rest}"
    slide = story.page(
        FINDING,
        Head(
            "How the structures differ" if story.is_comparison else "How it is organised",
            findings.organisation(document),
            reading,
        ),
        HOW,
    )
    remove(holder(slide, SAYING))
    width = min(WIDEST, (CONTENT.width - GAP * (len(shown) - 1)) / len(shown))
    size = min(_size(document, s, width) for s in shown)
    for i, structure in enumerate(shown):
        _draw(slide, document, structure, (CONTENT.left + i * (width + GAP), width, size))


def _shown(document: Document) -> list[Structure]:
    """The first, the baseline and the next ones, in the order of their ranking."""
    order = [s for s in ranked(document) if s.get("org")]
    wanted = [*order[:1], *(s for s in order if s["name"] == document.get("baseline")), *order[1:]]
    kept = list(dict.fromkeys(s["name"] for s in wanted))[:MOST_CHARTS]
    return [s for s in order if s["name"] in kept]


def _size(document: Document, structure: Structure, width: float) -> float:
    """The largest size at which the chart fits."""
    blocks = _blocks(structure)
    return next((s for s in SIZES if _height(document, structure, blocks, width, s) <= CONTENT.height), SIZES[-1])


def _height(document: Document, structure: Structure, blocks: Sequence[Block], width: float, size: float) -> float:
    head = height_of(_head(document, structure), width, size + 2) + 2 * SPACE
    return (
        head
        + sum(_block_height(block, width, size) + SPACE for block in blocks)
        + _foot(document, structure, width, size)
    )


def _foot(document: Document, structure: Structure, width: float, size: float) -> float:
    """Inches for how the structure changes."""
    told = _change(document, structure)
    return height_of(told, width, size) + SPACE if told else 0.0


def _change(document: Document, structure: Structure) -> list[Says]:
    told = change_of(document, structure)
    return [Says(told)] if told else []


def _block_height(block: Block, width: float, size: float) -> float:
    room = width - INDENT * block.depth - 2 * PADDING
    return sum(text_height(p.lines(room, size), size) for p in block.words) + 2 * PADDING


def _head(document: Document, structure: Structure) -> list[Says]:
    role = role_of(document, structure["name"]) if len(document["structures"]) > 1 else ""
    colour = WINNER if structure["name"] == winner_of(document) else INK
    return [Says("", title_of(structure) + (f" ({role})" if role else ""), colour=colour)]


def _blocks(structure: Structure) -> list[Block]:
    """Departments down the tree, each with its teams; those without a team below them are left out."""
    departments = structure["org"]["departments"]
    names = {d["name"] for d in departments}
    blocks: list[Block] = []

    def walk(parent: str | None, depth: int) -> None:
        for department in departments:
            boss = department["reports_to"] if department["reports_to"] in names else None
            if boss == parent and _has_team(structure, department["name"]):
                blocks.append(Block([Says("", _department(department))], depth, True))
                blocks.extend(_team(structure, team, depth + 1) for team in _teams(structure, department["name"]))
                walk(department["name"], depth + 1)

    walk(None, 0)
    return blocks


def _has_team(structure: Structure, name: str) -> bool:
    below = (d["name"] for d in structure["org"]["departments"] if d["reports_to"] == name)
    return bool(_teams(structure, name)) or any(_has_team(structure, d) for d in below)


def _teams(structure: Structure, department: str) -> list[Structure]:
    return [team for team in structure["org"]["teams"] if team["department"] == department]


def _department(department: Structure) -> str:
    return spoken(department["name"]) + (f" ({department['company']})" if department.get("company") else "")


def _team(structure: Structure, team: Structure, depth: int) -> Block:
    teams, main = structure["org"]["teams"], main_team(structure)
    names = [t["name"] for t in teams]
    people = sum(team["people"].values())
    far = structure["org"]["distances"][names.index(main["name"])][names.index(team["name"])]
    away = "main team" if team is main else f"distance {far:.1f}"
    bots = [c for c in team["channels"] if c in structure["org"]["bots"]]
    channels = ", ".join(plain(channel) for channel in team["channels"])
    told = f"· {people} {'person' if people == 1 else 'people'} · {away}".replace(" ", "\u00a0").replace(
        "\u00a0·", " ·"
    )
    owned = f" · owns {channels}" if channels else ""
    first = f" (bot first: {', '.join(plain(bot) for bot in bots)})" if bots else ""
    return Block([Says(told + owned + first, spoken(team["name"]))], depth, False)


def _draw(slide: Any, document: Document, structure: Structure, frame: tuple[float, float, float]) -> None:
    left, width, size = frame
    head, blocks = _head(document, structure), _blocks(structure)
    height = height_of(head, width, size + 2)
    add_words(slide, f"Org chart of {title_of(structure)}", head, Box(left, CONTENT.top, width, height), (size + 2,))
    top = CONTENT.top + height + 2 * SPACE
    bosses: list[tuple[float, float]] = []
    for block in blocks:
        tall = _block_height(block, width, size)
        box = Box(left + INDENT * block.depth, top, width - INDENT * block.depth, tall)
        if block.depth:
            _join(slide, bosses[block.depth - 1], box)
        _box(slide, block, box, size)
        if block.is_department:
            bosses[block.depth :] = [(box.left + INDENT / 2, box.top + tall)]
        top += tall + SPACE
    if told := _change(document, structure):
        box = Box(left, top, width, height_of(told, width, size))
        add_words(slide, f"Change of {title_of(structure)}", told, box, (size,))


def _box(slide: Any, block: Block, box: Box, size: float) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu())
    told = ", ".join(paragraph.whole for paragraph in block.words)
    describe(shape, f"{'Department' if block.is_department else 'Team'} {block.words[0].lead}", told)
    unstyled(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(FAINT if block.is_department else PAPER)
    shape.line.color.rgb = rgb(FAINT if block.is_department else MUTED)
    shape.line.width = Pt(0.75)
    frame = shape.text_frame
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    say(shape, block.words, box, (size,))
    for paragraph in frame.paragraphs:
        paragraph.space_before = Pt(0)
        paragraph.alignment = 1
    frame.margin_left = frame.margin_right = int(PADDING * 914400)
    frame.margin_top = frame.margin_bottom = 0


def _join(slide: Any, boss: tuple[float, float], box: Box) -> None:
    """Down from the superior, then across to the box."""
    x, y = boss
    middle = box.top + box.height / 2
    for ends in ((x, y, x, middle), (x, middle, box.left, middle)):
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Inches(end) for end in ends))
        line.line.color.rgb, line.line.width = rgb(MUTED), Pt(0.75)
        unstyled(line)
        line.name = "Line of reporting"
