"""Luck looks like independent uniforms in every direction in which the model takes it, and is the same everywhere.

Keys are derived as in a real run; tolerances are computed from the number of draws. Seeds are fixed, so a failure
is a change of the generator or a pattern, never bad luck; LEVEL is the chance of a false alarm for each comparison.
"""

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import chi2, norm

from ccsim.codes import DAY, Purpose
from ccsim.issues import Issues, draw_issues, lanes, name_word
from ccsim.rules.luck import CONTACT_STRIDE, LEG_STRIDE, mix, place, stir, uniform
from ccsim.scenario.load import load_world

WORLD = Path(__file__).parents[2] / "scenarios" / "worlds" / "retailer.yaml"
LEVEL = 1e-5
CELLS = 16
DAYS, ORDINALS = 64, 4096

Block = npt.NDArray[Any]


@pytest.fixture(scope="module")
def issues() -> Issues:
    """About 110,000 issues of the shipped world, with keys as wide as the rules work in."""
    drawn = draw_issues(load_world(WORLD).world, 56 * DAY, 20261122, 0)
    return replace(drawn, key_a=drawn.key_a.astype(np.int64), key_b=drawn.key_b.astype(np.int64))


def keys(stream: str, seed: int = 1, replication: int = 0) -> tuple[Block, Block]:
    """Keys of a stream's issues by day and ordinal, as draw_issues derives them."""
    a, b = lanes(seed, replication, name_word(stream))
    days, ordinals = np.arange(DAYS, dtype=np.int64)[:, None], np.arange(ORDINALS, dtype=np.int64)[None, :]
    return stir(stir(a, days), ordinals), stir(stir(b, days), ordinals)


def draws(stream: str = "voice/order", seed: int = 1, replication: int = 0, at: int = 0) -> Block:
    a, b = keys(stream, seed, replication)
    return np.asarray(uniform(a, b, at))


def assert_uniform(u: Block, cells: int = 1024) -> None:
    counts = np.bincount((u.ravel() * cells).astype(np.int64), minlength=cells)
    assert _chi_square(counts) < chi2.isf(LEVEL, cells - 1)


def assert_independent(u: Block, v: Block) -> None:
    """Neither a correlation nor any pattern over the unit square."""
    x, y = u.ravel(), v.ravel()
    correlation = np.corrcoef(x, y)[0, 1]
    assert abs(correlation) < norm.isf(LEVEL / 2) / np.sqrt(len(x))
    cell = (x * CELLS).astype(np.int64) * CELLS + (y * CELLS).astype(np.int64)
    assert _chi_square(np.bincount(cell, minlength=CELLS * CELLS)) < chi2.isf(LEVEL, CELLS * CELLS - 1)


def _chi_square(counts: Block) -> float:
    expected = counts.sum() / len(counts)
    return float(((counts - expected) ** 2 / expected).sum())


# --- the same everywhere -------------------------------------------------------------------------------------


