"""What became of issues, in bars of one length: prevented, settled at once, came back, handed on, given up."""

from collections.abc import Mapping, Sequence
from typing import Any

from ccsim.experiment.format import format_value
from ccsim.report.charts.frame import Frame
from ccsim.report.charts.palette import SMALL, Sheet, text_width
from ccsim.report.charts.rows import MOST_NAMES, name_rows, names_width, one_line
from ccsim.report.colours import ENDS, INK, PAPER
from ccsim.report.document import Document
from ccsim.report.patterns import flow_shares

FATE_LOOKS: Mapping[str, tuple[str, str, float]] = {
    "at once": ("settled at once", ENDS["resolved"], 0.3),
    "came back": ("came back", ENDS["returned"], 0.85),
    "handed on": ("handed on to another team", ENDS["handed"], 0.95),
    "given up": ("gave up or lost", ENDS["lost"], 0.8),
    "prevented": ("never arose", ENDS["prevented"], 0.45),
}
"""How each fate is called and drawn; those that cost customers effort are strong."""
MOST_ROW, BAR, KEY = 0.6, 0.66, 0.4  # inches; a bar's part of its row
MOST_BAR, LEAST_BAR = 0.86, 0.2  # of its row; inches, so that numbers stand inside
NAMES_SHARE = 0.33  # of the width, unless rows hold too few lines


def draw_key(sheet: Sheet, frame: Frame) -> None:
    """A line of fates with their colours."""
    x = frame.left
    for words, colour, alpha in FATE_LOOKS.values():
        sheet.text(x, frame.top, "■", SMALL + 2, color=colour, alpha=alpha)
        sheet.text(x + 0.22, frame.top, words, SMALL)
        x += 0.22 + text_width(words, SMALL) + 0.28


def draw_fates(sheet: Sheet, document: Document, shown: Sequence[Mapping[str, Any]], frame: Frame) -> None:
    """A bar of all issues for each structure, the share written where it fits, and beside it how many were lost."""
    draw_key(sheet, frame)
    top, lost = frame.top - KEY - 0.25, 0.85
    row = min(MOST_ROW, (top - frame.bottom) / len(shown))
    usual = one_line(document, shown, NAMES_SHARE * frame.width)
    names = names_width(document, shown, row, usual, MOST_NAMES * sheet.width) + 0.1
    width = frame.width - names - lost
    axes = sheet.axes(frame.left + names, top - row * len(shown), width, row * len(shown))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    bar = min(MOST_BAR, max(BAR, LEAST_BAR / row))
    for i, structure in enumerate(shown):
        shares, left = flow_shares(structure), 0.0
        for fate, (_, colour, alpha) in FATE_LOOKS.items():
            share = shares[fate]
            axes.barh(i, share, bar, left=left, color=colour, alpha=alpha, edgecolor=PAPER, linewidth=1)
            text = format_value("resolved", share)
            if text_width(text, SMALL) + 0.1 < share * width:
                axes.text(left + share / 2, i, text, size=SMALL, ha="center", va="center", color=INK)
            left += share
        axes.annotate(format_value("lost", shares["lost"]), (1, i), (8, 0), textcoords="offset points", size=SMALL,
                      va="center", weight="bold")  # fmt: skip
    sheet.text(frame.left + names + width + 0.1, top + 0.24, "Lost", SMALL, weight="bold")
    axes.set_xticks([])
    name_rows(axes, document, shown, row, names - 0.1)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
