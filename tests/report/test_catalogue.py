"""Every chart, at every size, of documents of every shape: legible, inside its figure, clear of other text."""

import copy
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from ccsim.experiment.format import difference_scale, format_value
from ccsim.report.charts.catalogue import CHARTS, Chart, charts_for, write_charts
from ccsim.report.charts.flow import draw_flow
from ccsim.report.charts.palette import DPI, REPORT, SIZES, SLIDE, Sheet, house_style
from ccsim.report.charts.verification import draw_verification, write_verification_chart
from ccsim.report.colours import FATES, blended, darkness
from ccsim.report.document import rows_of
from ccsim.report.findings import verification
from ccsim.report.patterns import fate_of, flow_shares

from .drawn import Seen, texts_of
from .sample import comparison, interval, run
from .shapes import change_on_a_date, with_changes

LEAST_POINTS = {"slide": 11.0, "notebook": 8.0, "report": 7.0}


def gappy() -> dict[str, Any]:
    """Three structures of which much is unknown, one with titles that go on and on."""
    document = comparison(3, winner=False, beside=False)
    first, second, third = document["structures"]
    third["title"] = "A rather long title of a structure of which nobody could say it in a few words in a boardroom"
    for key in list(first["measures"])[1:6]:
        first["measures"][key] = interval(None, None)
    second["measures"] = {key: level for key, level in second["measures"].items() if not key.startswith("wait")}
    for day in (0, 5, 13):
        first["course"]["measures"]["fcr"][day] = interval(None, None)
    third["week"] = {name: [None] * 24 + values[24:] for name, values in third["week"].items()}
    document["differences"] = document["differences"][::2]
    return document


def once() -> dict[str, Any]:
    """One replication: levels without intervals, and no verdict."""
    document = comparison(2, winner=False, beside=False)
    for level in _levels(document):
        level["low"] = level["high"] = None
    document |= {"replications": 1, "convergence": []}
    return document


def _levels(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value] if {"mean", "low"} <= set(value) else [x for part in value.values() for x in _levels(part)]
    return [x for part in value for x in _levels(part)] if isinstance(value, list) else []


def changing() -> dict[str, Any]:
    """A course by the week, with a change on a date inside it."""
    document = comparison(2)
    for structure in document["structures"]:
        structure["course"]["period"] = "week"
    change_on_a_date(document["structures"][1], 40.0, "week 7 Sat 00:00")
    return document


MADE: dict[str, Callable[[], dict[str, Any]]] = {
    "run": run,
    "two": lambda: comparison(2),
    "three, no winner": lambda: comparison(3, winner=False),
    "three, gaps": gappy,
    "one replication": once,
    "a change": changing,
    "three, a change": lambda: with_changes(comparison(3)),
    "ten": lambda: comparison(10),
    "ten, changes": lambda: with_changes(comparison(10)),
    "nineteen, no winner": lambda: comparison(19, winner=False),
}
SHAPES = {name: make() for name, make in MADE.items()}
CASES = [
    (chart.name, size, shape) for shape in SHAPES for chart in CHARTS for size in SIZES if chart.applies(SHAPES[shape])
]


def chart_named(name: str) -> Chart:
    return next(chart for chart in CHARTS if chart.name == name)


def rows(cases: int = 30, wrong: bool = False) -> list[dict[str, Any]]:
    """As `ccsim verify --json` prints them."""
    return [
        {"id": f"EA-{i:02}", "measure": f"m{j}", "expected": 10.0 ** (j - 2), "measured": 10.0 ** (j - 2) * 1.01,
         "standard_error": 0.01 * 10.0 ** (j - 2), "standard_errors_away": (i % 5) - 2.0,
         "ok": not (wrong and i == 1), "replications": 24}
        for i in range(cases) for j in range(4)
    ]  # fmt: skip


@cache
def drawn(name: str, size: str, shape: str) -> tuple[Sheet, list[Seen]]:
    with house_style():
        sheet = chart_named(name).draw(SHAPES[shape], SIZES[size])
        return sheet, texts_of(sheet)


def assert_legible(sheet: Sheet, texts: list[Seen]) -> None:
    """Large enough, inside the figure, and no text upon another."""
    assert min(text.points for text in texts) >= LEAST_POINTS[sheet.size.name]
    width, height = sheet.width * DPI + 1, sheet.height * DPI + 1
    for text in texts:
        assert text.box.x0 >= -1, text.words
        assert text.box.x1 <= width, text.words
        assert text.box.y0 >= -1, text.words
        assert text.box.y1 <= height, text.words
    x0, y0, x1, y1 = np.array([text.box.padded(-0.5).extents for text in texts]).T
    meet = (x0[:, None] < x1) & (x1[:, None] > x0) & (y0[:, None] < y1) & (y1[:, None] > y0)
    assert not [(texts[i].words, texts[j].words) for i, j in np.argwhere(meet) if i < j]


