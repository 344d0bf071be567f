"""What stands on a terminal, and what a pipe gets."""

import copy
import csv
import io
import itertools
import math
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ccsim.report.tables import show_comparison, show_run

from .sample import comparison, interval, run
from .terminal import ESCAPE, Terminal, shown

NUMBER = re.compile(r"(?<!<)\b[\d,]*\.?\d+")
FACTORS = (1, 100, 60, 1 / 60, 1e-3, 1e-6)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.parametrize("structures", [2, 3, 4, 10, 20])
@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_line_is_wider_than_the_terminal(structures: int, width: int) -> None:
    assert max(map(len, shown(show_comparison, comparison(structures), width).splitlines())) <= width
    assert max(map(len, shown(show_run, run(), width).splitlines())) <= width


@pytest.mark.parametrize("width", [56, 64, 72])
def test_a_name_takes_two_lines_at_most_where_there_is_little_room(width: int) -> None:
    text = shown(show_comparison, comparison(3), width)
    assert max(map(len, text.splitlines())) <= width
    parts = re.split(r"^─+\n", text, flags=re.MULTILINE)
    tables = [rows for head, rows in itertools.pairwise(parts) if "\nStructure" in head]
    names = [re.match(r"Contact[^\n]*\n(?:[a-z(][^\n]*\n){0,1}Marketing", rows) for rows in tables]
    assert names
    assert all(names)


@pytest.mark.parametrize("structures", [3, 10])
@pytest.mark.parametrize("width", [80, 100])
def test_every_number_of_the_primary_measure_is_whole_in_its_line(structures: int, width: int) -> None:
    document = comparison(structures)
    lines = shown(show_comparison, document, width).splitlines()
    for structure in document["structures"]:
        mean, half = (100 * x for x in _mean_and_half(structure["measures"]["fcr"]))
        assert any(f"{mean:.1f} ± {half:.1f}" in line for line in lines)


@pytest.mark.parametrize("structures", [2, 3, 10])
def test_every_number_shown_stands_in_the_document(structures: int) -> None:
    document = comparison(structures)
    known = list(_numbers(document))
    assert [n for n in NUMBER.findall(shown(show_comparison, document)) if not _stands_in(n, known)] == []


def test_best_stands_first_and_the_winner_is_named_so() -> None:
    document = comparison(10)
    document["structures"].reverse()
    text = shown(show_comparison, document, 300)
    places = [text.index(row) for row in ("all (winner)", "digital (baseline)", "Channel silos", "Marketing rotation")]
    assert places == sorted(places)


def test_no_winner_is_named_without_one() -> None:
    assert "(winner)" not in shown(show_comparison, comparison(3, winner=False), 160)


def test_verdict_and_assumptions_are_said() -> None:
    document = comparison(3)
    text = shown(show_comparison, document, 300)
    assert "61 of 120 inputs are assumed" in text
    assert document["verdict"]["text"][:60] in text


def test_what_was_neutralised_is_said() -> None:
    assert "neutralised: handoffs" in shown(show_comparison, comparison(3) | {"neutralised": ["handoffs"]})


def test_the_other_practice_is_absent_where_the_document_lacks_it() -> None:
    assert "typical" not in shown(show_comparison, comparison(3, beside=False))


def test_titles_are_not_read_as_markup() -> None:
    document = comparison(3, winner=False)
    document["structures"][0]["title"] = "[red]Both[/red] :smile:"
    assert "[red]Both[/red] :smile:" in shown(show_comparison, document, 160)


@pytest.mark.parametrize("setting", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_escape_codes_where_none_are_wanted(monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str]) -> None:
    stream = Terminal()
    show_comparison(comparison(3), stream, 100)
    assert ESCAPE.search(stream.getvalue())  # otherwise this test would prove nothing
    monkeypatch.setenv(*setting)
    stream = Terminal()
    show_comparison(comparison(3), stream, 100)
    assert "\x1b" not in stream.getvalue()


def test_unknown_is_a_dash_on_a_terminal_and_empty_in_a_pipe() -> None:
    document = run(null=True)
    assert re.search(r"Profit +–", shown(show_run, document))
    assert next(row for row in _piped(show_run, document) if row["measure"] == "profit")["mean"] == ""


@pytest.mark.parametrize("structures", [2, 3, 10])
def test_all_unknown_is_shown_too(structures: int) -> None:
    document = _emptied(comparison(structures))
    text = shown(show_comparison, document, 80)
    assert "–" in text
    assert "nan" not in text.lower()
    assert "None" not in text


