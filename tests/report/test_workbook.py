"""The workbook: every number as in results.json, text that stays text, sheets that filter, the same bytes twice."""

import math
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ccsim.experiment.format import difference_scale, measure_heading, measure_label, scale_for
from ccsim.report.definitions import definition
from ccsim.report.document import assumed_sentence, key_measures, title_of
from ccsim.report.workbook import replications, words
from ccsim.report.workbook.sheet import lines_of
from ccsim.report.workbook.write import write_workbook

from .kept import INPUTS, kept, value
from .sample import comparison, run

EVIL = "=cmd|' /C calc'!A0"


def written(document: dict[str, Any], folder: Path) -> Workbook:
    write_workbook(kept(document, folder), folder / "it.xlsx")
    return openpyxl.load_workbook(folder / "it.xlsx")


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """A sheet's table by heading."""
    (table,) = sheet.tables.values()
    head, *body = sheet[table.ref]
    return [{str(h.value): cell for h, cell in zip(head, line, strict=True)} for line in body]


def cells(book: Workbook) -> Iterator[Any]:
    for sheet in book:
        for line in sheet.iter_rows():
            yield from line


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return comparison()


@pytest.fixture(scope="module")
def book(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(document, tmp_path_factory.mktemp("book"))


def test_every_measure_stands_there_as_in_the_results(book: Workbook, document: dict[str, Any]) -> None:
    found = {(r["Practice"].value, r["Structure"].value, r["Key"].value): r for r in rows(book["Measures"])}
    for part, practice in ((document, "well run"), (document["beside"], "typical")):
        for structure in part["structures"]:
            for key, interval in structure["measures"].items():
                own = [s["measures"].get(key, {}) for s in document["structures"]]
                scale, row = scale_for(key, own, "USD"), found[practice, title_of(structure), key]
                factor = 1 if scale.unit == "%" else scale.factor
                for end in ("mean", "low", "high"):
                    assert row[end.capitalize()].value == pytest.approx(interval[end] * factor, rel=1e-12)
                assert (row["Unit"].value or "") == scale.unit
                assert row["Measure"].value == measure_label(key.partition(".")[0])
    assert len(found) == len(rows(book["Measures"])) == sum(len(s["measures"]) for s in document["structures"]) * 2


def test_every_difference_stands_there_in_points_where_it_is_one_of_shares(
    book: Workbook, document: dict[str, Any]
) -> None:
    found = {(r["Structure"].value, r["Key"].value): r for r in rows(book["Differences"])}
    titles = {s["name"]: title_of(s) for s in document["structures"]}
    for row in document["differences"]:
        same = [other for other in document["differences"] if other["measure"] == row["measure"]]
        scale, cell = difference_scale(row["measure"], same, "USD"), found[titles[row["structure"]], row["measure"]]
        for end in ("mean", "low", "high"):
            assert cell[end.capitalize()].value == pytest.approx(row[end] * scale.factor, rel=1e-12)
        assert (cell["Unit"].value or "") == scale.unit
        assert cell["Interval excludes 0"].value == ("yes" if row["low"] > 0 or row["high"] < 0 else "no")
    assert found[titles[document["structures"][0]["name"]], "fcr"]["Unit"].value == "points"


@pytest.mark.parametrize("structures", [2, 3, 4, 10, 19])
def test_the_summary_holds_every_key_measure_of_every_structure(structures: int, tmp_path: Path) -> None:
    document = comparison(structures)
    sheet = written(document, tmp_path)["Summary"]
    numbers = [cell.value for line in sheet.iter_rows() for cell in line if isinstance(cell.value, float)]
    for key in key_measures(document):
        levels = [s["measures"].get(key, {}) for s in document["structures"]]
        scale = scale_for(key, levels, "USD")
        assert any(cell.value == measure_heading(key, scale) for line in sheet.iter_rows() for cell in line)
        factor = 1 if scale.unit == "%" else scale.factor
        for end in ("mean", "low", "high"):
            for level in levels:
                assert not level or any(math.isclose(level[end] * factor, x, rel_tol=1e-9) for x in numbers)


def test_single_replications_are_the_practices_own_a_row_each(book: Workbook, document: dict[str, Any]) -> None:
    found = rows(book["Per replication"])
    assert len(found) == 3 * document["replications"]
    by_title = {title_of(s): s for s in document["structures"]}
    heading = measure_heading("fcr", scale_for("fcr", [s["measures"]["fcr"] for s in document["structures"]]))
    for row in found:
        expected = value(by_title[row["Structure"].value], "fcr", row["Replication"].value)
        assert row[heading].value == pytest.approx(expected)
    assert not any("|" in head or "count" in head.lower() for head in found[0])


def test_replications_left_out_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replications, "MOST_NUMBERS", 400)
    document = comparison(3)
    book = written(document, tmp_path)
    shown = replications.replications_shown(document)
    assert 1 <= shown < document["replications"]
    assert len(rows(book["Per replication"])) == 3 * shown
    assert any(f"the first {shown} of 12 replications" in str(c.value) for (c,) in book["Read me"]["B1:B80"])


