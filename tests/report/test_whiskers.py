"""Dots and whiskers in plain characters: on one axis, all of one width, and nothing where nothing is known."""

import pytest

from ccsim.experiment.format import Scale
from ccsim.report.whiskers import DOT, LINE, axis, whiskers

from .sample import interval


@pytest.mark.parametrize("width", [20, 47, 60])
def test_places_are_those_of_the_numbers(width: int) -> None:
    low, high = interval(0.5, 0.5), interval(0.75, 0.125)
    first, second = whiskers([low, high], width)
    assert len(first) == len(second) == width
    assert (first[0], first[-1], first.index(DOT)) == (LINE, LINE, round(0.5 * (width - 1)))
    assert second.index(LINE) == round(0.625 * (width - 1))
    assert second.rindex(LINE) == round(0.875 * (width - 1))


def test_an_unknown_end_leaves_the_dot_and_an_unknown_mean_nothing() -> None:
    both, alone, nothing = whiskers([interval(1.0, 1.0), {"mean": 1.0}, interval(None, None)], 21)
    assert alone.strip() == DOT
    assert alone.index(DOT) == both.index(DOT) == 10
    assert nothing.strip() == "–"


def test_one_value_alone_and_none_at_all_are_drawn_too() -> None:
    assert whiskers([interval(2.0, 0.0)], 20)[0].strip() == DOT
    assert whiskers([interval(None, None)], 20)[0].strip() == "–"


def test_the_axis_says_what_the_ends_are() -> None:
    written = axis(Scale(100.0, "%", 1), [interval(0.5, 0.25), interval(0.6, 0.1)], 30)
    assert (written[:4], written[-4:], len(written)) == ("25.0", "75.0", 30)
