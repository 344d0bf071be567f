"""Fourteen days of follow-up are enough: what happens later changes no verdict."""

import math

import pytest
from runs import DEMO, PRACTICES, STRUCTURES, run, shipped

from ccsim.codes import DAY
from ccsim.plan.plan import FOLLOW_UP_US, Clock, study_clock
from ccsim.scenario.study import PracticeName

WARMUP, WINDOW = DAY, 2 * DAY
STILL_OPEN = 0.005
SCENARIOS = [
    pytest.param(s, p, id=f"{s}-{p}", marks=() if s in DEMO and p == "well_run" else pytest.mark.slow)
    for s in STRUCTURES
    for p in PRACTICES
]


def test_the_clock_of_a_study_follows_up_for_14_days() -> None:
    assert FOLLOW_UP_US == 14 * DAY
    assert study_clock(WARMUP, WINDOW) == Clock(WARMUP, WINDOW, WARMUP + WINDOW + FOLLOW_UP_US)


@pytest.mark.parametrize(("structure", "practice"), SCENARIOS)
def test_a_longer_follow_up_changes_nothing_that_decides(structure: str, practice: PracticeName) -> None:
    scenario = shipped(structure, practice)
    clock = study_clock(WARMUP, WINDOW)
    usual = run(scenario, clock).measures
    longer = run(scenario, Clock(clock.warmup, clock.window, clock.horizon + 7 * DAY)).measures
    assert usual["still_open"] < STILL_OPEN
    assert longer["still_open"] <= usual["still_open"]
    for measure in ("fcr", "fcr_one_team", "fcr_static", "occupancy", "answering_cost"):
        assert math.isclose(longer[measure], usual[measure], rel_tol=1e-12)
    # Waits are over long before; what is still open can move the rest by its own share and no more.
    for measure in ("resolved", "lost"):
        assert usual[measure] <= longer[measure] <= usual[measure] + usual["still_open"]
