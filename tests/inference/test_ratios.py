"""Ratios pooled over replications: sum over sum, with the error that a resampling method finds too."""

import numpy as np

from ccsim.inference.intervals import mean_interval
from ccsim.inference.ratios import pooled

NAN = float("nan")


def drawn(trials: int, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators that vary and go together, as cost and issues resolved do."""
    luck = np.random.default_rng(seed)
    over = luck.gamma(4.0, 25.0, size=(trials, n))
    return 3.0 * over + luck.normal(size=(trials, n)) * 40.0, over


def test_the_mean_is_the_sum_over_the_sum() -> None:
    part, over = (rows[0] for rows in drawn(1, 30, 51))
    assert np.isclose(pooled(part / over, over).mean(), part.sum() / over.sum(), rtol=1e-12)


def test_the_error_is_that_of_the_jackknife() -> None:
    """Two ways to the same first-order error (Efron 1982): they differ by terms of order 1/n."""
    part, over = (rows[0] for rows in drawn(1, 400, 52))
    ratio, n = part.sum() / over.sum(), len(part)
    left_out = (part.sum() - part) / (over.sum() - over)
    jackknife = (n - 1) / n * np.square(left_out - ratio).sum()
    assert np.isclose(pooled(part / over, over).var(ddof=1) / n, jackknife, rtol=0.02)


def test_covers_where_a_mean_of_ratios_is_off(assert_at_least) -> None:
    """The true ratio is 3; a mean of ratios misses it, for small denominators have wild ratios of another mean."""
    luck = np.random.default_rng(53)
    over = luck.gamma(2.0, 50.0, size=(1500, 40))
    part = 3.0 * over + 60.0 * (over < 40.0) * (1.0 + luck.normal(size=over.shape) * 0.3)
    truth = 3.0 + 60.0 * np.mean(luck.gamma(2.0, 50.0, 4_000_000) < 40.0) / 100.0
    hits = []
    for a, b in zip(part, over, strict=True):
        interval = mean_interval(pooled(a / b, b), 0.95)
        hits.append(interval.low <= truth <= interval.high)
    assert_at_least(hits, 0.93)
    wrong = [mean_interval(a / b, 0.95) for a, b in zip(part, over, strict=True)]
    assert np.mean([i.low <= truth <= i.high for i in wrong]) < 0.75


def test_what_is_no_ratio_stays_as_it_is() -> None:
    values = np.array([1.0, 2.0, NAN, 4.0])
    np.testing.assert_array_equal(pooled(values, np.full(4, NAN)), values)
    np.testing.assert_array_equal(pooled(np.full(2, NAN), np.zeros(2)), np.full(2, NAN))


def test_a_replication_without_the_ratio_is_left_out() -> None:
    spelled = pooled([0.5, NAN, 0.25], [10.0, 0.0, 30.0])
    assert np.isnan(spelled[1])
    assert np.isclose(np.nanmean(spelled), (5.0 + 7.5) / 40.0)


def test_the_pilot_keeps_its_deviations() -> None:
    part, over = (rows[0] for rows in drawn(1, 40, 54))
    spelled = pooled(part / over, over, pilot=12)
    alone = pooled(part[:12] / over[:12], over[:12])
    np.testing.assert_allclose(spelled[:12] - spelled[:12].mean(), alone - alone.mean(), rtol=1e-9)
    assert np.isclose(spelled.mean(), part.sum() / over.sum(), rtol=1e-12)
