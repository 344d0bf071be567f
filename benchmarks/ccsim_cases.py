"""The workloads as ccsim's user states them: a World and a Structure; run to the full tables of records."""

import time
from functools import lru_cache
from typing import Any

import numpy as np
from memory import peak_bytes
from workloads import ANSWER_WITHIN_MIN, HALF_HOURS, W1, W2

from ccsim.codes import DAY, HOUR, MINUTE, LegEnd
from ccsim.engine.engines import EngineName, simulate
from ccsim.engine.records import Records
from ccsim.issues import draw_issues
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.scenario.load import assemble_scenario
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.world import World

GROUPS = ("service_agents", "digital_specialists", "marketing")
KINDS = ("service", "sales", "technical", "complaint")
PRACTICE = {"scheduling": "always", "hours": "always", "sharing": "real_time"}
ON_TIME = f"{60 * ANSWER_WITHIN_MIN:g} s"
Result = dict[str, float]


def run_w1(hours: float, seed: int, engine: EngineName = "compiled") -> Result:
    """Erlang A."""
    records, result = _run(w1(), round(hours * HOUR), seed, engine)
    legs = _ended(records)
    in_time = (_wait_min(legs) <= ANSWER_WITHIN_MIN) & (legs["started_us"] >= 0)
    return result | {
        "left": np.mean(legs["end"] == LegEnd.ABANDONED),
        "wait_min": np.mean(_wait_min(legs)),
        "in_time": np.mean(in_time),
    }


def run_w2(days: float, seed: int, engine: EngineName = "compiled") -> Result:
    """The contact center."""
    records, result = _run(w2(), round(days * HALF_HOURS * 30 * MINUTE), seed, engine)
    legs = _ended(records)
    wait = _wait_min(legs)
    for c, channel in enumerate(W2.channels):
        own = (legs["channel"] == c) & (legs["leg"] == 0)
        result[f"wait_min_{channel.name}"] = np.mean(wait[own])
        result[f"left_{channel.name}"] = np.mean(legs["end"][own] == LegEnd.ABANDONED)
    return result | {"wait_min_handed": np.mean(wait[legs["leg"] == 1])}


def run_retailer(days: float, seed: int, engine: EngineName = "compiled") -> Result:
    """The shipped retailer under contact-center-owns-all, every mechanism on."""
    scenario, plan = retailer(round(days * DAY))
    result = _run(scenario, plan.clock.horizon, seed, engine, plan)[1]
    return result | {"cpu_s": result["issues_s"] + result["engine_s"]}


@lru_cache
def retailer(horizon: int) -> tuple[Scenario, Plan]:
    """As in a study, whose plans are made once, and what an engine makes of a plan too; the run that warms up does."""
    scenario = assemble_scenario("contact-center-owns-all", "retailer", "typical", [], [])
    return scenario, make_plan(scenario, Clock(0, horizon, horizon))


def _run(
    scenario: Scenario, horizon: int, seed: int, engine: EngineName, plan: Plan | None = None
) -> tuple[Records, Result]:
    """Plan if there is no plan yet, draw and simulate one replication, and what each of them took."""
    begin = time.process_time()
    plan = plan or make_plan(scenario, Clock(0, horizon, horizon))
    planned = time.process_time()
    issues = draw_issues(scenario.world, horizon, seed, 0, scenario.neutralised)
    drawn = time.process_time()
    records = simulate(plan, issues, seed, 0, engine)
    done = time.process_time()
    tables = (records.issues, records.contacts, records.legs, records.duty)
    return records, {
        "cpu_s": done - begin,
        "peak_bytes": peak_bytes(),
        "customers": len(records.contacts),
        "issues": len(issues),
        "plan_s": planned - begin,
        "issues_s": drawn - planned,
        "engine_s": done - drawn,
        "records_bytes": sum(table.nbytes for table in tables),
    }


def _ended(records: Records) -> dict[str, Any]:
    """Columns of the legs that were answered or abandoned."""
    rows = (records.column("legs", "end") != LegEnd.OPEN) | (records.column("legs", "started_us") >= 0)
    names = ("channel", "leg", "joined_us", "started_us", "ended_us", "end")
    return {name: records.column("legs", name)[rows] for name in names}


def _wait_min(legs: dict[str, Any]) -> Any:
    until = np.where(legs["started_us"] >= 0, legs["started_us"], legs["ended_us"])
    return (until - legs["joined_us"]) / MINUTE


