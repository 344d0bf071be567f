"""MSER cuts off what lies away from the long run, and little else."""

import numpy as np

from ccsim.inference.truncation import mser


def test_cuts_off_a_start_that_is_elsewhere() -> None:
    luck = np.random.default_rng(61)
    for length in (1, 2, 3):
        course = np.r_[np.linspace(40.0, 15.0, length), 10.0 + luck.normal(size=12) * 0.1]
        assert length <= mser(course) <= 7


def test_leaves_a_settled_course_alone_most_of_the_time() -> None:
    luck = np.random.default_rng(62)
    cuts = [mser(luck.normal(size=8)) for _ in range(400)]
    assert np.mean(np.array(cuts) <= 1) > 0.5
    assert max(cuts) <= 4


def test_minimises_what_it_says() -> None:
    course = np.random.default_rng(63).normal(size=10) + np.r_[5.0, 3.0, np.zeros(8)]
    scores = [np.var(course[d:]) / (10 - d) for d in range(6)]
    assert mser(course) == int(np.argmin(scores))


def test_too_short_a_course_is_not_cut() -> None:
    assert mser([5.0, 1.0, 1.0]) == 0
    assert mser([float("nan")] * 6) == 0
