"""The executive chart: what it claims, that its text is legible and clear of other text, and its bytes."""

import itertools
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ccsim.report.charts.palette import DPI, REPORT, house_style
from ccsim.report.charts.ranked_dots import draw_chart, write_chart
from ccsim.report.findings import ranking

from .drawn import texts_of
from .sample import comparison, interval, run

DOCUMENTS = {
    "two": comparison(2),
    "three, no winner": comparison(3, winner=False),
    "five, alone": comparison(5, beside=False),
    "seven": comparison(7),
    "ten": comparison(10),
    "ten, no winner": comparison(10, winner=False),
    "run": run(),
}


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_chart(comparison(3), tmp_path / "first")
    second = write_chart(comparison(3), tmp_path / "second", name="verdict")
    assert [path.name for path in first] == ["verdict.png", "verdict.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_bytes_do_not_depend_on_the_users_own_style(tmp_path: Path) -> None:
    import matplotlib

    first = write_chart(comparison(3), tmp_path / "first")
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "black", "savefig.bbox": "tight"}):
        second = write_chart(comparison(3), tmp_path / "second")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_slide_of_sixteen_to_nine(tmp_path: Path) -> None:
    png, svg = write_chart(comparison(3), tmp_path)
    width, height = (int.from_bytes(png.read_bytes()[i : i + 4], "big") for i in (16, 20))
    assert abs(width / height - 16 / 9) < 0.01
    assert height == 7.5 * DPI
    assert ElementTree.parse(svg).getroot().tag.endswith("svg")


@pytest.mark.parametrize("structures", [2, 3, 10])
def test_a_winner_is_claimed_only_where_the_verdict_has_one(structures: int) -> None:
    won, open_ = comparison(structures), comparison(structures, winner=False)
    assert ranking(won).startswith("Contact center owns all resolves most at first contact: 71.3\u00a0%")
    assert ranking(open_).startswith("No clear winner")
    assert any("(winner)" in text for text in _texts(won))
    assert not any("(winner)" in text for text in _texts(open_))


def test_the_winner_is_the_verdicts_even_where_another_mean_is_higher() -> None:
    document = comparison(3)
    document["verdict"]["winner"] = document["structures"][2]["name"]
    assert ranking(document).startswith("Channel silos resolves most")


def test_a_smaller_cost_is_better() -> None:
    document = comparison(5, winner=False)
    document |= {
        "primary": "cost_per_resolved",
        "better": {"cost_per_resolved": "smaller"},
        "currency": "USD",
    }
    cheapest = min(document["structures"], key=lambda s: s["measures"]["cost_per_resolved"]["mean"])
    assert ranking(document).startswith(f"No clear winner on cost per resolved issue: {cheapest['title']}")


def test_the_footer_says_what_a_reader_must_know() -> None:
    (footer,) = (text for text in _texts(comparison(3)) if "seed" in text)
    for fact in (
        "fairness equal people",
        "practice well run",
        "seed 1",
        "12 replications",
        "95 % intervals",
        "61 of 120 inputs assumed",
        "demo-1a2b3c4d5e6f",
    ):
        assert fact in footer.replace("\u00a0", " ")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_text_is_legible_inside_the_slide_and_clear_of_other_text(name: str) -> None:
    drawn = _drawn(DOCUMENTS[name])
    assert min(text.get_fontsize() for text, _ in drawn) >= 11
    for text, box in drawn:
        assert 0 <= box.x0 < box.x1 <= 13.34 * DPI, text.get_text()
        assert 0 <= box.y0 < box.y1 <= 7.5 * DPI, text.get_text()
    for (one, a), (other, b) in itertools.combinations(drawn, 2):
        assert not a.overlaps(b), (one.get_text(), other.get_text())


def test_few_ticks() -> None:
    for document in DOCUMENTS.values():
        with house_style():
            axes = draw_chart(document).figure.axes[0]
        low, high = sorted(axes.get_xlim())
        assert 2 <= sum(low <= tick <= high for tick in axes.get_xticks()) <= 6


def test_bars_start_at_zero() -> None:
    with house_style():
        figure = draw_chart(comparison(10)).figure
    bars = [(axes, bar) for axes in figure.axes for bar in axes.patches]
    assert bars
    assert all(axes.get_xlim()[0] == 0 and bar.get_x() == 0 for axes, bar in bars)