def test_the_flow_says_who_took_the_next_step(book: Workbook, document: dict[str, Any]) -> None:
    found = [(row["Then"].value, row["First contact"].value) for row in rows(book["Flow"])]
    assert ("handed to a colleague of the same team", "handed on within the team") in found
    assert ("handed to Back office", "handed on to another team") in found
    total = math.fsum(row["issues"] for s in document["structures"] for row in s["flow"])
    assert math.isclose(math.fsum(row["Issues, mean a replication"].value for row in rows(book["Flow"])), total)


def test_the_largest_run_fits_a_sheet() -> None:
    document = comparison(19) | {"replications": 1_000_000}
    shown = replications.replications_shown(document)
    assert 19 * shown <= replications.MOST_ROWS
    assert 19 * shown * len(document["structures"][0]["measures"]) <= replications.MOST_NUMBERS


@pytest.mark.parametrize("structures", [1, 2, 19])
def test_every_sheet_filters_keeps_its_headings_in_sight_and_is_in_the_list(structures: int, tmp_path: Path) -> None:
    book = written(comparison(structures) if structures > 1 else run(), tmp_path)
    front = {str(c.value) for (c,) in book["Read me"]["A1:A80"]}
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        top = openpyxl.utils.cell.range_boundaries(table.ref)[1]
        assert sheet.freeze_panes is not None
        assert int("".join(filter(str.isdigit, sheet.freeze_panes))) == top + 1
        assert len({str(c.value).lower() for c in sheet[top]}) == len(sheet[top])
        assert sheet.title in front
    assert len({name for sheet in book for name in sheet.tables}) == len(book.worksheets) - 1


def test_numbers_look_as_on_the_other_surfaces(book: Workbook, document: dict[str, Any]) -> None:
    found = {(r["Practice"].value, r["Structure"].value, r["Key"].value): r for r in rows(book["Measures"])}
    first = title_of(document["structures"][0])
    assert found["well run", first, "fcr"]["Mean"].number_format == "0.0 %"
    assert found["well run", first, "handoffs_per_issue"]["Mean"].number_format.startswith("#,##0.00")
    assert found["well run", first, "profit"]["Unit"].value == "thousand USD"
    row = next(r for r in rows(book["Differences"]) if r["Key"].value == "fcr")
    assert row["Mean"].number_format == '+#,##0.0;"−"#,##0.0;#,##0.0'


def test_text_stays_text_whatever_it_begins_with(tmp_path: Path) -> None:
    document = comparison()
    document["title"] = "+1"
    document["structures"][0]["title"] = EVIL
    document["structures"][1]["title"] = "https://example.org"
    document["verdict"]["text"] = "-2+3"
    book = written(document, tmp_path)
    assert {cell.data_type for cell in cells(book)} <= {"n", "s"}
    texts = [cell for cell in cells(book) if cell.value in (EVIL, "+1", "-2+3", *(row["note"] for row in INPUTS))]
    assert len(texts) > 5
    assert all(cell.quotePrefix for cell in texts if cell.value is not None)
    links = [link for sheet in book for link in sheet._hyperlinks]
    assert all(link.location and not link.ref.startswith("http") for link in links)


def test_inputs_stand_there_with_their_sources(book: Workbook) -> None:
    found = {row["Input"].value: row for row in rows(book["Assumptions"])}
    assert set(found) == {row["path"] for row in INPUTS}
    for row in INPUTS:
        assert found[row["path"]]["Source"].value == row["source"]
        assert found[row["path"]]["Grade"].value == row["grade"]
    assert found["demand.profile"]["Value"].value == "0.1, 0.2"


def test_ranges_of_inputs_are_numbers_that_can_be_sorted(tmp_path: Path) -> None:
    given = [
        {"path": "a", "value": 1750, "low": 1150, "high": 2500},
        {"path": "b", "value": 1.25, "low": "x0.85", "high": "x1.15"},
        {"path": "c", "value": "350 s", "low": "213 s", "high": "15 min"},
        {"path": "d", "value": "3 h", "low": "30 min", "high": "1 days"},
        {"path": "e", "value": "4.6 min", "low": "x0.6", "high": "x1.6"},
        {"path": "f", "value": [0.1, 0.2], "low": "x0.7", "high": "x1.3"},
        {"path": "g", "value": 3, "low": None, "high": None},
    ]
    rest = {"grade": "assumed", "source": "assumed", "note": None}
    result = replace(kept(comparison(), tmp_path), inputs=[row | rest for row in given])
    write_workbook(result, tmp_path / "it.xlsx")
    found = rows(openpyxl.load_workbook(tmp_path / "it.xlsx")["Assumptions"])
    heads = ("Value", "Low", "High", "Low and high are", "Unit of time")
    assert [tuple(row[head].value or None for head in heads) for row in found] == [
        (1750, 1150, 2500, "as they are", None),
        (1.25, 0.85, 1.15, "times the value", None),
        (350, 213, 900, "as they are", "s"),
        (3, 0.5, 24, "as they are", "h"),
        (4.6, 0.6, 1.6, "times the value", "min"),
        ("0.1, 0.2", 0.7, 1.3, "times the value", None),
        (3, None, None, None, None),
    ]
    assert {row[head].data_type for row in found for head in ("Low", "High")} == {"n"}


