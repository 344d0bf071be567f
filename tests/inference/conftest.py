"""Coverage tests count trials; their tolerance is the binomial standard error of that count."""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

STANDARD_ERRORS = 3.5

Bound = Callable[[Sequence[bool], float], None]
Draw = Callable[[int, Sequence[float], int, int], NDArray[np.float64]]


def _tolerance(hits: Sequence[bool], probability: float) -> float:
    return STANDARD_ERRORS * sqrt(probability * (1 - probability) / len(hits))


@pytest.fixture
def assert_at_least() -> Bound:
    def check(hits: Sequence[bool], probability: float) -> None:
        assert np.mean(hits) >= probability - _tolerance(hits, probability)

    return check


@pytest.fixture
def assert_at_most() -> Bound:
    def check(hits: Sequence[bool], probability: float) -> None:
        assert np.mean(hits) <= probability + _tolerance(hits, probability)

    return check


@pytest.fixture
def correlated() -> Draw:
    """(trials, structures, replications): means, common noise (deviation 3), own noise (1, 1.5, 2, ...)"""

    def draw(trials: int, means: Sequence[float], replications: int, seed: int) -> NDArray[np.float64]:
        luck = np.random.default_rng(seed)
        own = 1 + 0.5 * np.arange(len(means))
        noise = luck.normal(size=(trials, len(means), replications)) * own[:, None]
        common = 3 * luck.normal(size=(trials, 1, replications))
        return np.asarray(means, dtype=np.float64)[:, None] + common + noise

    return draw
