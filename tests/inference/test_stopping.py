from itertools import combinations
from math import ceil

import numpy as np
import pytest
from scipy import stats

from ccsim.inference.intervals import Interval, mean_interval
from ccsim.inference.paired import paired_differences
from ccsim.inference.ranking import best_against_rest
from ccsim.inference.stopping import replications_needed

NAN = float("nan")
PILOT, WIDTH = 8, 1.0


def test_is_the_formula_of_stein() -> None:
    pilot = np.random.default_rng(31).normal(size=(2, PILOT))
    deviation = (pilot[0] - pilot[1]).std(ddof=1)
    expected = ceil((stats.t.ppf(0.975, PILOT - 1) * deviation / 0.25) ** 2)
    assert replications_needed(pilot, 0.25, 0.95) == expected > PILOT


def test_the_pilot_is_enough_where_it_is_precise_enough() -> None:
    pilot = np.random.default_rng(32).normal(size=(3, PILOT))
    assert replications_needed(pilot, 1e3, 0.95) == PILOT
    assert replications_needed(np.ones((2, PILOT)), 1e-9, 0.95) == PILOT


def two_stages(pool: np.ndarray) -> np.ndarray:
    needed = replications_needed(pool[:, :PILOT], WIDTH, 0.95)
    assert needed <= pool.shape[1], "a larger pool is needed: a cut sample would spoil the proof"
    return pool[:, :needed]


def test_two_stages_reach_the_width_and_cover_all_differences(assert_at_least, correlated) -> None:
    means, pairs = [5.0, 5.5, 4.0], list(combinations(range(3), 2))
    hits, sizes = [], []
    for pool in correlated(1500, means, 600, seed=33):
        values = two_stages(pool)
        intervals = [mean_interval(values[i] - values[j], 0.95, 3, pilot=PILOT) for i, j in pairs]
        assert max(interval.half_width for interval in intervals) <= WIDTH * (1 + 1e-12)
        truths = [means[i] - means[j] for i, j in pairs]
        hits.append(all(v.low <= truth <= v.high for v, truth in zip(intervals, truths, strict=True)))
        sizes.append(values.shape[1])
    assert np.median(sizes) > 3 * PILOT
    assert_at_least(hits, 0.95)


def test_one_difference_is_covered_exactly_as_often_as_said(assert_at_least, assert_at_most, correlated) -> None:
    """Not only at least: between more pairs, whose deviations help choose the size, each one stays exact."""
    hits = []
    for pool in correlated(3000, [5.0, 5.0, 5.0], 600, seed=34):
        interval = mean_interval(np.subtract(*two_stages(pool)[:2]), 0.9, pilot=PILOT)
        hits.append(interval.low <= 0 <= interval.high)
    assert_at_least(hits, 0.9)
    assert_at_most(hits, 0.9)


def test_the_verdict_uses_the_pilots_deviation_too() -> None:
    values = np.random.default_rng(35).normal(size=(2, 20))
    expected = mean_interval(values[0] - values[1], 0.95, pilot=PILOT)
    assert best_against_rest(values, 0.95, pilot=PILOT)[0] == expected
    assert paired_differences(values, 1, 0.95, pilot=PILOT)[0] == expected
    difference = values[0] - values[1]
    width = stats.t.ppf(0.975, PILOT - 1) * difference[:PILOT].std(ddof=1) / np.sqrt(20)
    assert expected.half_width == pytest.approx(width)
    assert expected.mean == pytest.approx(difference.mean())


def test_a_constant_pilot_cannot_vouch_for_what_varies_later() -> None:
    assert mean_interval([0.0, 0.0, 0.0, 6.0], 0.95, pilot=3) == Interval(1.5, None, None)
    assert mean_interval([2.0, 2.0, 2.0, 2.0], 0.95, pilot=3) == Interval(2.0, 2.0, 2.0)


def test_more_are_needed_where_measures_are_missing() -> None:
    pilot = np.random.default_rng(36).normal(size=(2, PILOT))
    whole = replications_needed(pilot, 0.1, 0.95)
    half_missing = np.insert(pilot, range(PILOT), NAN, axis=1)
    assert replications_needed(half_missing, 0.1, 0.95) == pytest.approx(2 * whole, abs=1)


def test_a_pilot_without_pairs_knows_nothing() -> None:
    assert replications_needed([[1.0, NAN, 3.0], [NAN, 2.0, 4.0]], 0.1, 0.95) is None
    with pytest.raises(ValueError, match="make no pair"):
        replications_needed([[1.0, 2.0]], 0.1, 0.95)
    with pytest.raises(ValueError, match="half_width: 0"):
        replications_needed([[1.0, 2.0], [2.0, 1.0]], 0, 0.95)
