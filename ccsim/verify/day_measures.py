"""Measures by day: contacts of a finite day, and how much days differ."""

from collections.abc import Callable

import numpy as np

from ccsim.codes import DAY
from ccsim.verify.estimates import Reading, dispersion, ratio, variance
from ccsim.verify.leg_measures import Scope, gone, in_time
from ccsim.verify.samples import Array, firsts, served, waits


def _per_day(scope: Scope, chosen: Array) -> Reading:
    return Reading((float(chosen.sum()), float(scope.sample.days)), ratio)


def _over_expected(scope: Scope, amount: float) -> Reading:
    """Relative to the contacts that a mean day brings, whatever came."""
    return Reading((amount, scope.sample.days * scope.sample.system.cycle_contacts()), ratio)


def _good(scope: Scope) -> Array:
    return scope.legs() & served(scope.sample) & in_time(scope)


def _lost(scope: Scope) -> Array:
    return scope.legs() & gone(scope)


def _arrivals(scope: Scope) -> Reading:
    return _per_day(scope, scope.offered() & firsts(scope.sample))


def _good_contacts(scope: Scope) -> Reading:
    return _per_day(scope, _good(scope))


def _abandons(scope: Scope) -> Reading:
    return _per_day(scope, _lost(scope))


def _served_contacts(scope: Scope) -> Reading:
    return _per_day(scope, scope.legs() & served(scope.sample))


def _good_over_expected(scope: Scope) -> Reading:
    """Whoever waited no longer than the threshold, also before giving up, as the source (SSJ's CallCC) counts."""
    return _over_expected(scope, float((scope.legs() & in_time(scope)).sum()))


def _lost_over_expected(scope: Scope) -> Reading:
    return _over_expected(scope, float(_lost(scope).sum()))


def _wait_over_expected(scope: Scope) -> Reading:
    return _over_expected(scope, float(waits(scope.sample)[scope.legs()].sum()) / scope.sample.minute)


# --- how much days differ --------------------------------------------------------------------------------


def _counts(scope: Scope) -> tuple[float, float, float]:
    """Sum, sum of squares and number of daily counts."""
    sample = scope.sample
    arise = sample.issue("arise_us")
    day = (arise[sample.counts(arise)] - sample.start) // DAY
    counts = np.bincount(day, minlength=sample.days).astype(float)
    return float(counts.sum()), float(np.square(counts).sum()), float(sample.days)


def _mean(scope: Scope) -> Reading:
    total, _, days = _counts(scope)
    return Reading((total, days), ratio)


def _variance(scope: Scope) -> Reading:
    return Reading(_counts(scope), variance)


def _dispersion(scope: Scope) -> Reading:
    return Reading(_counts(scope), dispersion)


MEASURES: dict[str, Callable[[Scope], Reading]] = {
    "arrivals_per_day": _arrivals,
    "good_contacts": _good_contacts,
    "abandons": _abandons,
    "served_contacts": _served_contacts,
    "good_over_expected": _good_over_expected,
    "lost_over_expected": _lost_over_expected,
    "sum_wait_over_expected": _wait_over_expected,
    "mean": _mean,
    "variance": _variance,
    "index_of_dispersion": _dispersion,
}
"""By the words that are left of a measure's name without prefix, class, number and unit."""
