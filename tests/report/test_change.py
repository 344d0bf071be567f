"""A structure that changes while it runs: every surface that shows its org chart says when and how."""

from typing import Any

import pytest

from ccsim.report.change import change_of
from ccsim.report.charts.org import draw_org
from ccsim.report.charts.palette import house_style
from ccsim.report.findings import course, organisation

from .drawn import texts_of
from .sample import comparison
from .shapes import change_on_a_date, change_on_complaints, with_changes
from .test_same_words import Surface, in_markdown, in_the_deck, on_the_page, plain

WHAT = (
    ": center owns chat, messaging, social and web form; center has 92 people instead of 82; digital has no people "
    "instead of 16; marketing reports to service; center handles service and sales; work is routed by channel."
)


def changing() -> tuple[dict[str, Any], dict[str, Any]]:
    """A document of three, and the one of its structures that has a digital team."""
    document = comparison(3)
    return document, document["structures"][1]


@pytest.mark.parametrize(
    ("day", "place"), [(-1.0, "before the window"), (0.0, "in week 1 of the window"), (6.9, "in week 1 of the window"),
                       (7.0, "in week 2 of the window"), (14.0, "after the window")],
)  # fmt: skip
def test_a_date_is_told_by_the_calendar_and_by_the_window(day: float, place: str) -> None:
    document, structure = changing()
    change_on_a_date(structure, day, "week 5 Mon 00:00")
    assert change_of(document, structure) == f"From week 5 Mon 00:00 of the calendar, {place}{WHAT}"


def test_a_trigger_is_told() -> None:
    document, structure = changing()
    change_on_complaints(structure)
    assert plain(change_of(document, structure)) == f"Once complaints are above 2 % of contacts over 7 days{WHAT}"


def test_who_stays_as_it_starts_is_not_said_to_change() -> None:
    document, structure = changing()
    assert change_of(document, structure) == ""
    assert "change" not in organisation(document)


@pytest.mark.parametrize("surface", [on_the_page, in_markdown, in_the_deck])
def test_every_surface_says_when_and_how(surface: Surface, tmp_path: Any) -> None:
    document = with_changes(comparison(3))
    assert plain(change_of(document, document["structures"][1])) in plain(surface(document, tmp_path))


@pytest.mark.parametrize("structures", [3, 10])
def test_the_chart_says_it_below_the_structure(structures: int) -> None:
    document = with_changes(comparison(structures))
    with house_style():
        sheet = draw_org(document)
    words = " ".join(plain(text.words) for text in texts_of(sheet)).lower()
    changes = [plain(change).lower() for s in document["structures"] if (change := change_of(document, s))]
    assert changes
    assert all(change[:60] in words for change in changes)


def test_the_title_of_the_course_counts_weeks_of_the_window() -> None:
    document, structure = changing()
    change_on_a_date(structure, 9.5, "week 3 Wed 12:00")
    assert "changes on Wednesday of week 2 of the window" in course(document)
    for each in document["structures"]:
        each["course"]["period"] = "week"
    assert "changes in week 2 of the window" in course(document)
