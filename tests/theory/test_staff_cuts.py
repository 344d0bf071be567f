"""Staff that is cut while all are busy: who is free first leaves, so that no more than the new number are at work."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.sparse import csr_matrix, lil_matrix
from scipy.sparse.linalg import expm_multiply

from ccsim.codes import DAY, HOUR, ContactEnd
from ccsim.verify.cases import Case
from ccsim.verify.check import check
from ccsim.verify.experiments import Experiment, prepare, run
from ccsim.verify.shapes import systems

RATES, STAFF, HANDLE_MIN, PATIENCE_MIN, HOUR_MIN = (1.5, 3.0, 2.0, 1.0), (6, 11, 5, 3), 3.0, 2.0, 60.0
MOST_BUSY, MOST_WAITING = 12, 60
PARAMS: dict[str, Any] = {
    "arrival_per_min": list(RATES), "period_min": HOUR_MIN, "agents": list(STAFF), "aht_min": HANDLE_MIN,
    "patience_mean_min": PATIENCE_MIN, "start": "empty", "after_close": "queue is drained",
}  # fmt: skip
MODEL = "M(t)/M/s(t)+M finite day with staff cuts"


def state(busy: int, waiting: int) -> int:
    return busy * (MOST_WAITING + 1) + waiting


LOST, WAITED = MOST_BUSY * (MOST_WAITING + 1), MOST_BUSY * (MOST_WAITING + 1) + 1
"""Beside the states: customers lost so far, and minutes waited."""


def forward(rate: float, staff: int) -> csr_matrix:
    """The equations dp/dt = A p of busy and waiting, with expected losses and waits: nobody starts above the staff."""
    a = lil_matrix((WAITED + 1, WAITED + 1))
    for busy in range(MOST_BUSY):
        for waiting in range(MOST_WAITING + 1):
            here, starts = state(busy, waiting), busy < staff and not waiting
            takes_next = waiting and busy <= staff
            moves = [
                (state(busy + starts, waiting + (not starts)), rate if waiting < MOST_WAITING else 0.0),
                (state(busy - (not takes_next), waiting - bool(takes_next)), busy / HANDLE_MIN),
                (state(busy, waiting - 1), waiting / PATIENCE_MIN),
            ]
            for there, speed in moves:
                if speed:
                    a[there, here] += speed
                    a[here, here] -= speed
            a[LOST, here], a[WAITED, here] = waiting / PATIENCE_MIN, waiting
    return csr_matrix(a)


def exact() -> dict[str, float]:
    """Of a day that starts empty and is drained by the last hour's staff."""
    p = np.zeros(WAITED + 1)
    p[state(0, 0)] = 1.0
    for rate, staff, minutes in zip((*RATES, 0.0), (*STAFF, STAFF[-1]), (*[HOUR_MIN] * 4, 120.0), strict=True):
        p = expm_multiply(forward(rate, staff) * minutes, begin_work(p, staff))
    came = HOUR_MIN * sum(RATES)
    return {"abandons": p[LOST], "p_abandon": p[LOST] / came, "mean_wait_all_min": p[WAITED] / came}


def begin_work(p: npt.NDArray[np.float64], staff: int) -> npt.NDArray[np.float64]:
    """Those who come take who waits."""
    after = np.zeros_like(p)
    after[[LOST, WAITED]] = p[[LOST, WAITED]]
    for busy in range(MOST_BUSY):
        for waiting in range(MOST_WAITING + 1):
            begin = max(min(waiting, staff - busy), 0)
            after[state(busy + begin, waiting - begin)] += p[state(busy, waiting)]
    return after


def test_a_day_with_cuts_agrees_with_its_forward_equations() -> None:
    case = Case("cuts", MODEL, PARAMS, exact(), {"type": "rel", "value": 0.02}, "")
    assert [row for row in check(case, quick=True) if not row.ok] == []


@pytest.fixture(scope="module")
def cuts() -> Experiment:
    (system,) = systems(Case("cuts", MODEL, PARAMS, {"p_abandon": 0.1}, {"type": "rel", "value": 0.1}, "")).values()
    return prepare(system)


def after_own_shift(experiment: Experiment) -> Experiment:
    """The same people, who leave when they are done with what is in hand as their own shift ends."""
    floor = replace(experiment.plan.floor, relieves=False)
    return replace(experiment, plan=replace(experiment.plan, floor=floor))


def at_work_as_legs_start(experiment: Experiment) -> npt.NDArray[np.int64]:
    """How many more than the staff of the hour are at work, by leg as it starts, while the center is open."""
    sample = run(experiment, seed=1, replication=0)
    start, end = (sample.records.column("legs", name) for name in ("started_us", "ended_us"))
    answered = (start >= 0) & (start % DAY < len(STAFF) * HOUR) & (end >= 0)
    began = start[answered]
    busy = np.searchsorted(np.sort(start[start >= 0]), began, "right")
    busy = busy - np.searchsorted(np.sort(end[(start >= 0) & (end >= 0)]), began, "right")
    return busy - np.array(STAFF)[began % DAY // HOUR]


def test_nobody_starts_while_as_many_are_at_work_as_are_left(cuts: Experiment) -> None:
    assert at_work_as_legs_start(cuts).max() == 0
    assert at_work_as_legs_start(after_own_shift(cuts)).max() > 0


def test_more_are_lost_where_the_first_to_be_free_leaves(cuts: Experiment) -> None:
    """The same customers: who stays on in another's place serves those whom the other would have served."""
    own = after_own_shift(cuts)
    more = []
    for number in range(8):
        ends = [run(each, 2, number).records.column("contacts", "end") for each in (cuts, own)]
        more.append(np.subtract(*[(end == ContactEnd.ABANDONED).mean() for end in ends]))
    assert np.mean(more) > 4 * np.std(more, ddof=1) / len(more) ** 0.5
