"""What can be seen of a drawn chart: its texts with their places and sizes."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ccsim.report.charts.palette import Sheet


@dataclass(frozen=True)
class Seen:
    """A text, its box in pixels and the points that it has where people see it."""

    words: str
    box: Bbox
    points: float


def texts_of(sheet: Sheet) -> list[Seen]:
    """Every text that can be seen."""
    sheet.figure.draw_without_rendering()
    unseen = [label for axes in sheet.figure.axes for label in _unseen_labels(axes)]
    texts = [text for text in sheet.figure.findobj(Text) if isinstance(text, Text) and text not in unseen]
    return [
        Seen(text.get_text(), text.get_window_extent(), text.get_fontsize() * sheet.size.shrunk)
        for text in texts
        if text.get_visible() and text.get_text().strip()
    ]


def _unseen_labels(axes: Axes) -> list[Text]:
    """Labels of axes that are off, and of ticks outside the limits."""
    if not axes.axison:
        return [*axes.get_xticklabels(), *axes.get_yticklabels()]
    unseen: list[Text] = []
    for at, limits, labels in (
        (0, axes.get_xlim(), axes.get_xticklabels()),
        (1, axes.get_ylim(), axes.get_yticklabels()),
    ):
        low, high = sorted(limits)
        unseen += [label for label in labels if not low <= label.get_position()[at] <= high]
    return unseen
