"""One more agent, or a team that nobody reaches, leaves every customer's luck as it was."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from runs import Run, assert_same_records, run, shipped, shipped_run

from ccsim.attendance import attendance
from ccsim.codes import DAY, ContactEnd, LegEnd, Mark, Purpose
from ccsim.engine.skills import Skills
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.rules.handling import leg_work
from ccsim.rules.laws import on_grid, random_time
from ccsim.rules.luck import place, uniform
from ccsim.rules.resolution import leg_outcome
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.world import World

CLOCK = Clock(0, 3 * DAY, 5 * DAY)
TAKEN_TO_ITS_END = [LegEnd.RESOLVED, LegEnd.UNRESOLVED]
KEY = ["issue", "contact", "leg"]


# --- ample staff: nobody waits, so a further person or team may change nothing --------------------------------


def ample(agents: int, teams: dict[str, Any] | None = None, scheduling: str = "flat") -> Scenario:
    """Two teams with more people than work at every hour, and everything that luck decides."""
    comes_back = {"probability": 0.7, "delay": "3 h", "channels": {"voice": 1.0, "chat": 1.0, "email": 1.0}}
    common = {"profile": "flat", "answer_within": "1 min", "after_failure": comes_back}
    reason = {"channels": {"voice": 2.0, "chat": 1.0, "email": 1.0}, "handle_time": "6 min", "resolvable": 0.8}
    practice = {"scheduling": scheduling, "hours": "always", "sharing": "weekly"}
    skill = {"service": 0.9, "sales": 0.7}
    world = World.model_validate(
        {
            "kind": "world",
            "title": "ample",
            "currency": "USD",
            "demand": {
                "issues_per_day": 200,
                "profiles": {"flat": [1.0] * 48},
                "busyness": {"cv": 0.2, "correlation": 0.5},
                "campaigns": {
                    "sale": {
                        "start": "week 1 Tue 08:00", "length": "2 days", "run_by": "sales", "uplift": {"offer": 1.0},
                        "about": ["offer"],
                    }
                },
            },
            "channels": {
                "voice": common | {"real_time": True, "patience": {"mean": "2 min", "balk": 0.1}},
                "chat": common | {"real_time": True, "concurrency": 3, "patience": {"mean": "2 min"}},
                "email": common
                | {"real_time": False, "chase": {"probability": 0.5, "tolerance": "1 h", "channels": {"voice": 1.0}}},
            },
            "reasons": {
                "order": reason | {"kind": "service", "share": 3, "next_step": {"offer": 0.1}},
                "offer": reason | {"kind": "sales", "share": 1},
            },
            "people": {
                "groups": {
                    "service_agents": {"count": agents, "wage_per_hour": 20, "proficiency": skill},
                    "sales": {"count": 120, "wage_per_hour": 20, "proficiency": {"service": 0.6, "sales": 1.0}},
                    "it": {"count": 5, "wage_per_hour": 20, "proficiency": {"technical": 1.0}},
                },
                "shifts": {"length": "24 h", "days_per_week": 7, "offline": 0.1, "absence": 0.15},
            },
            "handling": {"cv": 1.2, "slowness": 0.5, "reask_time": "1 min", "concurrency_slowdown": 0.3},
            "triage": {"accuracy": 0.7},
            "handoffs": {
                "delay": "2 min", "loss_per_distance": 0.2, "bounce_per_distance": 0.05, "intake": 0.4, "notices": 0.5,
            },
            "information": {
                "lag_per_distance": dict.fromkeys(("real_time", "daily", "weekly", "none"), "5 h"),
                "uninformed": {"handle_factor": 1.3, "resolution_factor": 0.7},
            },
            "goals": {"resolution": {"pass_on": 0.05}, "revenue": {"pass_on": 0.2, "handle_pressure": 0.9}},
            "costs": {"lost_issue": 1.0},
            "well_run": practice,
        }
    )  # fmt: skip
    answering = {
        "care": {"department": "service", "members": {"service_agents": "100 %"}, "handles": ["service", "sales"]},
        "shop": {"department": "shop", "members": {"sales": "100 %"}, "handles": ["sales"]},
    }
    structure = Structure.model_validate(
        {
            "kind": "structure",
            "title": "ample",
            "departments": {
                "all": {"home_of": ["it"]},
                "service": {"reports_to": "all", "goal": "resolution", "home_of": ["service_agents"]},
                "shop": {"reports_to": "all", "goal": "revenue", "home_of": ["sales"]},
            },
            "teams": teams | answering if teams else answering,
            "owners": {"voice": ["care", "shop"], "chat": ["shop", "care"], "email": "care"},
            "route_by": "reason",
            "practice": practice,
        }
    )
    return Scenario(world, structure, world.well_run)


def assert_nobody_waits(one: Run) -> None:
    legs = one.legs
    served = legs["end"] != LegEnd.OPEN
    assert (legs["started_us"] == legs["joined_us"])[served].all()
    assert legs["end"].isin([LegEnd.PASSED_ON, LegEnd.BOUNCED, LegEnd.OUT_OF_DEPTH, LegEnd.NEXT_STEP]).sum() > 100


@pytest.mark.parametrize("scheduling", ["flat", "fitted", "always"])
def test_one_more_agent_changes_only_who_answers(scheduling: str) -> None:
    before, after = (run(ample(agents, scheduling=scheduling), CLOCK) for agents in (120, 121))
    assert_nobody_waits(before)
    assert_nobody_waits(after)
    assert_same_records(after.records, before.records, ("issues", "contacts"))
    pd.testing.assert_frame_equal(after.legs.drop(columns="agent"), before.legs.drop(columns="agent"))
    assert (after.legs["agent"] != before.legs["agent"]).any()


def test_a_team_that_nobody_reaches_changes_nothing() -> None:
    idle = {"idle": {"department": "all", "members": {"it": "100 %"}}}
    before, after = run(ample(120), CLOCK), run(ample(120, teams=idle), CLOCK)
    assert_nobody_waits(before)
    assert_same_records(after.records, before.records, ("issues", "contacts"))
    moved = after.legs
    served = moved["agent"] >= 0
    assert sum(person.team == 0 for person in after.plan.persons) == 5
    moved.loc[served, "team"] -= 1
    lines = {(line.name, line.teams): i for i, line in enumerate(before.plan.routing.lines)}
    now = [(line.name, tuple(team - 1 for team in line.teams)) for line in after.plan.routing.lines]
    moved["line"] = [lines[now[i]] for i in moved["line"]]
    pd.testing.assert_frame_equal(moved, before.legs)


# --- queues: courses differ, luck does not ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowded() -> tuple[Run, Run]:
    """The shipped center short of people, and a little less so.

    Learning is off: with more people each would have practised less. Nobody is called back: they would not leave.
    """
    few, more = (
        run(shipped("contact-center-owns-all", assignments=[f"people.groups.service_agents.count={n}"],
                    neutralised=["learning", "callback", "interruption"]), CLOCK)
        for n in (32, 38)
    )  # fmt: skip
    assert few.measures["abandonment.voice"] > more.measures["abandonment.voice"] + 0.01
    return few, more


def test_patience_is_the_customers_own(crowded: tuple[Run, Run]) -> None:
    """Whoever leaves in both runs leaves after the same wait; whoever leaves in one is answered sooner in the other."""
    few, more = (_with_waits(one) for one in crowded)
    both = few.merge(more, on=KEY, suffixes=("_few", "_more"))
    both = both[both["channel_few"] == both["channel_more"]]
    left, leaves_too = both["end_few"] == LegEnd.ABANDONED, both["end_more"] == LegEnd.ABANDONED
    assert (left & leaves_too).sum() > 50
    assert (left & ~leaves_too).sum() > 50
    np.testing.assert_array_equal(both["wait_few"][left & leaves_too], both["wait_more"][left & leaves_too])
    assert (both["wait_more"] <= both["wait_few"])[left & ~leaves_too].all()


def _with_waits(one: Run) -> pd.DataFrame:
    """First legs of those who held the line until they were answered or were seen to leave."""
    legs = one.legs[(one.legs["leg"] == 0) & ~one.legs["end"].isin([LegEnd.CLOSED, LegEnd.SILENT])]
    legs = legs[np.array(one.plan.customers.real_time)[legs["channel"]] & ~_marked(legs, Mark.CALLBACK)]
    legs = legs[(legs["started_us"] >= 0) | (legs["ended_us"] >= 0)]
    return legs.assign(wait=legs["started_us"].where(legs["started_us"] >= 0, legs["ended_us"]) - legs["joined_us"])


def _marked(legs: pd.DataFrame, mark: Mark) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (legs["marks"].to_numpy() & int(mark)) > 0
    return found


def test_handle_times_and_outcomes_are_the_issues_own(crowded: tuple[Run, Run]) -> None:
    """First calls taken to their end by the same kind of person last as long and end alike, whoever else waits."""
    few, more = (_first_calls(one) for one in crowded)
    both = few.merge(more, on=["issue", "desk"], suffixes=("_few", "_more"))
    assert len(both) > 1000
    assert (both["started_us_few"] != both["started_us_more"]).mean() > 0.3
    np.testing.assert_array_equal(both["took_few"], both["took_more"])
    np.testing.assert_array_equal(both["end_few"], both["end_more"])


def _first_calls(one: Run) -> pd.DataFrame:
    legs = one.legs[(one.legs["contact"] == 0) & (one.legs["leg"] == 0) & one.legs["end"].isin(TAKEN_TO_ITS_END)]
    legs = legs[~_marked(legs, Mark.OFFERED)]
    single = np.array([line.concurrency == 1 for line in one.plan.routing.lines])[legs["line"]]
    about_a_campaign = {r for team in one.plan.ignorance for r, spans in enumerate(team) if spans}
    legs = legs[single & ~legs["reason"].isin(about_a_campaign)]
    desks = np.array([person.desk for person in one.plan.persons])[legs["agent"]]
    return legs.assign(desk=desks, took=legs["ended_us"] - legs["started_us"])


@pytest.mark.parametrize("structure", ["contact-center-owns-all", "digital-experience-team"])
def test_records_follow_from_the_issues_keys(structure: str) -> None:
    """Handle time and outcome of first legs, worked out anew from key, rule and plan."""
    one = shipped_run(structure, "well_run")
    plan, calls = one.plan, _first_calls(one)
    factor, resolves = Skills(plan).levels(0)
    for row in calls.iloc[::7].itertuples(index=False):
        a, b = int(one.drawn.key_a[row.issue]), int(one.drawn.key_b[row.issue])
        mean, sigma = plan.base_mean[row.channel][row.reason], plan.sigma[row.reason]
        base = random_time(uniform(a, b, place(0, 0, Purpose.HANDLE)), plan.law[row.reason], mean, sigma)
        assert row.took == on_grid(leg_work(base, factor[row.agent, row.reason], 1.0, 1.0, 0.0))
        luck = uniform(a, b, place(0, 0, Purpose.OUTCOME))
        assert row.end == leg_outcome(luck, resolves[row.agent, row.reason], plan.notices)


def test_nobody_returns_with_other_luck(crowded: tuple[Run, Run]) -> None:
    """Who comes back after an unresolved call, where and after how long, hangs on the issue alone."""
    both = _returns(crowded[0]).merge(_returns(crowded[1]), on="issue", suffixes=("_few", "_more"))
    assert len(both) > 100
    np.testing.assert_array_equal(both["channel_few"], both["channel_more"])
    # Who means to come when the channel is closed comes on another day, at a time that hangs on when that was.
    same_day = both["same_day_few"] & both["same_day_more"]
    assert same_day.sum() > 20
    np.testing.assert_array_equal(both["after_few"][same_day], both["after_more"][same_day])


def _returns(one: Run) -> pd.DataFrame:
    """Issues whose first contact was a call of one leg that did not help, with their second contact."""
    contacts = one.contacts
    first = contacts[(contacts["contact"] == 0) & (contacts["end"] == ContactEnd.UNRESOLVED) & (contacts["legs"] == 1)]
    first = first[first["channel"] == one.plan.channels.index("voice")][["issue", "ended_us"]]
    second = contacts[contacts["contact"] == 1][["issue", "channel", "began_us"]]
    both = first.merge(second, on="issue")
    same_day = both["began_us"] // DAY == both["ended_us"] // DAY
    return both.assign(after=both["began_us"] - both["ended_us"], same_day=same_day)


# --- absence ---------------------------------------------------------------------------------------------------


def _seated(care: int) -> Plan:
    """Of 40 alike, so many in the first of two teams, all rostered on every day."""
    scenario = ample(40)
    team = scenario.structure.teams["care"]
    teams = {
        name: team.model_copy(update={"members": {"service_agents": team.members["service_agents"].model_copy(
            update={"percent": None, "people": people})}})
        for name, people in (("care", care), ("shop", 40 - care))
    }  # fmt: skip
    structure = scenario.structure.model_copy(update={"teams": teams})
    return make_plan(replace(scenario, structure=structure), Clock(0, 7 * DAY, 28 * DAY))


def test_absence_is_the_persons_and_not_the_seats() -> None:
    """Ten persons who move to another team are absent on the very same days."""
    one, other = _seated(30), _seated(20)
    moved = [i for i, (a, b) in enumerate(zip(one.persons, other.persons, strict=True)) if a.team != b.team]
    assert len(moved) == 10
    rosters = [attendance(plan, 5, 0).shifts[0] for plan in (one, other)]
    seated = [i for i, person in enumerate(one.persons) if person.team >= 0]
    days = [[{on // DAY for on, _ in roster.of(i)} for i in seated] for roster in rosters]
    assert days[0] == days[1]
    missed = np.array([28 - len(present) for present in days[0]])
    share, n = missed.mean() / 28, missed.size * 28
    assert abs(share - one.absence) < 3.5 * np.sqrt(one.absence * (1 - one.absence) / n)
    assert len({frozenset(present) for present in days[0]}) == 40


def test_absence_hangs_on_seed_and_replication() -> None:
    plan = _seated(30)
    first, again, other, another = (
        attendance(plan, *luck).shifts[0].edges.tolist() for luck in ((5, 0), (5, 0), (5, 1), (6, 0))
    )
    assert first == again
    assert other != first != another
