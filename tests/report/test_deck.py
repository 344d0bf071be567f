"""The deck says what results.json says, on slides that hold it, whatever was compared."""

import copy
import math
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import ImageFont

from ccsim.report.deck.deck import write_deck
from ccsim.report.deck.lettering import LINE, text_width
from ccsim.report.deck.template import HEIGHT, WIDTH
from ccsim.report.document import assumed_short, measure_of, ranked, rows_of, run_facts
from ccsim.report.patterns import flow_shares

from .decks import charts, columns, deck_of, result, texts, title
from .sample import comparison, interval, run
from .shapes import with_changes

POINTS = 72
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WHATEVER = {
    "one": run(),
    "one without profit": run(null=True),
    "two": comparison(2),
    "three": comparison(3),
    "no winner": comparison(3, winner=False),
    "no other practice": comparison(3, beside=False),
    "ten": comparison(10),
    "nineteen": comparison(19),
}


def without_intervals(document: dict[str, Any]) -> dict[str, Any]:
    """The same from one replication: means without ends."""

    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return {k: None if k in ("low", "high", "half_width") else bare(v) for k, v in part.items()}
        return [bare(x) for x in part] if isinstance(part, list) else part

    return bare(copy.deepcopy(document)) | {"replications": 1, "convergence": []}


def long_titles(document: dict[str, Any]) -> dict[str, Any]:
    document = copy.deepcopy(document)
    for structure in document["structures"]:
        structure["title"] += " with everything that the committee of the committees still wanted to be said about it"
    return document


def chosen(document: dict[str, Any]) -> dict[str, Any]:
    """The same with a selection in place of a verdict, and much switched off."""
    names = [structure["name"] for structure in document["structures"]]
    selection = {
        "procedure": "Kim and Nelson (2001)",
        "chosen": names[0],
        "survivors": names[:1],
        "replications": dict.fromkeys(names, 12),
        "replications_saved": 7,
    }
    switched_off = ["handoff_friction", "information_lag", "attention", "goals", "self_service", "knowledge", "insight"]
    verdict = {"winner": None, "text": "Choose it.", "replications_to_tell": None}
    return document | {
        "selection": selection,
        "verdict": verdict,
        "neutralised": switched_off * 2,
        "stopped_early": True,
    }


WHATEVER |= {
    "chosen": chosen(comparison(10)),
    "one replication": without_intervals(comparison(3)),
    "long titles": long_titles(comparison(10)),
    "changes": with_changes(comparison(3)),
}


@pytest.fixture(params=WHATEVER, scope="module")
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Any]:
    """A document and its deck."""
    document = WHATEVER[request.param]
    return document, deck_of(document, tmp_path_factory.mktemp("deck"))


def test_a_comparison_takes_seven_to_ten_slides_and_a_run_fewer(shown: tuple[dict[str, Any], Any]) -> None:
    document, deck = shown
    assert (7 if len(document["structures"]) > 1 else 5) <= len(deck.slides) <= 10


