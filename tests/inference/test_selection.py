"""The procedure KN: formula, assurance, savings, and that more data than were needed change nothing."""

import numpy as np
import pytest

from ccsim.inference.selection import FIRST_STAGE, Selection, select

LEVEL, ZONE = 0.95, 1.0


def chosen(table: np.ndarray, larger: bool = True) -> Selection:
    return select(table, np.full(table.shape, np.nan), ZONE, LEVEL, larger)


def test_reaches_as_far_as_the_formula_says() -> None:
    """Two structures: η = ½((2 · 0.05)^(−2/9) − 1), h² = 18 η, N = ⌊h² S² / δ²⌋, over at N + 1."""
    table = np.random.default_rng(41).normal(size=(2, FIRST_STAGE)) * 3.0
    eta = 0.5 * ((2 * 0.05) ** (-2 / 9) - 1)
    assert chosen(table).most == int(18 * eta * np.var(table[0] - table[1], ddof=1)) + 1


def test_chooses_the_best_with_the_stated_probability(correlated, assert_at_least) -> None:
    """The hard case: the best leads all others by just the zone, and they share most of their noise."""
    pools = correlated(600, [0.0, 0.0, ZONE, 0.0], 900, seed=42)
    states = [chosen(pool) for pool in pools]
    assert all(state.is_over for state in states)
    assert_at_least([state.survivors == (2,) for state in states], LEVEL)


def test_smaller_is_better_where_told(correlated, assert_at_least) -> None:
    pools = correlated(300, [0.0, -ZONE, 0.0], 700, seed=43)
    assert_at_least([chosen(pool, larger=False).survivors == (1,) for pool in pools], LEVEL)


def test_one_within_the_zone_of_the_best_is_chosen(correlated, assert_at_least) -> None:
    """Three nearly tied, one far behind: never the last one."""
    pools = correlated(300, [0.0, 0.3, 0.2, -3.0], 900, seed=44)
    assert_at_least([chosen(pool).survivors[0] != 3 for pool in pools], LEVEL)


def test_drops_the_hopeless_early(correlated) -> None:
    states = [chosen(pool) for pool in correlated(100, [0.0, 0.0, -20.0], 900, seed=45)]
    counts = np.array([state.replications for state in states])
    assert (counts[:, 2] == FIRST_STAGE).all()
    assert counts[:, :2].max(axis=1).mean() > 1.5 * FIRST_STAGE


def test_more_than_was_needed_changes_nothing(correlated) -> None:
    """Workers run ahead of the decision; what they bring then must not count."""
    for pool in correlated(40, [0.0, 0.7, 0.2], 900, seed=46):
        state = chosen(pool)
        needed = max(state.replications)
        assert chosen(pool[:, :needed]) == state
        late = pool.copy()
        for i, n in enumerate(state.replications):
            late[i, n:] = np.nan if n < needed else 1e9
        assert chosen(late) == state


def test_is_not_over_before_there_is_enough(correlated) -> None:
    (pool,) = correlated(1, [0.0, 0.01, 0.02], 600, seed=47)
    state = chosen(pool[:, :FIRST_STAGE])
    assert not state.is_over
    assert set(state.replications) == {FIRST_STAGE}


@pytest.mark.parametrize(
    ("table", "zone", "complaint"),
    [
        (np.zeros((1, 20)), 1.0, "nothing to choose"),
        (np.zeros((2, FIRST_STAGE - 1)), 1.0, "too few"),
        (np.zeros((2, 20)), 0.0, "no zone"),
    ],
)
def test_refuses_what_it_cannot_choose_from(table: np.ndarray, zone: float, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        select(table, np.full(table.shape, np.nan), zone, LEVEL)
