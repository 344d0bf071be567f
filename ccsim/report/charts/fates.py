"""What first contacts came to, in bars of one length: settled at once, handed on, came back, given up, prevented."""

from collections.abc import Mapping, Sequence
from typing import Any

from ccsim.experiment.format import format_value
from ccsim.report.charts.frame import Frame
from ccsim.report.charts.palette import SMALL, Sheet, text_height, text_width
from ccsim.report.charts.rows import MOST_NAMES, name_rows, names_width, one_line
from ccsim.report.colours import FATES, INK, PAPER, blended, is_dark
from ccsim.report.document import Document
from ccsim.report.patterns import FATES as WORDS
from ccsim.report.patterns import fates_in, flow_shares

MOST_ROW, BAR, KEY = 0.6, 0.66, 0.36  # inches; a bar's part of its row; below the key
MOST_BAR, LEAST_BAR = 0.86, 0.2  # of its row; inches, so that numbers stand inside
NAMES_SHARE = 0.33  # of the width, unless rows hold too few lines


def draw_key(sheet: Sheet, frame: Frame, shown: Sequence[Mapping[str, Any]]) -> float:
    """The fates that issues had with their colours, in as many lines as they need; gives the height taken."""
    x, lines = frame.left, 0
    for fate in fates_in(shown):
        width = 0.22 + text_width(WORDS[fate], SMALL)
        if x + width > frame.right and x > frame.left:
            x, lines = frame.left, lines + 1
        top = frame.top - text_height(lines, SMALL)
        sheet.text(x, top, "■", SMALL + 2, color=blended(*FATES[fate]))
        sheet.text(x + 0.22, top, WORDS[fate], SMALL)
        x += width + 0.28
    return KEY + text_height(lines, SMALL)


def draw_fates(sheet: Sheet, document: Document, shown: Sequence[Mapping[str, Any]], frame: Frame) -> None:
    """A bar of all issues for each structure, the share written where it fits, and beside it how many were lost."""
    top, lost = frame.top - draw_key(sheet, frame, shown) - 0.29, 0.85
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
        for fate, look in FATES.items():
            share, colour = shares[fate], blended(*look)
            axes.barh(i, share, bar, left=left, color=colour, edgecolor=PAPER, linewidth=1)
            text = format_value("resolved", share)
            if text_width(text, SMALL) + 0.1 < share * width:
                ink = PAPER if is_dark(colour) else INK
                axes.text(left + share / 2, i, text, size=SMALL, ha="center", va="center", color=ink)
            left += share
        axes.annotate(format_value("lost", shares["lost"]), (1, i), (8, 0), textcoords="offset points", size=SMALL,
                      va="center", weight="bold")  # fmt: skip
    sheet.text(frame.left + names + width + 0.1, top + 0.24, "Lost", SMALL, weight="bold")
    axes.set_xticks([])
    name_rows(axes, document, shown, row, names - 0.1)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