def test_all_channels_have_bars_or_none_has() -> None:
    for document in (*DOCUMENTS.values(), comparison(19)):
        with house_style():
            axes = draw_chart(document).figure.axes
        columns = [each for each in axes if each.get_title(loc="left") or each.get_title(loc="right")]
        waits = [each for each in columns if not any(name in _titles(each) for name in ("well run", "typical"))]
        assert len(waits) == 7
        assert len({bool(each.patches) for each in waits}) == 1


def test_bars_on_one_scale_are_as_long_to_the_inch_in_every_column() -> None:
    document = comparison(10)
    with house_style():
        figure = draw_chart(document).figure
        figure.draw_without_rendering()
    axes = {_titles(each): each for each in figure.axes if each.patches}
    for group in (document["live_channels"], ("messaging", "email", "social", "web form")):
        inches = [axes[name].bbox.width / axes[name].get_xlim()[1] for name in group]
        assert inches == pytest.approx([inches[0]] * len(group))


def test_ends_of_intervals_have_marks_and_stay_clear_of_numbers() -> None:
    with house_style():
        figure = draw_chart(comparison(3)).figure
        figure.draw_without_rendering()
    for axes in (each for each in figure.axes if each.patches):
        whiskers = [line for line in axes.lines if len(line.get_xdata()) == 2]
        assert whiskers
        assert {line.get_marker() for line in whiskers} == {"|"}
        numbers = [text.get_window_extent() for text in axes.texts]
        for line in whiskers:
            at = axes.transData.transform((0, line.get_ydata()[0]))[1]
            assert not any(box.y0 - 3 < at < box.y1 + 3 for box in numbers)
        assert max(max(line.get_xdata()) for line in whiskers) < axes.get_xlim()[1]


@pytest.mark.parametrize("structures", [1, 3, 10, 19])
def test_channels_are_called_as_elsewhere(structures: int) -> None:
    with house_style():
        figure = draw_chart(comparison(structures) if structures > 1 else run()).figure
    names = {_titles(axes) for axes in figure.axes}
    assert {"voice", "chat", "store", "messaging", "email", "social", "web form"} <= names


def _titles(axes: Axes) -> str:
    """What stands over a column, in one line."""
    return (axes.get_title(loc="left") or axes.get_title(loc="right")).replace("\n", " ")


def test_what_has_no_room_beside_names_is_said_to_be_left_out() -> None:
    with house_style():
        words = [text.words for text in texts_of(draw_chart(comparison(19), REPORT))]
    assert "Not shown: deferred channels" in words
    assert not any("deferred (" in each for each in words)


def test_unknown_and_not_offered_are_told_apart() -> None:
    document = comparison(9, beside=False)
    document["structures"][0]["measures"]["wait_min_median.voice"] = interval(None, None)
    texts = _texts(document)
    assert texts.count("–") == 1
    # chat, messaging, social, web form and store of the structure with two channels
    assert texts.count("not offered") + texts.count("n/a") == 5


def test_a_document_without_waits_or_levels_is_drawn_too() -> None:
    document = comparison(3, winner=False, beside=False)
    for structure in document["structures"]:
        structure["measures"] = {"fcr": interval(None, None)}
    assert _texts(document).count("–") == 3
    assert ranking(document) == "No clear winner on resolution at first contact"


def test_a_dollar_sign_is_no_formula() -> None:
    document = comparison(3)
    document["structures"][1]["title"] = "Costs $5 and $6"
    assert any("$5 and $6" in text.replace("\n", " ") for text in _texts(document))


def _drawn(document: dict[str, Any]) -> list[tuple[Text, Bbox]]:
    """Every text that can be seen, with its place in pixels."""
    with house_style():
        figure = draw_chart(document).figure
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        unseen = [label for axes in figure.axes for label in _unseen_labels(axes)]
        texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and text not in unseen]
        renderer = canvas.get_renderer()
        return [
            (text, text.get_window_extent(renderer)) for text in texts if text.get_visible() and text.get_text().strip()
        ]


def _unseen_labels(axes: Axes) -> list[Text]:
    """Labels of axes that are off, and of ticks outside the limits."""
    low, high = sorted(axes.get_xlim())
    outside = [label for label in axes.get_xticklabels() if not low <= label.get_position()[0] <= high]
    return outside if axes.axison else [*axes.get_xticklabels(), *axes.get_yticklabels()]


def _texts(document: dict[str, Any]) -> list[str]:
    return [text.get_text() for text, _ in _drawn(document)]