def test_every_slide_has_a_title_of_its_own(shown: tuple[dict[str, Any], Any]) -> None:
    titles = [title(slide) for slide in shown[1].slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_every_slide_says_what_it_rests_on(shown: tuple[dict[str, Any], Any]) -> None:
    document, deck = shown
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert all(fact in notes for fact in (*run_facts(document), document["id"]))
        footer = next(s for s in slide.placeholders if s.placeholder_format.idx == 11).text_frame.text
        spoken = footer.replace("\u00a0", " ")
        wanted = [
            fact.replace("\u00a0", " ") for fact in (*run_facts(document), assumed_short(document), document["id"])
        ]
        assert all(fact in spoken for fact in wanted)


def test_no_placeholder_is_left_empty(shown: tuple[dict[str, Any], Any]) -> None:
    empty = [(title(s), p.name) for s in shown[1].slides for p in s.placeholders if not p.text_frame.text.strip()]
    assert empty == []


def test_charts_and_tables_are_described(shown: tuple[dict[str, Any], Any]) -> None:
    for slide in shown[1].slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath("./*[1]/p:cNvPr")[0].get("descr")


def test_no_text_overruns_its_shape(shown: tuple[dict[str, Any], Any]) -> None:
    over = []
    for slide in shown[1].slides:
        for frame, width, height in texts(slide):
            needed = sum(_height(paragraph, width) for paragraph in frame.paragraphs)
            if needed > height + 0.01:
                over.append((title(slide), frame.text, needed, height))
    assert over == []


def _height(paragraph: Any, width: float) -> float:
    """Inches that a paragraph takes, its words set one after another in real letters."""
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
    if not paragraph.runs or not sizes:
        return 0.0
    width -= 0.2 * bool(paragraph._p.xpath("./a:pPr/a:buChar"))
    lines, at = 1, 0.0
    for part in paragraph.runs:
        for word in part.text.replace("\u00a0", "\u2007").split(" "):
            wide = text_width(
                word.replace("\u2007", " "), part.font.size.pt if part.font.size else max(sizes), part.font.bold
            )
            if at and at + wide > width:
                lines, at = lines + 1, 0.0
            at += wide + text_width(" ", max(sizes))
    before = paragraph.space_before.pt if paragraph.space_before else 0.0
    return (lines * max(sizes) * LINE + before) / POINTS


def test_shapes_stay_on_the_slide(shown: tuple[dict[str, Any], Any]) -> None:
    for slide in shown[1].slides:
        for shape in slide.shapes:
            right, bottom = ((shape.left + shape.width) / 914400, (shape.top + shape.height) / 914400)
            assert shape.left >= 0
            assert shape.top >= 0
            assert right <= WIDTH
            assert bottom <= HEIGHT


def test_levels_and_differences_are_those_of_the_document(shown: tuple[dict[str, Any], Any]) -> None:
    document, deck = shown
    if len(document["structures"]) < 2:
        return
    found = {i: cells for i, _, _, cells in charts(deck) if i < 2}
    order, key = ranked(document), document["primary"]
    own = found[0][str(document["practice"]).replace("_", " ")]
    assert_points(own, [measure_of(s, key)["mean"] for s in order], 100.0)
    rows = rows_of(document, "differences", key)
    others = [rows[s["name"]] for s in order if s["name"] in rows]
    assert_points(found[1]["difference"], [row["mean"] for row in others], 100.0)
    if document["replications"] > 1:
        assert_points(found[1]["difference: interval above"], [r["high"] - r["mean"] for r in others], 100.0)
        assert_points(found[1]["difference: interval below"], [r["mean"] - r["low"] for r in others], 100.0)


def assert_points(cells: list[Any], expected: list[float | None], factor: float) -> None:
    """The cells hold the numbers, times the factor, and nothing after them."""
    for cell, number in zip(cells, expected, strict=False):
        assert (cell is None) if number is None else math.isclose(cell, number * factor, rel_tol=1e-9, abs_tol=1e-12)
    assert not any(cell is not None for cell in cells[len(expected) :])


def test_every_measure_in_a_chart_is_that_of_the_document(shown: tuple[dict[str, Any], Any]) -> None:
    """Bars of measures: whatever unit they are shown in, they relate as the document's numbers do."""
    document, deck = shown
    if len(document["structures"]) < 2:
        return
    levels = [{k: v["mean"] for k, v in s["measures"].items()} for s in ranked(document)]
    for _, name, _, cells in charts(deck):
        for heading, values in cells.items():
            if name.startswith("Chart: ") and heading == name.removeprefix("Chart: ") and heading not in NO_MEASURES:
                assert any(_alike(values, [level.get(key) for level in levels]) for key in levels[0]), heading


def test_bars_of_a_measure_are_as_long_in_every_column_as_they_are_much(shown: tuple[dict[str, Any], Any]) -> None:
    """Columns of waits on live channels, on others, and of those who gave up: one axis, and plots of one width."""
    document, deck = shown
    if len(document["structures"]) < 2:
        return
    slide = next(slide for slide in deck.slides if any("Voice" in shape.name for shape in slide.shapes))
    plots = {shape.name.removeprefix("Chart: "): shape for shape in slide.shapes if shape.has_chart}
    live = [name for name in plots if name.startswith(("Voice", "Chat", "Store"))]
    others = [name for name in plots if name.startswith(("Messaging", "Email", "Social", "Web form"))]
    gave_up = [name for name in plots if name.startswith("Abandoned")]
    assert len(live) + len(others) == 7
    for group in (live, others, gave_up):
        assert len({(plots[name].width, plots[name].height, *axis_of(plots[name])) for name in group}) == 1


def axis_of(shape: Any) -> tuple[float, float]:
    """From where to where the axis of values goes."""
    (axis,) = shape.chart._chartSpace.iter(f"{CHART}valAx")
    return tuple(float(axis.find(f"{CHART}scaling/{CHART}{end}").get("val")) for end in ("min", "max"))  # type: ignore[return-value]


def test_no_interval_of_bars_reaches_the_edge(shown: tuple[dict[str, Any], Any]) -> None:
    """But the lower ends of what is never below zero."""
    _, deck = shown
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart and next(shape.chart._chartSpace.iter(f"{CHART}barChart"), None) is not None:
                high = axis_of(shape)[1]
                cells = columns(shape.chart.part.chart_workbook.xlsx_part.blob)
                for heading in [name for name in cells if f"{name}: interval above" in cells]:
                    ends = zip(cells[heading], cells[f"{heading}: interval above"], strict=True)
                    assert all(mean + above < high for mean, above in ends if above is not None), heading


def test_a_profit_that_may_be_a_loss_shows_its_whole_interval(tmp_path: Path) -> None:
    document = comparison(3)
    document["structures"][0]["measures"]["profit"] = interval(50_000.0, 200_000.0)
    (shape,) = (s for slide in deck_of(document, tmp_path).slides for s in slide.shapes if "Profit" in s.name)
    assert axis_of(shape)[0] < -150.0  # thousand USD


def test_a_column_says_where_it_holds_means_beside_a_title_of_medians(tmp_path: Path) -> None:
    document = comparison(3)
    for structure in document["structures"]:
        for channel in document["live_channels"]:
            structure["measures"][f"wait_min_median.{channel}"] = interval(0.0, 0.0)
    names = [name for _, name, _, _ in charts(deck_of(document, tmp_path))]
    for channel in ("Voice", "Chat", "Store"):
        (name,) = (name for name in names if name.startswith(f"Chart: {channel}"))
        assert ", mean*" in name
    assert not any("mean" in name for name in names if name.startswith("Chart: Email"))


NO_MEASURES = ("Inputs", "Ownership", "Habit", "Together")


def test_ownership_and_habit_are_those_of_the_document(shown: tuple[dict[str, Any], Any]) -> None:
    document, deck = shown
    rows = rows_of(document.get("beside", {}), "decomposition", document["primary"])
    order = [s["name"] for s in ranked(document) if s["name"] in rows]
    found = {
        heading: cells[heading] for _, _, _, cells in charts(deck) for heading in NO_MEASURES[1:] if heading in cells
    }
    assert len(found) == (3 if order else 0)
    for heading, cells in found.items():
        assert_points(cells, [rows[name][heading.lower()]["mean"] for name in order], 100.0)


def _alike(values: list[Any], means: list[float | None]) -> bool:
    """Whether the values are the means in one of the units in which measures are written."""
    if [v is None for v in values] != [m is None for m in means]:
        return False
    pairs = [(v, m) for v, m in zip(values, means, strict=True) if m is not None]
    factors = (1.0, 100.0, 60.0, 1 / 60, 1e-3, 1e-6)
    return any(all(math.isclose(v, m * f, rel_tol=1e-9, abs_tol=1e-12) for v, m in pairs) for f in factors)


def test_stacks_hold_the_shares_of_the_flow(shown: tuple[dict[str, Any], Any]) -> None:
    document, deck = shown
    if len(document["structures"]) < 2:
        return
    (cells,) = (cells for _, name, _, cells in charts(deck) if name.startswith("Chart: First contact"))
    shares = [flow_shares(s) for s in ranked(document)]
    for heading, fate in (
        ("Settled at once", "at once"),
        ("Handed on to another team", "another team"),
        ("Handed on within the team", "within the team"),
        ("Customer came back", "came back"),
    ):
        assert_points(cells[heading], [share[fate] for share in shares], 100.0)


def test_error_bars_say_the_intervals_and_where_they_stand(shown: tuple[dict[str, Any], Any]) -> None:
    """What a chart caches is what its workbook holds in the cells that it names."""
    document, deck = shown
    bars = [bar for _, _, chart, _ in charts(deck) for bar in chart._chartSpace.iter(f"{CHART}errBars")]
    assert bool(bars) == (document["replications"] > 1)
    for _, _, chart, cells in charts(deck):
        ordered = list(cells.values())
        for reference in chart._chartSpace.iter(f"{CHART}numRef"):
            formula = reference.find(f"{CHART}f").text
            column = ordered[ord(formula.split("$")[1]) - ord("A")]
            points = {int(p.get("idx")): float(p.find(f"{CHART}v").text) for p in reference.iter(f"{CHART}pt")}
            held = {i: value for i, value in enumerate(column) if value is not None}
            assert points == pytest.approx(held, rel=1e-14, abs=0)  # a workbook keeps 16 digits


def test_text_in_embedded_workbooks_stays_text(tmp_path: Path) -> None:
    document = comparison(3)
    for structure, name in zip(document["structures"], ("=1+1", "2024-01", "007"), strict=True):
        structure["title"] = name
    deck = deck_of(document, tmp_path)
    found = {cell for _, _, _, cells in charts(deck) for cell in next(iter(cells.values()))}
    assert {"=1+1", "2024-01", "007"} <= found
    for i, _, chart, cells in charts(deck):
        assert "=1+1" not in next(iter(cells.values())) or _types(chart) == {"s"}, i


def _types(chart: Any) -> set[str]:
    import io

    import openpyxl

    (page,) = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).worksheets
    return {cell.data_type for cell in page["A"][1:] if cell.value is not None}


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_deck(result(comparison(3), tmp_path), tmp_path / "first.pptx").read_bytes()
    assert write_deck(result(comparison(3), tmp_path), tmp_path / "second.pptx").read_bytes() == first


