"""What every surface must say in the same words: which intervals hold together, the run's facts, the study's notes."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccsim.experiment.saved import Result
from ccsim.report.caveats import at_once
from ccsim.report.charts.differences import draw_differences
from ccsim.report.charts.palette import house_style
from ccsim.report.document import facts_of, study_notes
from ccsim.report.markdown import page as markdown_page
from ccsim.report.page.write import page as html_page
from ccsim.report.tables import show_comparison
from ccsim.report.workbook.write import write_workbook

from .decks import deck_of, texts
from .drawn import texts_of
from .kept import kept
from .sample import comparison, interval, run
from .terminal import shown


def on_the_page(document: dict[str, Any], folder: Path) -> str:
    return unescape(html_page(Result(folder, document, [], {})))


def in_markdown(document: dict[str, Any], folder: Path) -> str:
    return "\n".join(markdown_page(Result(folder, document, [], {})))


def on_a_terminal(document: dict[str, Any], folder: Path) -> str:
    return shown(show_comparison, document, 300)


def in_the_deck(document: dict[str, Any], folder: Path) -> str:
    return "\n".join(frame.text for slide in deck_of(document, folder).slides for frame, _, _ in texts(slide))


def in_the_chart(document: dict[str, Any], folder: Path) -> str:
    with house_style():
        return "\n".join(text.words for text in texts_of(draw_differences(document)))


def in_the_workbook(document: dict[str, Any], folder: Path) -> str:
    write_workbook(kept(document, folder), folder / "book.xlsx")
    book = openpyxl.load_workbook(folder / "book.xlsx")
    return "\n".join(str(cell.value) for row in book["Read me"] for cell in row)


Surface = Callable[[dict[str, Any], Path], str]
SURFACES: tuple[Surface, ...] = (on_the_page, in_markdown, on_a_terminal, in_the_deck, in_the_chart, in_the_workbook)


def plain(text: str) -> str:
    """Without hard spaces and lines that break."""
    return " ".join(text.split())


@pytest.fixture(params=[(), ("profit", "wait_min.voice")], ids=["primary alone", "a family"])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return comparison(3) | {"measures": list(request.param)}


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_says_alike_which_intervals_hold_together(
    surface: Surface, document: dict[str, Any], tmp_path: Path
) -> None:
    told = plain(surface(document, tmp_path))
    assert plain(at_once(document)) in told
    assert "Simultaneous" not in told


def test_the_measures_that_hold_together_are_the_primary_one_and_those_named() -> None:
    document = comparison(3)
    assert plain(at_once(document)) == ("95 % intervals hold for all structures at once, each measure by itself.")
    assert plain(at_once(document | {"measures": ["profit"]})) == (
        "95 % intervals hold for all structures at once, each measure by itself, those of Resolved at first contact "
        "and Profit together."
    )
    for row in document["differences"]:
        row |= interval(row["mean"], None)
    assert at_once(document) == at_once(run()) == ""


@pytest.mark.parametrize("surface", [on_the_page, in_markdown, in_the_deck, in_the_chart])
def test_every_surface_states_the_facts(surface: Surface, tmp_path: Path) -> None:
    document = comparison(3)
    told = plain(surface(document, tmp_path)).lower().replace("\\", "")  # Markdown's escapes
    facts = [plain(fact).lower().removesuffix(" assumed") for fact in facts_of(document)]
    assert len(facts) == 9
    assert all(fact in told for fact in facts)


def test_notes_speak_of_channels_and_titles_and_leave_what_is_quoted() -> None:
    document = comparison(3)
    first = document["structures"][0]
    document["notes"] = [
        f"{first['name']}: does not offer chat, web_form: who wants them gives up",
        "this world says nothing of bots (its key 'self_service')",
    ]
    assert study_notes(document) == [
        f"{first['title']}: does not offer chat, web form: who wants them gives up",
        "this world says nothing of bots (its key 'self_service')",
    ]


WITH_NOTES = (on_the_page, in_markdown, on_a_terminal, in_the_deck, in_the_workbook)


@pytest.mark.parametrize("surface", WITH_NOTES)
def test_without_a_margin_none_is_spoken_of(surface: Surface, tmp_path: Path) -> None:
    for margin, said in ((None, "No practical margin was set"), (0.01, "a difference of 1.0 points worth acting on")):
        told = plain(surface(comparison(3) | {"margin": margin}, tmp_path))
        assert said in told
        assert ("calls a difference of" in told) is (margin is not None)
        assert margin is not None or "the dashed line is" not in told


@pytest.mark.parametrize("surface", [on_the_page, in_markdown, on_a_terminal, in_the_workbook])
def test_a_chance_that_is_left_out_is_said_to_be(surface: Surface, tmp_path: Path) -> None:
    document, said = comparison(3), "Chance best is left out below 10 replications"
    assert said not in plain(surface(document, tmp_path))
    for row in document["ranking"]:
        row["probability_best"] = None
    assert said in plain(surface(document, tmp_path))
