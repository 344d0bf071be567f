"""How the interval narrows is one picture: the same points on the same axis on the page, in the deck, in the chart."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

from ccsim.report import findings
from ccsim.report.charts.convergence import applies, draw_convergence
from ccsim.report.charts.palette import SIZES, house_style
from ccsim.report.narrowing import narrowing
from ccsim.report.page.lines import convergence_plot, margin_at

from .decks import charts, deck_of
from .drawn import texts_of
from .sample import comparison

SCALING = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def narrowed(halves: list[float], first: int = 2, **more: Any) -> dict[str, Any]:
    """A comparison whose interval narrowed so."""
    rows = [{"replications": first + i, "half_width": half} for i, half in enumerate(halves)]
    return comparison(3) | {"convergence": rows, "replications": first + len(halves) - 1} | more


HALVES = [7.936, 1.62, 0.21, 0.09, 0.05, 0.031]


def test_all_surfaces_draw_the_same_points_on_the_same_axis(tmp_path: Path) -> None:
    document = narrowed(HALVES)
    at, expected = [3, 4, 5, 6, 7], [100.0, 21.0, 9.0, 5.0, 3.1]  # two replications left out, no share above 100 %
    with house_style():
        axes = draw_convergence(document).figure.axes[0]
    drawn = axes.lines[0]
    assert list(drawn.get_xdata()) == at
    assert list(drawn.get_ydata()) == pytest.approx(expected)
    assert axes.get_yscale() == "log"
    low, high = axes.get_ylim()

    chart, cells = next(
        (c, cells) for _, name, c, cells in charts(deck_of(document, tmp_path)) if "convergence" in name
    )
    assert cells["half-width: at"] == at
    assert cells["half-width"] == pytest.approx(expected)
    scaling = [axis.find(f"{SCALING}scaling") for axis in chart._chartSpace.iter(f"{SCALING}valAx")]
    (logarithmic,) = [each for each in scaling if each.find(f"{SCALING}logBase") is not None]
    assert float(logarithmic.find(f"{SCALING}min").get("val")) == low
    assert float(logarithmic.find(f"{SCALING}max").get("val")) == high

    plot = convergence_plot(document)
    assert plot is not None
    places = [(int(x), int(y)) for x, y in re.findall(r"[ML](\d+) (\d+)", plot.lines[0].curve)]
    assert [x for x, _ in places] == [0, 250, 500, 750, 1000]
    for (_, y), half in zip(places, expected, strict=True):
        share = math.log(half / low) / math.log(high / low)
        assert y == pytest.approx(1000 * (1 - share), abs=0.51)
    matters = math.log(1.0 / low) / math.log(high / low)
    assert margin_at(document) == f"{100 - 100 * matters:.2f}%"
    assert [tick.text for tick in plot.up] == [f"{tick:g}" for tick in axes.get_yticks()]


def test_every_surface_says_where_it_begins_and_that_its_axis_is_logarithmic(tmp_path: Path) -> None:
    document = narrowed(HALVES)
    shown, plot = narrowing(document), convergence_plot(document)
    assert shown is not None
    assert plot is not None
    with house_style():
        drawn = " ".join(text.words for text in texts_of(draw_convergence(document)))
    for _, name, chart, _ in charts(deck_of(document, tmp_path)):
        if "convergence" in name:
            in_deck = " ".join(chart._chartSpace.itertext())
    for words in (drawn, in_deck, f"{plot.label} {plot.unit} {plot.meaning}"):
        assert "fewer than 3 say next to nothing" in words
        assert "logarithmic" in words
    whole = narrowing(narrowed(HALVES[1:], first=3))
    assert whole is not None
    assert "fewer" not in whole.across


def test_too_few_intervals_are_no_picture_anywhere(tmp_path: Path) -> None:
    document = narrowed(HALVES[:3])
    assert not applies(document)
    assert convergence_plot(document) is None
    assert not [name for _, name, _, _ in charts(deck_of(document, tmp_path)) if "convergence" in name]


def test_no_share_is_said_to_be_known_to_more_than_a_hundred_points() -> None:
    assert "±\u00a0100.0\u00a0points" in findings.convergence(narrowed([7.936]))
    assert "±\u00a07.94" in findings.convergence(narrowed([7.936], primary="contacts_per_issue"))


@pytest.mark.parametrize("halves", [[1.0, 1.0, 1.0], [0.3, 0.031, 0.0031], [1.0, 1e-3, 1e-7], [0.04, 0.02, 0.01]])
def test_the_axis_holds_every_point_between_few_ticks(halves: list[float]) -> None:
    shown = narrowing(narrowed(halves, first=3, margin=None))
    assert shown is not None
    assert 2 <= len(shown.ticks) <= 7
    assert shown.ticks[0] <= min(shown.halves) * (1 + 1e-9)
    assert shown.ticks[-1] >= max(shown.halves) * (1 - 1e-9)
    assert {round(b / a, 9) for a, b in zip(shown.ticks, shown.ticks[1:], strict=False)} == {shown.base}


@pytest.mark.parametrize("size", SIZES)
def test_what_it_says_fits_the_picture(size: str) -> None:
    with house_style():
        sheet = draw_convergence(narrowed(HALVES), SIZES[size])
        for text in texts_of(sheet):
            assert text.box.x1 <= sheet.figure.bbox.x1, text.words
