"""Random times have the law, mean and spread that they are given."""

import math

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest

from ccsim.codes import NEVER, Law
from ccsim.engine.times import relative_times
from ccsim.rules.customers import patience_us
from ccsim.rules.laws import lognormal_sigma, normal_quantile, on_grid, random_time

STRATA = 200_000
STANDARD_ERRORS = 3.5
GRID = (np.arange(STRATA) + np.random.default_rng(1).random(STRATA)) / STRATA
"""One uniform in each of many equal parts of (0, 1)."""


def test_normal_quantile_is_the_normal_quantile() -> None:
    tails = 0.5 * 2.0 ** -np.arange(1.0, 34.0)
    u = np.concatenate((GRID[::10], tails, 1.0 - tails, [0.5 - 0.425, 0.5 + 0.425, math.exp(-25.0), 1e-300]))
    x = np.array([normal_quantile(v) for v in u.tolist()])
    # Wichura claims 1 part in 1e16; the rest of the tolerance is the reference's.
    np.testing.assert_allclose(x, ndtri(u), rtol=1e-14, atol=1e-16)


def test_normal_quantile_is_antisymmetric() -> None:
    for u in (k / 4096 for k in range(1, 2048)):
        assert normal_quantile(u) == -normal_quantile(1.0 - u)


@pytest.mark.parametrize("law", Law)
@pytest.mark.parametrize("cv", [0.2, 0.8, 1.2, 2.0])
def test_random_time_has_its_mean_and_cv(law: Law, cv: float) -> None:
    mean = 390e6
    sigma = lognormal_sigma(cv) if law is Law.LOGNORMAL else 0.0
    cv = cv if law is Law.LOGNORMAL else 1.0
    times = np.array([random_time(u, int(law), mean, sigma) for u in GRID.tolist()])
    deviation = times - times.mean()
    error = times.std() / math.sqrt(STRATA)
    assert abs(times.mean() - mean) < STANDARD_ERRORS * error
    # Standard error of a variance from the run's own fourth moment; heavy tails make it wide.
    variance_error = math.sqrt((np.mean(deviation**4) - times.var() ** 2) / STRATA)
    assert abs(times.var() - (cv * mean) ** 2) < STANDARD_ERRORS * variance_error


def test_exponential_times_are_exponential() -> None:
    times = [random_time(u, int(Law.EXPONENTIAL), 2.0, 0.0) for u in GRID.tolist()]
    assert kstest(times, "expon", args=(0.0, 2.0)).pvalue > 1e-4


def test_lognormal_times_are_lognormal() -> None:
    sigma = lognormal_sigma(1.2)
    times = [random_time(u, int(Law.LOGNORMAL), 2.0, sigma) for u in GRID.tolist()]
    assert kstest(np.log(times), "norm", args=(math.log(2.0) - sigma * sigma / 2.0, sigma)).pvalue > 1e-4


def test_whole_microseconds_are_the_nearest_and_at_least_one() -> None:
    assert [on_grid(t) for t in (0.0, 0.4, 1.0, 1.49, 1.51, 1e12 + 0.6)] == [1, 1, 1, 1, 2, 10**12 + 1]


def test_patience_balks_with_its_chance_and_else_has_its_mean() -> None:
    waits = np.array([patience_us(u, 0.3, int(Law.EXPONENTIAL), 60e6, 0.0) for u in GRID.tolist()])
    assert np.mean(waits == 0) == pytest.approx(0.3, abs=1.0 / STRATA)
    patient = waits[waits > 0]
    assert abs(patient.mean() - 60e6) < STANDARD_ERRORS * patient.std() / math.sqrt(len(patient))


def test_patience_without_a_mean_lasts_for_ever_and_all_may_balk() -> None:
    assert patience_us(0.5, 0.3, 0, 0.0, 0.0) == NEVER
    assert patience_us(1.0 - 2.0**-33, 1.0, 0, 60e6, 0.0) == 0


def test_many_at_once_are_the_same_bits() -> None:
    """What the engine draws in blocks is what the rule gives one by one, in the middle and far out."""
    luck = np.random.default_rng(5)
    u = np.concatenate([luck.random(20_000), luck.random(500) * 1e-9, 1.0 - luck.random(500) * 1e-9, [0.075, 0.925]])
    sigma = luck.choice([0.2, 0.7, 1.3], len(u))
    law = luck.choice([int(Law.EXPONENTIAL), int(Law.LOGNORMAL)], len(u))
    for laws in (law, np.full(len(u), int(Law.EXPONENTIAL))):
        each = zip(u.tolist(), laws.tolist(), sigma.tolist(), strict=True)
        assert [2.5e8 * x for x in relative_times(u, laws, sigma)] == [random_time(v, w, 2.5e8, s) for v, w, s in each]