@pytest.mark.parametrize(("name", "size", "shape"), CASES)
def test_text_is_legible_inside_the_figure_and_clear_of_other_text(name: str, size: str, shape: str) -> None:
    assert_legible(*drawn(name, size, shape))


@pytest.mark.parametrize(("name", "size", "shape"), CASES)
def test_the_title_is_the_finding(name: str, size: str, shape: str) -> None:
    finding = chart_named(name).finding(SHAPES[shape])
    title = max(drawn(name, size, shape)[1], key=lambda text: text.points).words.replace("\n", " ")
    start = title.rstrip(" …")
    assert finding.startswith(start)
    assert title == finding or title.endswith("…")


NAMING = ("verdict", "differences", "channels", "flow", "organisation", "money")
WHOLE = [(name, size) for name in NAMING for size in SIZES if (name, size) != ("money", "report")]


@pytest.mark.parametrize(("name", "size"), WHOLE)
def test_names_of_many_structures_stand_whole(name: str, size: str) -> None:
    document = SHAPES["nineteen, no winner"]
    words = {text.words.replace("\n", " ") for text in drawn(name, size, "nineteen, no winner")[1]}
    base = document["baseline"]
    for structure in document["structures"]:
        if structure["name"] != base:
            assert structure["title"] in words
        elif name != "differences":
            assert f"{structure['title']} (baseline)" in words


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["flow", "organisation"])
def test_names_over_panels_take_two_lines_before_they_are_cut(name: str, size: str) -> None:
    document = comparison(3)
    document["structures"][0]["title"] = "Digital experience team with a line to the CMO"
    with house_style():
        sheet = chart_named(name).draw(document, SIZES[size])
        texts = texts_of(sheet)
    assert_legible(sheet, texts)
    words = [text.words for text in texts]
    assert "Digital experience team with a line to the CMO" in " ".join(words)
    assert "(winner)" in " ".join(words)


@pytest.mark.parametrize("size", SIZES)
def test_boxes_of_an_org_chart_have_whole_borders(size: str) -> None:
    for axes in drawn("organisation", size, "three, no winner")[0].figure.axes:
        assert axes.patches
        for box in axes.patches:
            inside = axes.bbox.padded(-box.get_linewidth() / 2 * DPI / 72)
            edge = box.get_window_extent()
            assert not box.get_clip_on() or (inside.x0 <= edge.x0 and edge.x1 <= inside.x1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", ["two", "ten", "nineteen, no winner"])
def test_dots_of_channels_on_one_scale_are_as_far_to_the_inch(size: str, shape: str) -> None:
    document = SHAPES[shape]
    axes = [each for each in drawn("channels", size, shape)[0].figure.axes if each.lines]
    lives = [each for each in axes[:7] if each.get_xlim()[1] == axes[0].get_xlim()[1]]
    assert not axes or len(lives) >= len(document["live_channels"])
    assert len({round(each.bbox.width, 6) for each in lives}) <= 1


@pytest.mark.parametrize(("name", "size", "shape"), CASES)
def test_bars_start_at_zero(name: str, size: str, shape: str) -> None:
    for axes in drawn(name, size, shape)[0].figure.axes:
        bars = [bar for group in axes.containers for bar in group.patches if isinstance(bar, Rectangle)]
        if bars:
            assert axes.get_xlim()[0] == 0
            starts = {round(bar.get_y(), 3): [] for bar in bars}  # type: ignore[var-annotated]
            for bar in bars:
                starts[round(bar.get_y(), 3)].append(bar.get_x())
            assert all(min(found) == 0 for found in starts.values())


@pytest.mark.parametrize("name", [chart.name for chart in CHARTS if chart.name != "warmup"])
def test_every_chart_says_what_a_reader_must_know(name: str) -> None:
    words = " ".join(text.words for text in drawn(name, "report", "three, no winner")[1]).replace("\u00a0", " ")
    for fact in ("fairness equal people", "practice well run", "seed 1", "12 replications", "95 % intervals",
                 "61 of 120 inputs assumed", "demo-1a2b3c4d5e6f"):  # fmt: skip
        assert fact in words.replace("\n", " ")


@pytest.mark.parametrize("size", SIZES)
def test_files_have_the_size_that_was_asked_for(size: str, tmp_path: Path) -> None:
    png, svg = chart_named("convergence").write(comparison(3), tmp_path, SIZES[size])
    width, height = SIZES[size].inches
    pixels = (int.from_bytes(png.read_bytes()[i : i + 4], "big") for i in (16, 20))
    assert [round(x / DPI, 1) for x in pixels] == [round(width, 1), round(height, 1)]
    said = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg.read_text(encoding="utf-8"))
    assert said
    assert [round(float(x) / 72, 1) for x in said.groups()] == [round(width, 1), round(height, 1)]


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    document = comparison(3)
    first = write_charts(document, tmp_path / "first", REPORT)
    second = write_charts(copy.deepcopy(document), tmp_path / "second", REPORT)
    assert [path.name for path in first[::2]] == [f"{chart.name}.png" for chart in charts_for(document)]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("cases", [1, 8, 30])