def test_headings_of_numbers_stay_apart_from_the_next(book: Workbook) -> None:
    for name in ("Ranking", "Waits"):
        for head, cell in rows(book[name])[0].items():
            heading = next(c for line in book[name].iter_rows() for c in line if c.value == head)
            if cell.data_type == "n" and cell.value is not None:
                assert heading.alignment.wrap_text
                assert heading.alignment.indent >= 1
                assert cell.alignment.indent == heading.alignment.indent
                width = book[name].column_dimensions[heading.column_letter].width
                assert max(map(len, head.split())) < width


def test_groups_of_people_are_called_as_elsewhere(tmp_path: Path) -> None:
    document = comparison()
    document["structures"][0]["org"]["teams"][0]["people"] = {"it": 3, "marketing_staff": 2}
    assert rows(written(document, tmp_path)["Teams"])[0]["Who"].value == "3 IT, 2 marketing staff"


def test_channels_are_told_apart_without_colour(book: Workbook) -> None:
    for chart in book["Waits"]._charts:
        looks = [one.spPr.pattFill.prst if one.spPr.pattFill else "solid" for one in chart.series]
        assert len(looks) > 2
        assert len(set(looks)) == len(looks)


def test_every_measure_is_defined_and_every_sheet_described(book: Workbook, document: dict[str, Any]) -> None:
    told = {str(row["Key"].value): row["What it says"].value for row in rows(book["Definitions"])}
    for key in {key for s in document["structures"] for key in s["measures"]}:
        assert told[key.partition(".")[0] + (".…" if "." in key else "")] == definition(key)
    assert {sheet.title for sheet in book.worksheets[1:]} == set(words.SHEETS)


def test_the_front_page_says_what_it_rests_on(book: Workbook, document: dict[str, Any]) -> None:
    text = "\n".join(str(cell.value) for line in book["Read me"].iter_rows() for cell in line if cell.value)
    assert all(fact in text for fact in ("Fairness", "Practice", "Seed", "Replications", "Intervals", "Run"))
    assert document["verdict"]["text"] in text
    assert assumed_sentence(document) in text
    assert document["id"] in text


@pytest.mark.parametrize("structures", [2, 3, 19])
def test_charts_read_the_cells_that_hold_their_numbers(structures: int, tmp_path: Path) -> None:
    document = comparison(structures)
    book = written(document, tmp_path)
    (chart,) = book["Ranking"]._charts
    (series,) = chart.series
    ((first, *_),) = [book["Ranking"][series.val.numRef.f.partition("!")[2].replace("$", "")]]
    best = document["structures"][0]["measures"]["fcr"]
    assert first[0].value == best["mean"]
    up = book["Ranking"][series.errBars.plus.numRef.f.partition("!")[2].replace("$", "")]
    assert up[0][0].value == pytest.approx(best["high"] - best["mean"])
    assert chart.x_axis.scaling.orientation == "maxMin"
    assert len(book["Waits"]._charts) == 2


@pytest.mark.parametrize("document", [comparison(), comparison(19, False, False), run(null=True)])
def test_the_same_result_gives_the_same_bytes(document: dict[str, Any], tmp_path: Path) -> None:
    result = kept(document, tmp_path)
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(result, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_one_replication_has_no_intervals_and_still_a_workbook(tmp_path: Path) -> None:
    document = run(null=True) | {"replications": 1}
    for interval in document["structures"][0]["measures"].values():
        interval |= {"low": None, "high": None}
    found = rows(written(document, tmp_path)["Measures"])
    assert {row["Low"].value for row in found} == {None}


def test_lines_are_counted_with_room_to_spare() -> None:
    assert lines_of("", 10) == lines_of("word", 10) == 1
    assert lines_of("two words here", 7) == 3


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")
def test_an_office_suite_opens_it(document: dict[str, Any], tmp_path: Path) -> None:
    write_workbook(kept(document, tmp_path), tmp_path / "it.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "it.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180, cwd=tmp_path)
    assert (tmp_path / "it.pdf").stat().st_size > 10_000
