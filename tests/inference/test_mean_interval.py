from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from ccsim.inference.intervals import Interval, mean_interval, t_critical

NAN = float("nan")
measures = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)
levels = st.floats(0.5, 0.999)


@settings(deadline=None, max_examples=100)
@given(measures, levels, st.integers(1, 20))
def test_is_the_t_interval_of_scipy_at_the_bonferroni_level(
    values: list[float], level: float, comparisons: int
) -> None:
    assume(np.ptp(values) > 1e-3)
    expected = stats.ttest_1samp(values, 0).confidence_interval(1 - (1 - level) / comparisons)
    interval = mean_interval(values, level, comparisons)
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), rel=1e-7, abs=1e-7)
    assert interval.mean == pytest.approx(np.mean(values), rel=1e-9, abs=1e-9)


@given(measures, st.lists(st.integers(0, 30), max_size=5))
def test_missing_measures_are_left_out(values: list[float], places: list[int]) -> None:
    with_gaps = list(values)
    for place in places:
        with_gaps.insert(place, NAN)
    assert mean_interval(with_gaps, 0.95) == mean_interval(values, 0.95)


@given(measures, st.randoms())
def test_the_order_of_replications_changes_no_bit(values: list[float], random: Random) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    assert mean_interval(shuffled, 0.95) == mean_interval(values, 0.95)


def test_fewer_than_two_values_have_no_known_limits() -> None:
    assert mean_interval([], 0.95) == Interval(None, None, None)
    assert mean_interval([NAN, NAN], 0.95) == Interval(None, None, None)
    assert mean_interval([NAN, 4.0], 0.95) == Interval(4.0, None, None)
    assert mean_interval([NAN, 4.0], 0.95).half_width is None


def test_constant_values_have_a_width_of_zero() -> None:
    assert mean_interval([2.5, 2.5, 2.5], 0.95) == Interval(2.5, 2.5, 2.5)


def test_a_published_critical_value() -> None:
    """Student's t for 10 degrees of freedom, two-sided 95 %: 2.228 in every printed table."""
    assert t_critical(0.95, 1, 10) == pytest.approx(2.228, abs=5e-4)
    assert t_critical(0.95, 5, 10) == t_critical(0.99, 1, 10) == pytest.approx(3.169, abs=5e-4)


def test_covers_exactly_as_often_as_it_says(assert_at_least, assert_at_most) -> None:
    samples = np.random.default_rng(1).normal(7, 2, size=(4000, 6))
    samples[:, 2] = NAN
    intervals = [mean_interval(sample, 0.9) for sample in samples]
    hits = [interval.low <= 7 <= interval.high for interval in intervals]
    assert_at_least(hits, 0.9)
    assert_at_most(hits, 0.9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1.0, 2.0]], 0.95), r"shape \(1, 2\).*expected \(replications,\)"),
        (([1.0, float("inf")], 0.95), r"values\[1\]: infinite"),
        (([1.0, 2.0], 95), "level: 95"),
        (([1.0, 2.0], 0.95, 0), "comparisons: 0"),
        (([1.0, 2.0], 0.95, 1, 3), "pilot: 3.*expected 2 to 2"),
        (([1.0, 2.0], 0.95, 1, -1), "pilot: -1"),
    ],
)
def test_errors_name_the_place_and_the_value(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mean_interval(*arguments)