@pytest.mark.parametrize("size", SIZES)
def test_verification_is_legible_and_titled_by_its_finding(cases: int, size: str) -> None:
    with house_style():
        sheet = draw_verification(rows(cases, wrong=cases > 1), 7, SIZES[size])
        texts = texts_of(sheet)
    assert_legible(sheet, texts)
    title = max(texts, key=lambda text: text.points)
    assert title.words.replace("\n", " ") == verification(rows(cases, wrong=cases > 1))


def test_verification_says_its_seed_and_how_often_each_case_ran() -> None:
    with house_style():
        words = " ".join(text.words for text in texts_of(draw_verification(rows(), 7)))
    assert "seed 7" in words
    assert "24 replications of each case" in words
    long = [row | {"replications": 24 * (1 + i)} for i, row in enumerate(rows(3))]
    with house_style():
        words = " ".join(text.words for text in texts_of(draw_verification(long, 1)))
    assert "24 to 288 replications of each case" in words


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("least", [0.0004, 0.0011, 0.0019, 0.003, 0.009])
def test_the_first_labels_of_both_axes_stay_apart_at_the_corner(size: str, least: float) -> None:
    shown = [row | {"expected": row["expected"] * least, "measured": row["expected"] * least} for row in rows(3)]
    with house_style():
        assert_legible(sheet := draw_verification(shown, 1, SIZES[size]), texts_of(sheet))


def test_verification_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_verification_chart(rows(), 7, tmp_path / name) for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_numbers_on_charts_are_those_of_the_document() -> None:
    document = comparison(3)
    differences = {text.words for text in drawn("differences", "slide", "three, no winner")[1]}
    shown = rows_of(comparison(3, winner=False), "differences", "fcr")
    scale = difference_scale("fcr", shown.values())
    assert {scale.signed(row["mean"]) for row in shown.values()} <= differences
    with house_style():
        flow = {text.words for text in texts_of(draw_flow(document, SLIDE))}
    for structure in document["structures"]:
        assert f"At once\n{format_value('resolved', flow_shares(structure)['at once'])}" in flow


@pytest.mark.parametrize("structures", [2, 10])
def test_a_flow_shows_those_to_a_colleague_apart(structures: int) -> None:
    """In stations and streams of a colour of their own, or in bars of their own."""
    document = comparison(structures)
    with house_style():
        sheet = draw_flow(document, SLIDE)
        words = {text.words for text in texts_of(sheet)}
    assert {"handed on within the team", "handed on to another team"} <= words
    share = format_value("resolved", flow_shares(document["structures"][0])["within the team"])
    assert f"→ Colleague\n{share}" in words or structures > 3
    drawn = {to_hex(patch.get_facecolor()) for axes in sheet.figure.axes for patch in axes.patches}
    looks = {
        to_hex(FATES[fate][0]) if structures <= 3 else blended(*FATES[fate])
        for fate in ("within the team", "another team")
    }
    assert looks <= drawn


def test_fates_next_to_each_other_differ_in_grey() -> None:
    shades = [darkness(blended(*look)) for look in FATES.values()]
    assert all(abs(one - other) > 0.08 for one, other in pairwise(shades))


def test_a_flow_of_one_of_many_structures_can_be_asked_for() -> None:
    document = comparison(10)
    with house_style():
        words = [text.words for text in texts_of(draw_flow(document, SLIDE, [document["structures"][4]["name"]]))]
    assert "Then" in words


def test_a_stream_is_as_thick_as_it_has_issues() -> None:
    from ccsim.report.charts.streams import END, place, scale_of, stages_of, streams, ways_of

    structure = comparison(2)["structures"][1]
    ways = ways_of(structure)
    stages = stages_of(ways, ["voice"], END)
    scale = scale_of(stages, 4.0, [0.2] * 4, 0.05)
    place(stages, scale, 4.0, [0.2] * 4, 0.05)
    bands = streams(ways, stages, scale)
    for stage in range(3):
        thickness = sum(band.thickness for band in bands if band.stage == stage)
        assert thickness == pytest.approx(scale * sum(way.share for way in ways))
    handed = sum(row["issues"] for row in structure["flow"] if fate_of(row) == "another team")
    total = sum(row["issues"] for row in structure["flow"])
    there = sum(band.thickness for band in bands if band.stage == 1 and band.fate == "another team")
    assert there == pytest.approx(scale * handed / total, rel=2e-3)