def test_blocks_and_single_draws_give_the_same_bits(issues: Issues) -> None:
    some = slice(0, len(issues), 97)
    a, b = issues.key_a[some], issues.key_b[some]
    for at in (*range(len(Purpose)), place(1, 0, 0), place(5, 3, Purpose.OUTCOME), place((1 << 19) - 1, 63, 16)):
        block = uniform(a, b, at)
        assert block.tolist() == [uniform(x, y, at) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    block = stir(a, b)
    assert block.tolist() == [stir(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]


def test_luck_is_never_0_or_1() -> None:
    assert 0.0 < (0 + 0.5) * 2.0**-32
    assert ((1 << 32) - 1 + 0.5) * 2.0**-32 < 1.0
    assert {0.0 < uniform(k, 0, 0) < 1.0 for k in range(2000)} == {True}


def test_mix_is_a_bijection_of_32_bits() -> None:
    """Each of its steps can be undone: a xor with a shift of itself, a product with an odd number."""

    def unmix(x: int) -> int:
        x = x ^ (x >> 15) ^ (x >> 30)
        x = x * pow(0x735A2D97, -1, 1 << 32) & 0xFFFFFFFF
        x = x ^ (x >> 15) ^ (x >> 30)
        x = x * pow(0x21F0AAAD, -1, 1 << 32) & 0xFFFFFFFF
        return x ^ (x >> 16)

    words = [*range(1000), *(2**32 - 1 - k for k in range(1000)), *(k * 0x01010101 for k in range(256))]
    assert [unmix(mix(x)) for x in words] == words


def test_places_of_decisions_do_not_collide() -> None:
    assert len(Purpose) <= LEG_STRIDE
    assert max(Purpose) < LEG_STRIDE
    assert CONTACT_STRIDE // LEG_STRIDE > 60  # limits.legs may be 60, and a contact's end is asked after its last leg
    places = {place(c, leg, p) for c in range(4) for leg in range(62) for p in Purpose}
    assert len(places) == 4 * 62 * len(Purpose)


def test_no_two_issues_share_a_key(issues: Issues) -> None:
    assert len(np.unique((issues.key_a << 31) ^ issues.key_b)) == len(issues)


# --- like independent uniforms -------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", Purpose)
def test_each_purpose_is_uniform(issues: Issues, purpose: Purpose) -> None:
    if purpose is not Purpose.ARRIVAL:  # an issue exists because its arrival gap was short enough
        assert_uniform(uniform(issues.key_a, issues.key_b, place(0, 0, purpose)))
    assert_uniform(draws(at=purpose), cells=4096)


def test_purposes_are_independent(issues: Issues) -> None:
    of = {p: uniform(issues.key_a, issues.key_b, place(0, 0, p)) for p in Purpose}
    for one, other in combinations(set(Purpose) - {Purpose.ARRIVAL}, 2):
        assert_independent(of[one], of[other])


def test_legs_and_contacts_are_independent(issues: Issues) -> None:
    places = [place(c, leg, p) for c in range(4) for leg in range(4) for p in (Purpose.OUTCOME, Purpose.RETURNS)]
    of = [uniform(issues.key_a, issues.key_b, at) for at in places]
    for one, other in combinations(of, 2):
        assert_independent(one, other)


@pytest.mark.parametrize("step", [1, 2, 3, 16, 64])
def test_neighbouring_issues_are_independent(issues: Issues, step: int) -> None:
    by_time = uniform(issues.key_a, issues.key_b, place(0, 0, Purpose.OUTCOME))
    assert_independent(by_time[:-step], by_time[step:])
    by_ordinal = draws()
    assert_independent(by_ordinal[:, :-step], by_ordinal[:, step:])


@pytest.mark.parametrize("step", [1, 2, 7, 14])
def test_days_are_independent(step: int) -> None:
    u = draws()
    assert_independent(u[:-step], u[step:])


@pytest.mark.parametrize("seed", [0, 2, 3, 1 + (1 << 32), 1 << 62])
def test_seeds_are_independent(seed: int) -> None:
    assert_independent(draws(), draws(seed=seed))


def test_replications_and_streams_are_independent() -> None:
    alike = [draws(), draws("voice/orders"), draws("chat/order"), *(draws(replication=r) for r in range(1, 8))]
    for one, other in combinations(alike, 2):
        assert_independent(one, other)


def test_means_of_small_groups_vary_as_they_should() -> None:
    """Days of one stream: the mean of n uniforms has variance 1/12n, neither more (clumps) nor less (a lattice)."""
    means = draws().reshape(-1, 64).mean(axis=1)
    scaled = (means - 0.5) ** 2 * 12 * 64
    n = len(scaled)
    assert chi2.ppf(LEVEL / 2, n) < scaled.sum() < chi2.isf(LEVEL / 2, n)


@pytest.mark.slow
def test_no_pattern_in_millions_of_draws() -> None:
    a, b = lanes(20261122, 0, name_word("voice/order_status"))
    days, ordinals = np.arange(1024, dtype=np.int64)[:, None], np.arange(4096, dtype=np.int64)[None, :]
    key_a, key_b = stir(stir(a, days), ordinals), stir(stir(b, days), ordinals)
    first = uniform(key_a, key_b, 0)
    assert_uniform(first, cells=1 << 16)
    for at in (*range(1, len(Purpose)), *(place(c, leg, 0) for c in range(6) for leg in range(6) if c or leg)):
        assert_independent(first, uniform(key_a, key_b, at))
