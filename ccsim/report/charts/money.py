"""What departments pay for answering and what they earn by it: bars from zero, one after the other for a structure."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from ccsim.experiment.format import Scale, measure_heading
from ccsim.report import findings
from ccsim.report.charts.frame import Frame, framed
from ccsim.report.charts.palette import BODY, LINE, POINTS_PER_INCH, SLIDE, SMALL, Sheet, Size, text_width
from ccsim.report.charts.rows import NAMES, name_rows, names_width
from ccsim.report.colours import FAINT, INK, MUTED, PAPER, Fill, is_dark, sign_of
from ccsim.report.document import Document, measure_of, ranked
from ccsim.report.money import STEMS, Part, departments_apart, departments_told_apart, money_scale
from ccsim.report.patterns import departments_of

HEADING, KEY, GAP, MOST_ROW, BAR = 0.35, 0.42, 0.45, 1.3, 0.6  # inches; a bar's part of its row
MOST_BAR, LEAST_BAR = 0.86, 0.2  # of its row; inches, so that numbers stand inside
WITHIN, MOST_NAMES = 0.1, 0.38  # inches of a part that its words leave free; of the sheet's width


def draw_money(document: Document, size: Size = SLIDE) -> Sheet:
    """Cost on the left, revenue on the right, in the same units of money to the inch."""
    sheet, order = Sheet(size), ranked(document)
    frame = framed(sheet, document, findings.money(document))
    top = frame.top - _key(sheet, frame, departments_told_apart(document)) - HEADING
    row = min(MOST_ROW, (top - frame.bottom) / len(order))
    names = names_width(document, order, row, NAMES * sheet.width, MOST_NAMES * sheet.width)
    left = frame.left + names + 0.1
    stems = [stem for stem in STEMS if departments_of(document["structures"], stem)]
    widths, inch = _widths(document, stems, frame.right - left)
    for stem, width in zip(stems, widths, strict=True):
        place = Frame(left, top - row * len(order), left + width, top)
        axes = _panel(sheet, document, stem, place, inch)
        if stem == stems[0]:
            name_rows(axes, document, order, row, names)
        left += width + GAP
    return sheet


def applies(document: Document) -> bool:
    """Whether costs are known by department."""
    return bool(departments_of(document["structures"], "answering_cost"))


def _key(sheet: Sheet, frame: Frame, parts: Sequence[Part]) -> float:
    """Departments with their fills, in as many lines as they need; gives the height taken."""
    line, x, lines = SMALL * LINE / POINTS_PER_INCH * 1.25, frame.left, 0
    for part in parts:
        width = 0.22 + text_width(part.name, SMALL) + 0.3
        if x + width > frame.right and x > frame.left:
            x, lines = frame.left, lines + 1
        top = frame.top - lines * line
        sign, colour = sign_of(part.fill.colour, part.fill.pattern)
        sheet.text(x, top, sign, SMALL + 2, color=colour)
        sheet.text(x + 0.22, top, part.name, SMALL)
        x += width
    return KEY + lines * line


def _widths(document: Document, stems: Sequence[str], room: float) -> tuple[list[float], float]:
    """The panels' widths, each for its heading or its longest bar and the total behind; and the inches of one unit."""
    scale = money_scale(document)
    longest = [max(_end(s, stem) for s in document["structures"]) * scale.factor for stem in stems]
    behind = [_behind(document, stem) for stem in stems]
    least = [text_width(_heading(document, stem), BODY, bold=True) for stem in stems]
    room -= GAP * (len(stems) - 1)
    inch = (room - sum(behind)) / (sum(longest) or 1.0)
    widths = [inch * length + more for length, more in zip(longest, behind, strict=True)]
    narrow = {i: need for i, need in enumerate(least) if widths[i] < need}
    if 0 < len(narrow) < len(widths):
        wide = [i for i in range(len(widths)) if i not in narrow]
        left = room - sum(narrow.values())
        inch = (left - sum(behind[i] for i in wide)) / sum(longest[i] for i in wide)
        widths = [narrow.get(i, inch * length + behind[i]) for i, length in enumerate(longest)]
    return widths, inch


def _behind(document: Document, stem: str) -> float:
    """Inches for the totals behind the bars."""
    written = (money_scale(document).number(measure_of(s, stem).get("mean")) for s in document["structures"])
    return max(text_width(text, BODY, bold=True) for text in written) + 0.12


def _heading(document: Document, stem: str) -> str:
    return measure_heading(stem, money_scale(document))


def _end(structure: Mapping[str, Any], stem: str) -> float:
    """How far a bar reaches: the whole, and beyond it what parts below 0 take back."""
    names = departments_of([structure], stem)
    return sum(max(0.0, measure_of(structure, f"{stem}.{name}").get("mean") or 0.0) for name in names)


def _panel(sheet: Sheet, document: Document, stem: str, place: Frame, inch: float) -> Axes:
    """Bars of departments end to end, and their total written behind them."""
    order, scale, parts = ranked(document), money_scale(document), departments_apart(document)
    written = [scale.number(measure_of(s, stem).get("mean")) for s in order]
    sheet.text(place.left, place.top + HEADING, _heading(document, stem), BODY, weight="bold")
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_xlim(0, place.width / inch)
    axes.set_ylim(len(order) - 0.5, -0.5)
    thick = min(MOST_BAR, max(BAR, LEAST_BAR * len(order) / place.height))
    for row, (structure, text) in enumerate(zip(order, written, strict=True)):
        means = [(part, mean) for part in parts if (mean := part.mean(structure, stem))]
        end = _bar(axes, (row, thick, inch), means, scale)
        axes.annotate(text, (end, row), (4, 0), textcoords="offset points", va="center", size=BODY, weight="bold")
    _bare(axes)
    return axes


def _bar(axes: Axes, place: tuple[int, float, float], means: Sequence[tuple[Part, float]], scale: Scale) -> float:
    """One structure's departments, with as much of name and number in each part as it has room for."""
    row, thick, inch = place
    end = 0.0
    for part, mean in means:
        width = max(0.0, mean) * scale.factor
        axes.barh(row, width, thick, left=end, **_look(part.fill))
        words = _words(part.name, scale.number(mean), width * inch - WITHIN)
        if words:
            back = {"facecolor": part.fill.colour, "linewidth": 0, "pad": 1} if part.fill.hatch else None
            ink = PAPER if is_dark(part.fill.colour) else INK
            axes.text(end + width / 2, row, words, size=SMALL, ha="center", va="center", color=ink, bbox=back)
        end += width
    return end


def _look(fill: Fill) -> dict[str, Any]:
    """A plain part has a light edge; a hatched one is drawn in lines, and has their edge."""
    edge = {"edgecolor": MUTED, "linewidth": 0.8, "hatch": fill.hatch} if fill.hatch else {"edgecolor": PAPER}
    return {"facecolor": fill.colour, "linewidth": 1} | edge


def _words(name: str, number: str, room: float) -> str:
    """Both, the number alone, or nothing, as the part has room."""
    return next((words for words in (f"{name} {number}", number) if text_width(words, SMALL) < room), "")


def _bare(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(FAINT)