def test_parts_are_dated_by_nobody_and_properties_by_the_run(tmp_path: Path) -> None:
    path = write_deck(result(comparison(3), tmp_path), tmp_path / "deck.pptx")
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = etree.fromstring(archive.read("docProps/core.xml"))
        assert not any("thumbnail" in name or "printerSettings" in name for name in archive.namelist())
    assert {node.text for node in core if node.tag.endswith(("created", "modified"))} == {"2026-01-02T03:04:05Z"}


def test_a_lead_below_the_margin_asks_for_no_move(tmp_path: Path) -> None:
    document = comparison(3) | {"margin": 0.5}
    assert "too small to matter" in title(list(deck_of(document, tmp_path).slides)[-1])
    assert "Prepare the move" in title(list(deck_of(comparison(3), tmp_path).slides)[-1])
    assert "Do not decide" in title(list(deck_of(comparison(3, winner=False), tmp_path).slides)[-1])


def test_unknown_levels_leave_gaps(tmp_path: Path) -> None:
    document = comparison(3)
    document["structures"][2]["measures"]["fcr"] = interval(None, None)
    cells = next(cells for _, _, _, cells in charts(deck_of(document, tmp_path)))
    assert cells["well run"][2] is None


REAL = {bold: Path("/usr/share/fonts/truetype/liberation") / f"LiberationSans-{name}.ttf" for bold, name in
        ((False, "Regular"), (True, "Bold"))}  # fmt: skip


