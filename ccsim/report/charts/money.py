"""What departments pay for answering and what they earn by it: bars from zero, one after the other for a structure."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from ccsim.experiment.format import Scale, measure_heading, scale_for
from ccsim.report import findings
from ccsim.report.charts.frame import Frame, framed
from ccsim.report.charts.palette import BODY, LINE, POINTS_PER_INCH, SLIDE, SMALL, Sheet, Size, text_width
from ccsim.report.charts.rows import NAMES, name_rows, names_width
from ccsim.report.colours import DARK_FILLS, FAINT, FILLS, INK, PAPER, QUIET
from ccsim.report.document import Document, currency_of, measure_of, ranked
from ccsim.report.patterns import departments_of, spoken

STEMS = ("answering_cost", "revenue")
HEADING, KEY, GAP, MOST_ROW, BAR = 0.35, 0.42, 0.45, 1.3, 0.6  # inches; a bar's part of its row
MOST_BAR, LEAST_BAR = 0.86, 0.2  # of its row; inches, so that numbers stand inside
LEAST_PANEL, MOST_NAMES = 2.1, 0.38  # inches, for its heading; of the sheet's width


def draw_money(document: Document, size: Size = SLIDE) -> Sheet:
    """Cost on the left, revenue on the right, in the same units of money to the inch."""
    sheet, order = Sheet(size), ranked(document)
    frame = framed(sheet, document, findings.money(document))
    colours = _colours(document)
    top = frame.top - _key(sheet, frame, colours) - HEADING
    row = min(MOST_ROW, (top - frame.bottom) / len(order))
    names = names_width(document, order, row, NAMES * sheet.width, MOST_NAMES * sheet.width)
    left = frame.left + names + 0.1
    stems = [stem for stem in STEMS if departments_of(document["structures"], stem)]
    widths = _widths(document, stems, frame.right - left)
    for stem, width in zip(stems, widths, strict=True):
        place = Frame(left, top - row * len(order), left + width, top)
        axes = _panel(sheet, document, order, stem, place, colours)
        if stem == stems[0]:
            name_rows(axes, document, order, row, names)
        left += width + GAP
    return sheet


def applies(document: Document) -> bool:
    """Whether costs are known by department."""
    return bool(departments_of(document["structures"], "answering_cost"))


def _colours(document: Document) -> dict[str, str]:
    """A fill for each department, those with the most money first; all that are small share the last."""
    sizes: dict[str, float] = {}
    for stem in STEMS:
        for structure in document["structures"]:
            for name, mean in _parts(structure, stem):
                sizes[name] = sizes.get(name, 0.0) + mean
    order = sorted(sizes, key=lambda name: -sizes[name])
    return {name: FILLS[min(i, len(FILLS) - 1)] for i, name in enumerate(order)}


def _key(sheet: Sheet, frame: Frame, colours: Mapping[str, str]) -> float:
    """Departments with their fills, in as many lines as they need; gives the height taken."""
    line, x, lines = SMALL * LINE / POINTS_PER_INCH * 1.25, frame.left, 0
    named = {colour: spoken(name) for name, colour in reversed(list(colours.items()))}
    if len(colours) > len(FILLS):
        named[QUIET] = "other departments"
    for colour, words in reversed(list(named.items())):
        width = 0.22 + text_width(words, SMALL) + 0.3
        if x + width > frame.right and x > frame.left:
            x, lines = frame.left, lines + 1
        top = frame.top - lines * line
        sheet.text(x, top, "■", SMALL + 2, color=colour)
        sheet.text(x + 0.22, top, words, SMALL)
        x += width
    return KEY + lines * line


def _widths(document: Document, stems: Sequence[str], room: float) -> list[float]:
    """The panels' widths: as their longest bars, so that money is as long in one as in the other."""
    longest = [max(_total(s, stem) for s in document["structures"]) for stem in stems]
    room -= GAP * (len(stems) - 1)
    widths = [room * length / (sum(longest) or 1.0) for length in longest]
    if len(widths) == 2 and min(widths) < LEAST_PANEL:
        return [LEAST_PANEL, room - LEAST_PANEL] if widths[0] < widths[1] else [room - LEAST_PANEL, LEAST_PANEL]
    return widths


def _total(structure: Mapping[str, Any], stem: str) -> float:
    return sum(max(0.0, mean) for _, mean in _parts(structure, stem))


def _parts(structure: Mapping[str, Any], stem: str) -> list[tuple[str, float]]:
    levels = ((name, measure_of(structure, f"{stem}.{name}").get("mean")) for name in departments_of([structure], stem))
    return [(name, mean) for name, mean in levels if mean is not None]


def _panel(
    sheet: Sheet,
    document: Document,
    order: Sequence[Mapping[str, Any]],
    stem: str,
    place: Frame,
    colours: Mapping[str, str],
) -> Axes:
    """Bars of departments end to end, and their total written behind them."""
    levels = [measure_of(s, stem) for s in order]
    scale = scale_for(STEMS[0], [measure_of(s, each) for s in order for each in STEMS], currency_of(document))
    written = [scale.number(level.get("mean")) for level in levels]
    room = max(text_width(text, BODY, bold=True) for text in written) + 0.12
    sheet.text(place.left, place.top + HEADING, measure_heading(stem, scale), BODY, weight="bold")
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    inches = place.width - room
    longest = max(_total(s, stem) for s in order) * scale.factor or 1.0
    axes.set_xlim(0, longest * place.width / inches)
    axes.set_ylim(len(order) - 0.5, -0.5)
    thick = min(MOST_BAR, max(BAR, LEAST_BAR * len(order) / place.height))
    for row, (structure, text) in enumerate(zip(order, written, strict=True)):
        end = _bar(axes, row, _parts(structure, stem), scale, colours, inches / longest, thick)
        axes.annotate(text, (end, row), (4, 0), textcoords="offset points", va="center", size=BODY, weight="bold")
    _bare(axes)
    return axes


def _bar(
    axes: Axes,
    row: int,
    parts: Sequence[tuple[str, float]],
    scale: Scale,
    colours: Mapping[str, str],
    inch: float,
    thick: float,
) -> float:
    """One structure's departments, the number in each part that has room for it."""
    end = 0.0
    for name, mean in sorted(parts, key=lambda part: list(colours).index(part[0])):
        width, colour = max(0.0, mean) * scale.factor, colours[name]
        axes.barh(row, width, thick, left=end, color=colour, edgecolor=PAPER, linewidth=1)
        number = scale.number(mean)
        told = (f"{spoken(name)} {number}", number) if colour == QUIET else (number,)
        text = next((words for words in told if text_width(words, SMALL) + 0.1 < width * inch), "")
        if text:
            ink = PAPER if colour in DARK_FILLS else INK
            axes.text(end + width / 2, row, text, size=SMALL, ha="center", va="center", color=ink)
        end += width
    return end


def _bare(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(FAINT)
