"""Standard errors of functions of sums, against what statistics knows of them."""

import numpy as np
import pytest

from ccsim.verify.estimates import dispersion, jackknife, ratio, ratio_of_ratios, variance


def drawn(n: int = 4000) -> np.ndarray:
    return np.random.default_rng(1).normal(5.0, 2.0, size=n)


def moments(values: np.ndarray) -> np.ndarray:
    return np.column_stack([values, values**2, np.ones_like(values)])


def test_the_jackknife_of_a_mean_is_the_mean_with_its_standard_error() -> None:
    values = drawn(30)
    value, error = jackknife(np.column_stack([values, np.ones_like(values)]), ratio)
    assert value == pytest.approx(values.mean())
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(30))


def test_a_variance_and_its_standard_error() -> None:
    values = drawn()
    value, error = jackknife(moments(values), variance)
    assert value == pytest.approx(values.var(ddof=1))
    assert error == pytest.approx(4.0 * np.sqrt(2 / len(values)), rel=0.1), "of a normal law"


def test_dispersion_is_variance_over_mean() -> None:
    values = drawn()
    value, _ = jackknife(moments(values), dispersion)
    assert value == pytest.approx(values.var(ddof=1) / values.mean(), rel=1e-3)


def test_a_ratio_of_ratios_of_the_same_is_one() -> None:
    values = drawn(30)
    sums = np.column_stack([values, np.ones_like(values), values, np.ones_like(values)])
    assert jackknife(sums, ratio_of_ratios) == pytest.approx((1.0, 0.0))


def test_where_nothing_was_counted_nothing_is_known() -> None:
    assert np.isnan(jackknife(np.zeros((5, 2)), ratio)).all()
