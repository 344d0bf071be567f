import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from ccsim.inference.intervals import Interval, mean_interval
from ccsim.inference.paired import PairingGain, paired_differences, pairing_gain

NAN = float("nan")
pairs = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=30)


@settings(deadline=None, max_examples=100)
@given(pairs, st.floats(0.5, 0.999))
def test_is_the_paired_t_interval_of_scipy(values: list[tuple[float, float]], level: float) -> None:
    a, b = np.array(values).T
    assume(np.ptp(a - b) > 1e-3)
    expected = stats.ttest_rel(b, a).confidence_interval(level)
    own, other = paired_differences([a, b], baseline=0, level=level)
    assert own == Interval(0.0, 0.0, 0.0)
    assert (other.low, other.high) == pytest.approx((expected.low, expected.high), rel=1e-7, abs=1e-7)


def test_bonferroni_counts_all_but_the_baseline() -> None:
    values = np.random.default_rng(2).normal(size=(4, 8))
    intervals = paired_differences(values, baseline=1, level=0.95)
    assert intervals[3] == mean_interval(values[3] - values[1], 0.95, comparisons=3)
    assert paired_differences(values, 1, 0.95, comparisons=9)[3].half_width > intervals[3].half_width


def test_covers_all_differences_together(assert_at_least, correlated) -> None:
    means = np.array([5.0, 5.5, 5.0, 9.0])
    trials = correlated(2000, means, 8, seed=3)
    hits = [
        all(
            interval.low <= truth <= interval.high
            for interval, truth in zip(paired_differences(values, 0, 0.95), means - means[0], strict=True)
        )
        for values in trials
    ]
    assert_at_least(hits, 0.95)


def test_what_a_replication_does_to_all_structures_alike_cancels() -> None:
    luck = np.random.default_rng(4)
    values = luck.integers(0, 1000, size=(3, 12)).astype(float)
    shift = luck.integers(-1000, 1000, size=12)
    assert paired_differences(values + shift, 1, 0.95) == paired_differences(values, 1, 0.95)


@given(st.permutations(range(4)))
def test_permuted_structures_permute_the_intervals(order: list[int]) -> None:
    values = np.random.default_rng(5).normal(size=(4, 9))
    intervals = paired_differences(values, 2, 0.95)
    permuted = paired_differences(values[order], order.index(2), 0.95)
    assert permuted == [intervals[i] for i in order]


def test_a_replication_counts_where_both_have_the_measure() -> None:
    values = [[1.0, NAN, 3.0, 4.0], [2.0, 5.0, 9.0, NAN], [NAN, 1.0, NAN, 1.0]]
    _, second, third = paired_differences(values, 0, 0.95)
    assert second == mean_interval([1.0, 6.0], 0.95, comparisons=2)
    assert third == Interval(-3.0, None, None)


def test_the_baseline_must_be_a_structure() -> None:
    with pytest.raises(ValueError, match="baseline: 3 is no structure; expected 0 to 1"):
        paired_differences([[1.0, 2.0], [1.0, 2.0]], 3, 0.95)


def test_gain_is_the_ratio_of_the_variances() -> None:
    luck = np.random.default_rng(6)
    a, b = luck.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=50).T
    found = pairing_gain(a, b)
    assert found.correlation == pytest.approx(stats.pearsonr(a, b).statistic)
    assert found.gain == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (a - b).var(ddof=1))


def test_gain_of_independent_values_is_one_and_of_correlated_ones_1_over_1_minus_rho() -> None:
    """Equal variances: gain = 1 / (1 - rho), log gain = log((1 + r) / 2), r = var(a + b) / var(a - b).

    log r has variance 4 / n, so log gain, by the delta method, a standard error of (1 + rho) / sqrt(n).
    """
    luck = np.random.default_rng(7)
    size = 20_000
    for rho in (0.0, 0.8):
        a, b = luck.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=size).T
        tolerance = 3.5 * (1 + rho) / np.sqrt(size)
        assert np.log(pairing_gain(a, b).gain) == pytest.approx(-np.log(1 - rho), abs=tolerance)


def test_gain_is_undefined_where_there_is_nothing_to_divide() -> None:
    a = np.array([0.1, 0.2, 0.7])
    assert pairing_gain(a, a) == PairingGain(pytest.approx(1.0), None)
    assert pairing_gain(a, a + 0.3).gain is None
    assert pairing_gain([1.0, 1.0], [1.0, 1.0]) == PairingGain(None, None)
    assert pairing_gain([1.0, 1.0, 1.0], a) == PairingGain(None, pytest.approx(1.0))
    assert pairing_gain([1.0, NAN, 2.0], [NAN, 1.0, 2.0]) == PairingGain(None, None)
