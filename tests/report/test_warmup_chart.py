"""The course of the trial for the warm-up: all labels on the slide, the same bytes each time."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ccsim.report.charts.warmup import draw_warmup, write_warmup_chart
from ccsim.report.findings import warmup

from .sample import comparison


def trial(structures: int, weeks: int = 1) -> dict[str, Any]:
    document = comparison(structures)
    courses = [
        {
            "structure": s["name"],
            "measure": "fcr",
            "weekly": [0.5 + 0.02 * i + 0.01 * (w % 3) for w in range(7)] + [None],
        }
        for i, s in enumerate(document["structures"])
    ]
    rule = "MSER on weekly means of 4 replications from an empty start, campaigns left out"
    return document | {
        "warmup_trial": {"rule": rule, "warmup_weeks": weeks, "weeks": 8, "replications": 4, "courses": courses}
    }


@pytest.mark.parametrize("structures", [2, 3, 10, 20])
def test_nothing_leaves_the_slide(structures: int) -> None:
    figure = draw_warmup(trial(structures)).figure
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    for text in figure.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_text()):
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= width
        assert box.y0 >= 0
        assert box.y1 <= height


def test_names_do_not_meet() -> None:
    figure = draw_warmup(trial(10)).figure
    figure.canvas.draw()
    (axes,) = figure.axes
    boxes = sorted((t.get_window_extent() for t in axes.texts[1:]), key=lambda box: box.y0)
    assert len(boxes) == 10
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))


def test_the_finding_counts_the_weeks() -> None:
    assert "the first week is left out" in warmup(trial(3))
    assert "the first 3 weeks are left out" in warmup(trial(3, weeks=3))


def test_the_same_trial_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [write_warmup_chart(trial(3), tmp_path / name) for name in "ab"]
    for one, other in zip(*files, strict=True):
        assert one.read_bytes() == other.read_bytes()