def w1() -> Scenario:
    """One channel, one team."""
    channel = {
        "real_time": True,
        "profile": "flat",
        "answer_within": ON_TIME,
        "patience": {"mean": f"{W1.patience_min} min"},
    }
    reason = {
        "kind": "service",
        "share": 1,
        "channels": {"voice": 1},
        "handle_time": f"{W1.service_min} min",
        "resolvable": 1,
    }
    world = bare_world(
        issues_per_day=24 * W1.arrivals_per_hour,
        profile=[1.0] * 48,
        channels={"voice": channel},
        reasons={"question": reason},
        people={GROUPS[0]: W1.agents},
    )
    team = {"department": "house", "members": {GROUPS[0]: "100 %"}, "handles": ["service"]}
    return bare_scenario(world, {"team": team}, {"voice": ["team"]})


def w2() -> Scenario:
    """Channels, teams and handovers; a second leg is a step of its own, which only the taking team handles."""
    channels, reasons = {}, {}
    back = {"probability": W2.returns, "delay": f"{W2.return_delay_min} min"}
    for kind, c in zip(KINDS, W2.channels, strict=True):
        patient = c.patience_min is None
        channels[c.name] = {
            "real_time": not patient,
            "profile": "day",
            "answer_within": ON_TIME,
            "patience": None if patient else {"mean": f"{c.patience_min} min"},
            "after_abandonment": None if patient else back,
            "after_failure": back,
        }
        reasons[c.name] = {
            "kind": kind,
            "share": c.per_day,
            "channels": {c.name: 1},
            "handle_time": f"{c.service_min} min",
            "resolvable": 1 - W2.unresolved,
            "next_step": {f"{c.name} step": W2.handover},
        }
    for kind, c in zip(KINDS, W2.channels, strict=True):
        reasons[f"{c.name} step"] = {
            "kind": kind,
            "share": 0,
            "handle_time": f"{c.service_min * W2.second_leg} min",
            "resolvable": 1 - W2.unresolved,
        }
    world = bare_world(
        issues_per_day=2 * sum(c.per_day for c in W2.channels),
        profile=list(W2.shape) * 2,
        channels=channels,
        reasons=reasons,
        people=dict(zip(GROUPS, W2.people, strict=True)),
    )
    owners = {c.name: [f"team {t}" for t in c.teams] for c in W2.channels}
    return bare_scenario(world, {f"team {t}": _team(t) for t in range(len(W2.people))}, owners)


def _team(team: int) -> dict[str, Any]:
    """Everybody answers what the routing sends them; only the taking team handles the second step."""
    names = [c.name for c in W2.channels]
    steps = [f"{c.name} step" for c in W2.channels if c.hands_to == team]
    tiers = [["handoffs", "deferred_handoffs"], [names[c] for c in W2.urgent[team]]]
    if W2.other[team]:
        tiers.append([names[c] for c in W2.other[team]])
    return {
        "department": "house",
        "members": {GROUPS[team]: "100 %"},
        "handles": names + steps,
        "tiers": tiers,
    }


def bare_world(
    issues_per_day: float,
    profile: list[float],
    channels: dict[str, Any],
    reasons: dict[str, Any],
    people: dict[str, int],
) -> World:
    """A world with nothing in it but the workload."""
    expert = dict.fromkeys(KINDS, 1)
    groups = {name: {"count": count, "wage_per_hour": 1, "proficiency": expert} for name, count in people.items()}
    lags = dict.fromkeys(("real_time", "daily", "weekly", "none"), "0 s")
    names = {channel["profile"] for channel in channels.values()}
    return World.model_validate(
        {
            "kind": "world",
            "title": "Benchmark",
            "currency": "USD",
            "demand": {
                "issues_per_day": issues_per_day,
                "profiles": dict.fromkeys(names, profile),
                "busyness": {"cv": 0, "correlation": 0},
            },
            "channels": channels,
            "reasons": reasons,
            "people": {
                "groups": groups,
                "shifts": {"length": "8 h", "days_per_week": 5, "offline": 0, "absence": 0},
            },
            "handling": {"law": "exponential"},
            "triage": {"accuracy": 1},
            "handoffs": {"delay": f"{W2.handover_delay_min} min"},
            "information": {"lag_per_distance": lags, "uninformed": {}},
            "goals": {},
            "costs": {"lost_issue": 0},
            "limits": {"contacts": 1000, "legs": 2},
            "well_run": PRACTICE,
        }
    )


def bare_scenario(world: World, teams: dict[str, Any], owners: dict[str, Any], order: str = "longest_wait") -> Scenario:
    practice = PRACTICE | {"queue_order": order}
    structure = Structure.model_validate(
        {
            "kind": "structure",
            "title": "Benchmark",
            "departments": {"house": {}},
            "teams": teams,
            "owners": owners,
            "route_by": "channel",
            "practice": practice,
        }
    )
    return Scenario(world, structure, structure.practice)
