"""Identities on every shipped scenario."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from identities import IDENTITIES
from runs import (
    CAMPAIGN_IN_WEEK_1,
    DEMO,
    PRACTICES,
    SHORT,
    STRUCTURES,
    Run,
    assert_same_records,
    run,
    shipped,
    shipped_run,
    within,
)

from ccsim.codes import MINUTE, LegEnd
from ccsim.engine.simpy_engine import Simulation, simulate
from ccsim.issues import draw_issues
from ccsim.plan.plan import make_plan
from ccsim.scenario.study import PracticeName

SCENARIOS = [
    pytest.param(structure, practice, id=f"{structure}-{practice}", marks=() if structure in DEMO else pytest.mark.slow)
    for structure in STRUCTURES
    for practice in PRACTICES
]
LAWS = [pytest.param(law, id=law.__name__) for law in IDENTITIES]


@pytest.fixture(scope="module")
def a_run() -> Run:
    return shipped_run(DEMO[-1], "typical")


@pytest.mark.parametrize(("structure", "practice"), SCENARIOS)
@pytest.mark.parametrize("identity", LAWS)
def test_identity(identity: Callable[[Run], None], structure: str, practice: PracticeName) -> None:
    with within(60.0):
        identity(shipped_run(structure, practice))


def test_the_runs_hold_what_the_identities_are_about(a_run: Run) -> None:
    """Else they would hold for want of cases."""
    few_trunks = shipped("limited-channels", assignments=(*CAMPAIGN_IN_WEEK_1, "channels.voice.trunks=20"))
    others = [shipped_run("all-channels-are-one", "typical"), run(few_trunks)]
    assert {*LegEnd} == set().union(*(one.legs["end"] for one in (a_run, *others)))
    in_hand = a_run.legs[a_run.legs["line"].map(lambda line: line >= 0 and a_run.plan.lines[line].concurrency > 1)]
    assert in_hand.sort_values(["agent", "started_us"]).groupby("agent").apply(
        lambda mine: (mine["started_us"].to_numpy()[1:] < mine["ended_us"].to_numpy()[:-1]).any()
    ).any()  # fmt: skip


def test_running_twice_gives_the_same_records(a_run: Run) -> None:
    again = run(a_run.scenario)
    assert_same_records(again.records, a_run.records)
    other = simulate(a_run.plan, draw_issues(a_run.scenario.world, SHORT.horizon, 2, 0), 2, 0)
    assert len(other.legs) != len(a_run.legs)


def test_queues_and_desks_seen_during_the_run_are_those_of_the_records() -> None:
    """A SimPy process looks in every seven minutes: who waits, who is held, who is on duty."""
    scenario = shipped(DEMO[0], "typical")
    plan, drawn = make_plan(scenario, SHORT), draw_issues(scenario.world, SHORT.horizon, 3, 0)
    simulation = Simulation(plan, drawn, 3, 0)
    seen: list[tuple[int, list[int], list[int], list[bool]]] = []

    def look() -> Iterator[object]:
        while True:
            yield simulation.clock.timeout(7 * MINUTE + 1)
            waiting = [len(set(line.waiting())) for line in simulation.lines]
            loads = [agent.load for agent in simulation.agents]
            present = [agent.on_duty or agent.load > 0 for agent in simulation.agents]
            seen.append((simulation.clock.now, waiting, loads, present))

    simulation.clock.process(look())
    simulation.run()
    records = simulation.records()
    assert_same_records(simulate(plan, drawn, 3, 0), records)
    legs, duty = records.frame("legs"), records.frame("duty")
    left = legs["started_us"].where(legs["started_us"] >= 0, legs["ended_us"]).replace(-1, SHORT.horizon)
    ended = legs["ended_us"].replace(-1, SHORT.horizon)
    assert len(seen) > 500
    for now, waiting, loads, present in seen[::5]:
        waits = (legs["line"] >= 0) & (legs["joined_us"] <= now) & (now < left)
        held = (legs["agent"] >= 0) & (legs["started_us"] <= now) & (now < ended)
        here = (duty["on_us"] <= now) & (now < duty["off_us"])
        assert np.bincount(legs["line"][waits], minlength=len(waiting)).tolist() == waiting
        assert np.bincount(legs["agent"][held], minlength=len(loads)).tolist() == loads
        assert np.bincount(duty["agent"][here], minlength=len(present)).astype(bool).tolist() == present
