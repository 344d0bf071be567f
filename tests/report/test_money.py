"""Money by department: parts add up to the whole on every surface, in one unit, and are told apart in grey."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from ccsim.report import colours
from ccsim.report.charts.money import draw_money
from ccsim.report.charts.palette import DPI, MARGIN, SIZES, SLIDE, Sheet, house_style
from ccsim.report.document import measure_of, ranked
from ccsim.report.money import WITHOUT_PEOPLE, departments_apart, departments_told_apart, money_scale
from ccsim.report.page.matrix import money_matrices

from .decks import charts, deck_of
from .drawn import texts_of
from .sample import comparison, run

GREY_APART, READABLE = 0.09, 4.5  # of the way from white to black; the contrast that WCAG asks of small letters


def drawn(document: dict[str, Any], size: str = "slide") -> Sheet:
    with house_style():
        return draw_money(document, SIZES[size])


def bars(sheet: Sheet, panel: int) -> dict[int, list[Rectangle]]:
    """The parts of each row of a panel, from left to right."""
    found: dict[int, list[Rectangle]] = {}
    for bar in sheet.figure.axes[panel].patches:
        assert isinstance(bar, Rectangle)
        found.setdefault(round(bar.get_y() + bar.get_height() / 2), []).append(bar)
    return found


def with_departments(names: list[str]) -> dict[str, Any]:
    """One structure's money, split among so many departments, the first with the most."""
    document = run()
    (structure,) = document["structures"]
    kept = {
        key: level for key, level in structure["measures"].items() if not key.startswith(("answering_cost", "revenue"))
    }
    parts = {name: 1000.0 * (len(names) - i) for i, name in enumerate(names)}
    split = {f"answering_cost.{name}": {"mean": x, "low": x, "high": x} for name, x in parts.items()}
    whole = {"mean": sum(parts.values()), "low": None, "high": None}
    structure["measures"] = kept | split | {"answering_cost": whole}
    return document


@pytest.mark.parametrize("structures", [2, 3, 10])
def test_bars_reach_the_total_that_is_written_behind_them(structures: int) -> None:
    document = comparison(structures)
    sheet, factor = drawn(document), money_scale(document).factor
    for panel, stem in enumerate(("answering_cost", "revenue")):
        for row, structure in enumerate(ranked(document)):
            end = max(bar.get_x() + bar.get_width() for bar in bars(sheet, panel)[row])
            assert end == pytest.approx(factor * measure_of(structure, stem)["mean"])


def test_money_is_as_long_in_one_panel_as_in_the_other() -> None:
    cost, revenue = drawn(comparison(3)).figure.axes
    pixels = [axes.transData.transform((1, 0))[0] - axes.transData.transform((0, 0))[0] for axes in (cost, revenue)]
    assert pixels[0] == pytest.approx(pixels[1])


def test_what_came_without_people_is_hatched_and_last() -> None:
    for parts in bars(drawn(comparison(3)), 1).values():
        assert [bool(bar.get_hatch()) for bar in parts] == [False] * (len(parts) - 1) + [True]
    assert departments_apart(comparison(3))[-1].of == [WITHOUT_PEOPLE]


def test_neighbours_differ_in_grey_or_by_hatch() -> None:
    assert all(
        abs(colours.darkness(one.colour) - colours.darkness(other.colour)) > GREY_APART
        for one, other in combinations(colours.FILLS, 2)
    )
    assert len({fill.hatch for fill in (colours.FILLS[0], colours.BANDS, colours.STRIPES)}) == 3


def test_words_on_fills_are_read() -> None:
    fates = [colours.blended(*look) for look in colours.FATES.values()]
    for colour in [*(fill.colour for fill in colours.FILLS), *fates]:
        ink = colours.PAPER if colours.is_dark(colour) else colours.INK
        light, dark = sorted((luminance(colour), luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= READABLE, colour


def luminance(colour: str) -> float:
    """Of WCAG 2."""
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in (
        int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_part_with_room_says_whose_it_is() -> None:
    document = comparison(3)
    scale = money_scale(document)
    words = {text.words for text in texts_of(drawn(document))}
    for structure in document["structures"]:
        assert f"Service {scale.number(structure['measures']['answering_cost.service']['mean'])}" in words


def test_departments_without_a_fill_of_their_own_are_drawn_and_named_one_by_one() -> None:
    document = with_departments([f"part_{i}" for i in range(9)])
    (parts,) = bars(drawn(document), 0).values()
    assert len(parts) == 9
    assert "Other departments" in {text.words for text in texts_of(drawn(document))}
    told = departments_told_apart(document)
    assert [part.of for part in told if part.name == "Other departments"] == [["part_6", "part_7", "part_8"]]
    assert sum(part.mean(document["structures"][0], "answering_cost") or 0.0 for part in told) == 45_000.0


@pytest.mark.parametrize("size", SIZES)
def test_headings_stay_inside_the_margin(size: str) -> None:
    """Also of a narrow panel, with a long unit."""
    document = comparison(3)
    document["currency"] = "crowns"
    for structure in document["structures"]:
        for key, level in structure["measures"].items():
            if key.startswith("revenue"):
                level |= {end: level[end] / 30 for end in ("mean", "low", "high")}
    sheet = drawn(document, size)
    (heading,) = [text for text in texts_of(sheet) if text.words.startswith("Revenue (")]
    assert heading.box.x1 <= (sheet.width - MARGIN) * DPI + 1


def test_a_department_looks_the_same_on_charts_and_slides(tmp_path: Path) -> None:
    document = comparison(3)
    looks = {part.name: part.fill.colour for part in departments_apart(document)}
    sheet = drawn(document, SLIDE.name)
    assert {to_hex(bar.get_facecolor()) for bar in bars(sheet, 0)[0]} <= set(looks.values())
    for _, name, chart, _ in charts(deck_of(document, tmp_path)):
        if name.startswith(("Chart: Cost of answering (", "Chart: Revenue (")):
            for series in chart.plots[0].series:
                assert looks[series.name][1:] in series._element.xml


def test_slides_hold_cost_against_revenue_in_one_unit_and_parts_add_up(tmp_path: Path) -> None:
    document = comparison(3)
    scale = money_scale(document)
    found = {}
    for _, name, _, cells in charts(deck_of(document, tmp_path)):
        if name.startswith(("Chart: Cost of answering (", "Chart: Revenue (")):
            found[name.removeprefix("Chart: ").partition(" (")[0]] = name, cells
    assert [name.partition("(")[2] for name, _ in found.values()] == [f"{scale.unit})"] * 2
    for stem, label in (("answering_cost", "Cost of answering"), ("revenue", "Revenue")):
        _, *parts = found[label][1].values()
        sums = [sum(part or 0.0 for part in row) for row in zip(*parts, strict=True)]
        assert sums == pytest.approx([scale.factor * measure_of(s, stem)["mean"] for s in ranked(document)])


def test_the_page_lists_parts_that_add_up_in_one_unit() -> None:
    document = comparison(4)
    cost, revenue = money_matrices(document)
    assert len({group.unit for matrix in (cost, revenue) for group in matrix.groups}) == 1
    for matrix in (cost, revenue):
        for _, (whole, *parts) in matrix.rows:
            assert sum(part.value or 0.0 for part in parts) == pytest.approx(whole.value)
    assert revenue.groups[1].columns[-1] == "Without people"


def test_a_department_that_earns_nothing_anywhere_takes_no_room() -> None:
    _, revenue = money_matrices(comparison(3))
    assert "IT" not in revenue.groups[1].columns
