import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ccsim.inference.intervals import Interval, mean_interval, t_critical
from ccsim.inference.ranking import best_against_rest, probability_best, winner

NAN = float("nan")


def best_of_others(means: np.ndarray) -> np.ndarray:
    return np.array([np.delete(means, i).max() for i in range(len(means))])


@pytest.mark.parametrize("means", [[5.0, 5.0, 5.0, 5.0], [5.0, 5.5, 3.0, 6.0], [0.0, 9.0, 9.0, 9.0]])
def test_covers_all_gaps_to_the_best_other_together(means, assert_at_least, correlated) -> None:
    truths = means - best_of_others(np.array(means))
    hits = [
        all(
            interval.low <= truth <= interval.high
            for interval, truth in zip(best_against_rest(values, 0.95), truths, strict=True)
        )
        for values in correlated(1000, means, 8, seed=11)
    ]
    assert_at_least(hits, 0.95)


def test_three_tied_are_seldom_given_a_winner(assert_at_most, correlated) -> None:
    trials = correlated(2000, [5.0, 5.0, 5.0], 8, seed=12)
    assert_at_most([winner(best_against_rest(values, 0.95)) is not None for values in trials], 0.05)


def test_two_tied_for_best_beat_a_third_but_neither_wins(assert_at_most, correlated) -> None:
    """The trap of intervals against a baseline: both beat it, and one would be crowned."""
    trials = correlated(2000, [5.0, 5.0, -20.0], 8, seed=13)
    assert_at_most([winner(best_against_rest(values, 0.95)) is not None for values in trials], 0.05)


def test_a_clear_best_is_found_as_often_as_the_t_test_has_power(assert_at_least, correlated) -> None:
    """It wins if each paired test rejects: at least 1 - the sum of their misses (noncentral t)."""
    means, own, size = np.array([8.0, 5.0, 4.0]), np.array([1.0, 1.5, 2.0]), 12
    errors = np.sqrt((own[0] ** 2 + own[1:] ** 2) / size)
    misses = stats.nct.cdf(t_critical(0.95, 3, size - 1), size - 1, (means[0] - means[1:]) / errors)
    assert 1 - misses.sum() > 0.95
    hits = [winner(best_against_rest(v, 0.95)) == 0 for v in correlated(1000, means, size, seed=14)]
    assert_at_least(hits, 1 - misses.sum())


def test_two_structures_mirror_one_paired_interval() -> None:
    values = np.random.default_rng(15).normal(size=(2, 9))
    expected = mean_interval(values[0] - values[1], 0.95)
    first, second = best_against_rest(values, 0.95)
    assert first == expected
    assert second == Interval(-expected.mean, -expected.high, -expected.low)


def test_smaller_is_better_is_the_mirror_image() -> None:
    values = np.random.default_rng(16).normal(size=(4, 9))
    assert best_against_rest(values, 0.95, larger_is_better=False) == best_against_rest(-values, 0.95)
    smaller = probability_best(values, larger_is_better=False, seed=1)
    assert smaller.tolist() == probability_best(-values, seed=1).tolist()
    fast_and_slow = [[10.0, 12.0, 11.0], [95.0, 99.0, 97.0]]
    assert winner(best_against_rest(fast_and_slow, 0.95, larger_is_better=False)) == 0


def test_what_a_replication_does_to_all_structures_alike_cancels() -> None:
    luck = np.random.default_rng(17)
    values = luck.integers(0, 1000, size=(3, 12)).astype(float)
    shifted = values + luck.integers(-1000, 1000, size=12)
    assert best_against_rest(shifted, 0.95) == best_against_rest(values, 0.95)
    assert probability_best(shifted, seed=1).tolist() == probability_best(values, seed=1).tolist()


@given(st.permutations(range(4)))
def test_permuted_structures_permute_the_results(order: list[int]) -> None:
    values = np.random.default_rng(18).normal(size=(4, 9))
    intervals, shares = best_against_rest(values, 0.95), probability_best(values, draws=200, seed=1)
    assert best_against_rest(values[order], 0.95) == [intervals[i] for i in order]
    assert probability_best(values[order], draws=200, seed=1).tolist() == shares[order].tolist()


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5), min_size=2, max_size=6))
def test_at_most_one_structure_is_better_than_all_others(values: list[list[float]]) -> None:
    intervals = best_against_rest(values, 0.6)
    assert sum(interval.low > 0 for interval in intervals) <= 1


def test_identical_structures_have_no_winner_and_share_the_probability() -> None:
    values = np.tile(np.random.default_rng(19).normal(size=9), (3, 1))
    assert best_against_rest(values, 0.95) == [Interval(0.0, 0.0, 0.0)] * 3
    assert winner(best_against_rest(values, 0.95)) is None
    assert probability_best(values, seed=1) == pytest.approx([1 / 3] * 3)


def test_missing_measures_leave_the_verdict_unknown_not_wrong() -> None:
    values = np.random.default_rng(20).normal(size=(3, 9))
    values[0] += 100
    values[2] = NAN
    assert best_against_rest(values, 0.95) == [Interval(None, None, None)] * 3
    assert winner(best_against_rest(values, 0.95)) is None
    assert np.isnan(probability_best(values, seed=1)).all()


def test_a_replication_counts_where_the_measure_is_there() -> None:
    values = np.random.default_rng(21).normal(size=(2, 9))
    gaps = np.insert(values, 4, [NAN, 3.0], axis=1)
    assert best_against_rest(gaps, 0.95) == best_against_rest(values, 0.95)
    assert probability_best(gaps, seed=1).tolist() == probability_best(values, seed=1).tolist()


def test_probability_best_is_the_share_of_all_resamples(assert_at_least, assert_at_most) -> None:
    """Differences 1, 1, -3: of 27 resamples a wins the 8 without the -3 and ties in none (1 + 1 - 3 < 0)."""
    draws = 20_000
    values = [[1.0, 1.0, 0.0], [0.0, 0.0, 3.0]]
    wins = round(probability_best(values, draws=draws, seed=2)[0] * draws)
    hits = np.arange(draws) < wins
    assert_at_least(hits, 8 / 27)
    assert_at_most(hits, 8 / 27)


@given(st.integers(0, 2**32), st.integers(1, 5))
def test_probability_best_is_settled_by_its_seed_and_adds_to_one(seed: int, structures: int) -> None:
    values = np.random.default_rng(22).normal(size=(structures, 6))
    shares = probability_best(values, draws=50, seed=seed)
    assert shares.tolist() == probability_best(values, draws=50, seed=seed).tolist()
    assert shares.sum() == pytest.approx(1)


def test_one_structure_has_no_rest() -> None:
    with pytest.raises(ValueError, match="expected 2 or more"):
        best_against_rest([[1.0, 2.0]], 0.95)
    with pytest.raises(ValueError, match="draws: 0"):
        probability_best([[1.0, 2.0]], draws=0, seed=1)
