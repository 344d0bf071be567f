"""Nobody is better or worse for more or less of what only describes, on any surface."""

import pytest

from ccsim.report.charts.differences import draw_differences
from ccsim.report.colours import INK, SERIES, WINNER
from ccsim.report.findings import differences
from ccsim.report.judging import good_way, judged
from ccsim.report.page.comparison import column
from ccsim.report.page.differences import differences_by_baseline

from .sample import comparison, interval

NEITHER = "occupancy.center"


@pytest.mark.parametrize(
    ("key", "more", "less"),
    [("fcr", "better", "worse"), ("lost", "worse", "better"), (NEITHER, "differs", "differs")],
)
def test_more_and_less_are_judged_by_the_measure(key: str, more: str, less: str) -> None:
    document = comparison(3)
    assert judged(document, key, interval(2.0, 1.0)) == more
    assert judged(document, key, interval(-2.0, 1.0)) == less
    assert judged(document, key, interval(1.0, 2.0)) == "alike"
    assert judged(document, key, interval(1.0, None)) == "none"


def test_what_the_document_does_not_judge_is_not_judged() -> None:
    assert judged({}, "fcr", interval(2.0, 1.0)) == "differs"
    assert good_way({}, "fcr") == "neither is better"


def test_the_page_colours_no_such_difference() -> None:
    document = comparison(5) | {"measures": [NEITHER]}
    verdicts = {d.verdict for rows in differences_by_baseline(document).values() for d in rows[NEITHER]}
    assert "differs" in verdicts
    assert verdicts.isdisjoint({"better", "worse"})
    assert column(document, NEITHER, True).better == "neither"


def test_the_chart_colours_no_such_difference() -> None:
    document = comparison(3) | {"measures": [NEITHER]}
    sheet = draw_differences(document)
    texts = [text.get_text() for text in sheet.figure.texts]
    assert any("points, neither is better" in text for text in texts)
    assert any("black square: differs" in text.replace("\n", " ") for text in texts)
    assert "black square" not in " ".join(text.get_text() for text in draw_differences(comparison(3)).figure.texts)
    panel = sheet.figure.axes[1]
    colours = {line.get_color() for line in panel.lines if line.get_marker() not in ("None", "", None)}
    assert colours
    assert colours.isdisjoint({WINNER, SERIES[1]})
    assert INK in colours


def test_a_sentence_counts_who_is_apart() -> None:
    told = differences(comparison(8), NEITHER)
    assert "clearly apart on occupancy, center" in told
    assert "better" not in told