@pytest.mark.skipif(not all(path.exists() for path in REAL.values()), reason="Liberation Sans is not installed")
@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_real_letters(bold: bool) -> None:
    font = ImageFont.truetype(str(REAL[bold]), 1000)
    for text in (
        "Contact center owns all (winner)",
        "−1.6 points, 78.0 ± 0.3 % …",
        "Über alle Kanäle – “ja”",
        "=1+1 @ {x}",
    ):
        assert 0.99 < text_width(text, POINTS, bold) / (font.getlength(text) / 1000) < 1.05


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_an_office_suite_draws_every_slide_and_cuts_no_title(tmp_path: Path) -> None:
    path = write_deck(result(comparison(3), tmp_path), tmp_path / "demo.pptx")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "demo.pdf"), "-"], check=True, capture_output=True, timeout=60
    ).stdout
    pages = list(etree.fromstring(boxes, etree.HTMLParser(encoding="utf-8")).iter("page"))
    from pptx import Presentation

    slides = list(Presentation(str(path)).slides)
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        words = list(page.iter("word"))
        assert set(title(slide).replace("\u00a0", " ").split()) <= {
            w for word in words for w in (word.text or "").split()
        }
        assert all(
            float(word.get("xmin")) >= 0 and float(word.get("xmax")) <= float(page.get("width")) for word in words
        )
        assert all(
            float(word.get("ymin")) >= 0 and float(word.get("ymax")) <= float(page.get("height")) for word in words
        )
