"""Written numbers do not contradict what is said of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccsim.experiment.rounding import MOST_MORE, telling
from ccsim.experiment.verdict import Standing, Terms, verdict_text
from ccsim.inference.intervals import Interval

NUMBER = r"[−\d.]+"


def test_a_lead_is_the_difference_of_the_levels_as_written() -> None:
    assert telling(1, leads=[(78.56, 78.03, 0.53)]) == 2  # 78.6 − 78.0 is 0.6, and 0.53 looks like 0.5
    assert telling(1, leads=[(78.6, 78.0, 0.6)]) == 1


def test_what_differs_looks_different() -> None:
    assert telling(1, [(-0.04, 0.0)]) == 2
    assert telling(1, [(0.96, 1.0)]) == 2
    assert telling(1, [(5.0, 5.0), (1.0, 0.0)]) == 1


def test_what_no_few_decimals_bring_about_is_let_go() -> None:
    assert telling(1, [(1e-9, 0.0)]) == 1
    assert telling(1, [(0.04, 0.0)], [(78.56, 78.03, 5.0)]) == 2


@given(st.floats(0, 100), st.floats(0, 100), st.integers(0, 3))
def test_enough_decimals_are_the_fewest(first: float, second: float, least: int) -> None:
    decimals = telling(least, leads=[(first, second, first - second)])
    assert least <= decimals <= least + MOST_MORE

    def adds_up(n: int) -> bool:
        gap = round(first, n) - round(second, n)
        return f"{gap + 0.0:.{n}f}" == f"{round(first - second, n) + 0.0:.{n}f}"

    assert not any(adds_up(n) for n in range(least, decimals))
    assert adds_up(decimals) or decimals == least


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [(0.7856, 0.7803, 0.0004, 0.0102), (0.7856, 0.7803, -0.0004, 0.011), (0.80001, 0.79952, 0.0001, 0.0009)],
)
def test_the_verdict_adds_up_and_its_interval_says_what_it_says(
    first: float, second: float, low: float, high: float
) -> None:
    standings = [Standing("a", "A", {"mean": first}, Interval(first - second, low, high), 0.9),
                 Standing("b", "B", {"mean": second}, Interval(second - first, -high, -low), 0.1)]  # fmt: skip
    told = verdict_text(standings, Terms("fcr", "USD", 0.01, 0.95, "at equal people"), 8).replace("\u00a0", " ")
    levels = [float(x) for x in re.findall(rf"({NUMBER}) %(?! interval)", told)]
    (gap,) = (float(x) for x in re.findall(rf"({NUMBER}) points(?: apart|, but)", told))
    ends = [float(x.replace("−", "-")) for x in re.findall(rf"interval ({NUMBER}) to ({NUMBER})", told)[0]]
    assert round(levels[0] - levels[1], 9) == pytest.approx(gap)
    assert (ends[0] > 0) is (low > 0) is ("No clear winner" not in told)
    assert "−0.0 " not in told