def test_a_pipe_gets_every_estimate_with_all_its_digits() -> None:
    document = comparison(10)
    rows = _piped(show_comparison, document)
    values = {(r["structure"], r["measure"], r["practice"]): r for r in rows if r["quantity"] == "value"}
    for part in (document, document["beside"]):
        for structure in part["structures"]:
            for measure, estimate in structure["measures"].items():
                row = values.pop((structure["name"], measure, part["practice"]))
                assert {end: float(row[end]) for end in estimate} == estimate
    assert not values
    for quantity, part in {"difference": "differences", "best_against_rest": "best_against_rest"}.items():
        given = [tuple(row[end] for end in ("mean", "low", "high")) for row in document[part]]
        assert given == [tuple(float(r[e]) for e in ("mean", "low", "high")) for r in rows if r["quantity"] == quantity]
    assert sum(r["quantity"] in ("ownership", "habit", "together") for r in rows) == 3 * 9
    assert sum(r["quantity"] == "probability_best" for r in rows) == 10


def test_a_pipe_gets_neither_boxes_nor_colour() -> None:
    stream = io.StringIO()
    show_comparison(comparison(3), stream, 80)
    assert not re.search("[─│┃━\x1b]", stream.getvalue())
    assert {line.count("\t") for line in stream.getvalue().splitlines()} == {6}


def _piped(show: Any, document: dict[str, Any]) -> list[dict[str, str]]:
    stream = io.StringIO()
    show(document, stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue()), delimiter="\t"))


def _mean_and_half(estimate: dict[str, float]) -> tuple[float, float]:
    return estimate["mean"], (estimate["high"] - estimate["low"]) / 2


def _numbers(part: Any) -> Iterator[float]:
    """All numbers of the document, those in its texts, and the half-widths of its intervals."""
    if isinstance(part, dict):
        if part.get("low") is not None:
            yield _mean_and_half(part)[1]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _numbers(inner)
    elif isinstance(part, str):
        yield from (float(n) for n in re.findall(r"\d+\.?\d*", part))
    elif isinstance(part, int | float):
        yield float(part)


def _stands_in(written: str, known: list[float]) -> bool:
    decimals = len(written.partition(".")[2])
    value = float(written.replace(",", ""))
    return any(
        math.isclose(abs(x) * factor, value, rel_tol=1e-12, abs_tol=0.5001 * 10**-decimals)
        for x in known
        for factor in FACTORS
        if x or not value
    )


def _emptied(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with every estimate unknown."""
    document = copy.deepcopy(document)
    for part in (document, document["beside"]):
        for structure in part["structures"]:
            structure["measures"] = {key: interval(None, None) for key in structure["measures"]}
    for row in document["differences"] + document["best_against_rest"]:
        row |= interval(None, None)
    for row in document["beside"]["decomposition"]:
        row |= {part: interval(None, None) for part in ("ownership", "habit", "together")}
    return document


def test_what_pairing_brought_is_said() -> None:
    document = comparison(3)
    document["pairing"] = [
        {"structure": "a", "correlation": 0.9, "fewer_replications": 8.4},
        {"structure": "b", "correlation": None, "fewer_replications": None},
        {"structure": "c", "correlation": 0.7, "fewer_replications": 3.31},
    ]
    said = "Same customers for all: differences from the baseline need 3.3 to 8.4 times fewer replications."
    assert said in shown(show_comparison, document, 160)
    del document["pairing"]
    assert "Same customers" not in shown(show_comparison, document, 160)


def test_who_dropped_out_of_a_choice_is_said() -> None:
    document = comparison(3, winner=False)
    names = [structure["name"] for structure in document["structures"]]
    document["selection"] = {
        "chosen": names[0],
        "survivors": names[:1],
        "replications": dict(zip(names, (31, 31, 12), strict=True)),
        "replications_saved": 19,
    }
    text = shown(show_comparison, document, 300)
    assert "after 31; " in text
    assert "after 12 replications (19 saved)." in text
    assert "(winner)" not in text


def test_a_chosen_warm_up_is_said_to_be() -> None:
    assert "warm-up chosen from a trial" not in shown(show_comparison, comparison(3), 160)
    assert "warm-up chosen from a trial" in shown(show_comparison, comparison(3) | {"warmup_trial": {}}, 160)
