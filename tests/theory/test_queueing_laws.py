"""Laws that need no number: they hold for every system, or for every sample path."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from ccsim.codes import MINUTE, LegEnd
from ccsim.engine.records import Records
from ccsim.engine.simpy_engine import simulate
from ccsim.issues import draw_issues
from ccsim.plan.plan import Clock, make_plan
from ccsim.scenario.customers import Returns
from ccsim.scenario.scenario import Scenario
from ccsim.verify.check import STANDARD_ERRORS
from ccsim.verify.estimates import jackknife, ratio
from ccsim.verify.experiments import prepare, run
from ccsim.verify.readings import read
from ccsim.verify.samples import Sample, busy_us, served, waits
from ccsim.verify.systems import Again, Class, Law, Patience, Pool, System
from ccsim.verify.worlds import scenario_of

Times = npt.NDArray[np.int64]

HORIZON = 2 * 1440 * MINUTE
CALLS = Class(1.0, (5.0, 5.0), None, Patience(Law(2.0)), (0,))
IMPATIENT = System((CALLS,), (Pool(5, ((0,),)),))
TWO_OWNERS = System((CALLS, replace(CALLS, tries=(1,))), (Pool(5, ((0,),)), Pool(6, ((1,),))))
PATIENT = System(tuple(replace(CALLS, patience=None) for _ in "ab"), (Pool(12, ((0,), (1,))),))


def run_days(scenario: Scenario, stretch: int = 1, short: Scenario | None = None) -> Records:
    """Two days; or stretched ones, with the customers of the short scenario stretched as well."""
    issues = draw_issues((short or scenario).world, HORIZON, seed=3, replication=0)
    plan = make_plan(scenario, Clock(0, stretch * HORIZON, stretch * HORIZON))
    return simulate(plan, replace(issues, arise=issues.arise * stretch), seed=3, replication=0)


def leg(records: Records, column: str) -> Times:
    return records.column("legs", column)


def in_whole(system: System) -> Sample:
    """One run of which the window is the whole."""
    return Sample(system, run_days(scenario_of(system)), 0, HORIZON)


def held(start: Times, end: Times, at: Times) -> Times:
    """How many intervals cover each moment; an end of -1 has not come."""
    end = np.where(end < 0, HORIZON, end)
    return np.searchsorted(np.sort(start), at, "right") - np.searchsorted(np.sort(end), at, "right")


def same_but_for_rounding(one: Times, other: Times, microseconds: int) -> bool:
    return one.shape == other.shape and bool(np.abs(one - other).max() <= microseconds)


# --- of every sample path --------------------------------------------------------------------------------


@pytest.mark.parametrize("system", [IMPATIENT, TWO_OWNERS, PATIENT, replace(IMPATIENT, concurrency=3)])
def test_who_came_was_served_or_left_or_is_still_inside(system: System) -> None:
    sample = in_whole(system)
    end = sample.leg("end")
    done = (served(sample) & (end != LegEnd.OPEN)).sum()
    assert len(sample.records.issues) == done + (end == LegEnd.ABANDONED).sum() + (end == LegEnd.OPEN).sum()


@pytest.mark.parametrize("system", [IMPATIENT, TWO_OWNERS, replace(IMPATIENT, concurrency=3)])
def test_time_on_duty_is_busy_as_long_as_legs_are_in_hand(system: System) -> None:
    sample = in_whole(system)
    assert sample.records.column("duty", "busy_us").sum() == busy_us(sample)
    agents = sum(pool.agents for pool in system.pools)
    assert sample.records.column("duty", "off_us").sum() == agents * HORIZON


def test_nobody_waits_while_an_agent_is_free_and_none_holds_two() -> None:
    sample = in_whole(IMPATIENT)
    left = np.where(served(sample), sample.leg("started_us"), sample.leg("ended_us"))
    at = np.unique(np.concatenate([sample.leg("joined_us"), left[left >= 0]]))
    queue = held(sample.leg("joined_us"), left, at)
    busy = held(sample.leg("started_us")[served(sample)], sample.leg("ended_us")[served(sample)], at)
    assert busy.max() == IMPATIENT.pools[0].agents
    assert (busy[queue > 0] == IMPATIENT.pools[0].agents).all()


def test_a_line_is_first_come_first_served() -> None:
    sample = in_whole(IMPATIENT)
    order = np.argsort(sample.leg("joined_us")[served(sample)], kind="stable")
    assert (np.diff(sample.leg("started_us")[served(sample)][order]) >= 0).all()


def test_littles_law_holds_on_the_path() -> None:
    sample = replace(in_whole(TWO_OWNERS), start=HORIZON // 4, end=HORIZON // 2)
    for line in range(2):
        mine = sample.leg("line") == line
        joined, left = sample.leg("joined_us")[mine], (sample.leg("joined_us") + waits(sample))[mine]
        inside = (joined < sample.end) & (left > sample.start)
        clipped = np.minimum(left, sample.end)[inside] - np.maximum(joined, sample.start)[inside]
        at = np.unique(np.clip(np.concatenate([joined, left, [sample.start]]), sample.start, sample.end))
        assert (held(joined, left, at[:-1]) * np.diff(at)).sum() == clipped.sum()


# --- the long run ----------------------------------------------------------------------------------------


def test_abandonment_is_patience_rate_times_wait() -> None:
    experiment = prepare(IMPATIENT)
    sums = np.zeros((24, 2))
    for i in range(24):
        samples = {"": run(experiment, seed=5, replication=i)}
        sums[i] = [read(measure, samples).sums[0] for measure in ("p_abandon", "mean_wait_all_min")]
    rate, error = jackknife(sums, ratio)
    assert abs(rate - 1 / 2.0) <= STANDARD_ERRORS * error
    assert error < 0.01


def test_priority_reorders_and_leaves_the_total_queue() -> None:
    first_come = replace(PATIENT, pools=(Pool(12, ((0, 1),)),))
    ordered, mixed = prepare(PATIENT), prepare(first_come)
    total, favoured = np.zeros(24), np.zeros(24)
    for i in range(24):
        pair = [{"": run(e, seed=5, replication=i)} for e in (ordered, mixed)]
        total[i], favoured[i] = (
            np.subtract(*(r.form(np.array(r.sums)) for r in readings))
            for readings in ([read(m, s) for s in pair] for m in ("queue_len", "asa_min_class1"))
        )
    error = total.std(ddof=1) / np.sqrt(24)
    assert abs(total.mean()) <= STANDARD_ERRORS * error
    assert favoured.max() < 0


# --- equal systems ---------------------------------------------------------------------------------------


def test_another_unit_of_time_changes_only_units() -> None:
    """With all durations times k, and customers k times as far apart, everything happens k times as late."""
    k, short = 7, scenario_of(IMPATIENT)
    slow = replace(CALLS, handle_min=(5.0 * k, 5.0 * k), patience=Patience(Law(2.0 * k)))
    one, other = run_days(short), run_days(scenario_of(replace(IMPATIENT, classes=(slow,))), k, short)
    for column in ("issue", "agent", "end"):
        assert (leg(one, column) == leg(other, column)).all()
    for column in ("joined_us", "started_us", "ended_us"):
        assert same_but_for_rounding(np.where(leg(one, column) < 0, -1, k * leg(one, column)), leg(other, column), 1000)


def test_transfers_of_chance_zero_leave_independent_owners() -> None:
    apart = run_days(scenario_of(TWO_OWNERS))
    linked = tuple(replace(c, transfers=(0.0, 0.0)) for c in TWO_OWNERS.classes)
    assert (run_days(scenario_of(replace(TWO_OWNERS, classes=linked))).legs == apart.legs).all()
    alone = run_days(scenario_of(IMPATIENT))
    mine = leg(apart, "channel") == 0
    for column in ("joined_us", "started_us", "ended_us", "end", "agent"):
        assert (leg(apart, column)[mine] == leg(alone, column)).all()


def test_repeats_of_chance_zero_are_no_repeats() -> None:
    scenario = scenario_of(replace(IMPATIENT, after_failure=Again(0.3, 60.0)))
    tables = []
    for returns in (None, Returns(probability=0.0, delay="60 min")):  # type: ignore[arg-type]
        channels = {
            name: channel.model_copy(update={"after_failure": returns})
            for name, channel in scenario.world.channels.items()
        }
        world = scenario.world.model_copy(update={"channels": channels})
        tables.append(run_days(replace(scenario, world=world)))
    assert (leg(tables[0], "end") == LegEnd.UNRESOLVED).any()
    assert (tables[0].legs == tables[1].legs).all()


def test_one_at_a_time_nothing_slows_down() -> None:
    plain, slowed = (run_days(scenario_of(replace(IMPATIENT, slowdown=s))) for s in (0.0, 0.5))
    assert (plain.legs == slowed.legs).all()


def test_without_slow_down_an_agent_of_three_chats_is_three_agents() -> None:
    chats = run_days(scenario_of(replace(IMPATIENT, pools=(Pool(2, ((0,),)),), concurrency=3)))
    calls = run_days(scenario_of(replace(IMPATIENT, pools=(Pool(6, ((0,),)),))))
    assert (leg(chats, "end") == leg(calls, "end")).all()
    for column in ("joined_us", "started_us", "ended_us"):
        assert same_but_for_rounding(leg(chats, column), leg(calls, column), 1000)
