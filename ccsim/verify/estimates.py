"""Estimates with standard errors: smooth functions of sums over replications, by the jackknife."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Form = Callable[[Array], Array]
"""A measure as a function of sums, which stand along the last axis."""


@dataclass(frozen=True)
class Reading:
    """One replication's part of a measure: the sums, and the measure as a function of their totals."""

    sums: tuple[float, ...]
    form: Form


def ratio(sums: Array) -> Array:
    """The first over the second."""
    value: Array = sums[..., 0] / sums[..., 1]
    return value


def ratio_of_ratios(sums: Array) -> Array:
    """The first over the second, relative to the third over the fourth."""
    value: Array = sums[..., 0] / sums[..., 1] / (sums[..., 2] / sums[..., 3])
    return value


def variance(sums: Array) -> Array:
    """Of numbers of which the sum, the sum of squares and the count are given."""
    total, squares, count = np.moveaxis(sums, -1, 0)
    value: Array = (squares - total * total / count) / (count - 1.0)
    return value


def dispersion(sums: Array) -> Array:
    """Variance over mean, of the same sums."""
    value: Array = variance(sums) / (sums[..., 0] / sums[..., 2])
    return value


def jackknife(sums: Array, form: Form) -> tuple[float, float]:
    """Estimate and standard error of a form of totals; `sums` is (replications, sums).

    Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 11. Not a number where nothing was counted.
    """
    n, total = len(sums), sums.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole, without = float(form(total)), form(total - sums)
    bias = (n - 1) * (float(without.mean()) - whole)
    error = sqrt((n - 1) / n * float(np.square(without - without.mean()).sum())) if n > 1 else float("nan")
    return whole - bias, error
