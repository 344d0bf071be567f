"""A queueing system as a world and a structure: classes become channels and reasons, pools become teams."""

from typing import Any

from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.vocabulary import CHANNELS, GROUPS
from ccsim.scenario.world import World
from ccsim.verify.systems import CaseError, Class, Law, System

MINUTES_A_DAY = 1440
MOST_CONTACTS, MOST_LEGS = 1_000_000, 60
"""Caps so wide that no issue of a case meets them."""
NO_LAG = {"real_time": "0 s", "daily": "0 s", "weekly": "0 s", "none": "0 s"}
PRACTICE = {"scheduling": "always", "hours": "always", "sharing": "real_time"}


def scenario_of(system: System) -> Scenario:
    """The scenario that says what the system says, in the consultant's words."""
    if len(system.classes) > len(CHANNELS) or len(system.pools) > len(GROUPS):
        raise CaseError(f"at most {len(CHANNELS)} classes and {len(GROUPS)} pools")
    world = World.model_validate(_world(system))
    return Scenario(world, Structure.model_validate(_structure(system)), world.well_run)


def minutes(value: float) -> str:
    """A duration as a scenario writes it, to the microsecond."""
    return f"{value * 60_000:.3f} ms"


# --- the world -------------------------------------------------------------------------------------------


def _world(system: System) -> dict[str, Any]:
    return {
        "kind": "world",
        "title": "a case of queueing theory",
        "currency": "USD",
        "demand": {
            "issues_per_day": sum(c.arrival_per_min for c in system.classes) * MINUTES_A_DAY,
            "profiles": {"flat": [1.0] * 48},
            "busyness": {"cv": 0.0, "correlation": 0.0},
        },
        "channels": {CHANNELS[i]: _channel(system, c) for i, c in enumerate(system.classes)},
        "reasons": {_name(i): _reason(system, i) for i in range(len(system.classes))},
        "people": {
            "groups": {GROUPS[p]: _group(system, p) for p in range(len(system.pools))},
            "shifts": {"length": "8 h", "days_per_week": 5, "offline": 0.0, "absence": 0.0},
        },
        "handling": {"slowness": _slowness(system), "concurrency_slowdown": system.slowdown},
        "triage": {"accuracy": 1.0},
        "handoffs": {},
        "information": {"lag_per_distance": NO_LAG, "uninformed": {}},
        "goals": {},
        "costs": {"lost_issue": 0.0},
        "limits": {"contacts": MOST_CONTACTS, "legs": MOST_LEGS},
        "well_run": PRACTICE,
    }


def _channel(system: System, kind: Class) -> dict[str, Any]:
    returns = {"probability": 1.0, "delay": minutes(system.return_delay_min)} if system.unresolved else None
    patience = None
    if kind.patience is not None:
        patience = _law(kind.patience.time) | {"balk": kind.patience.balk}
    return {
        "real_time": True,
        "profile": "flat",
        "concurrency": system.concurrency,
        "answer_within": minutes(system.within_s / 60),
        "patience": patience,
        "after_failure": returns,
    }


def _law(time: Law) -> dict[str, Any]:
    words: dict[str, Any] = {"mean": minutes(time.mean_min), "law": "exponential"}
    return words if time.cv is None else words | {"law": "lognormal", "cv": time.cv}


def _reason(system: System, i: int) -> dict[str, Any]:
    kind = system.classes[i]
    law = {"law": "exponential"} if kind.handle_cv is None else {"law": "lognormal", "cv": kind.handle_cv}
    return law | {
        "kind": "service",
        "share": kind.arrival_per_min,
        "channels": {CHANNELS[i]: 1.0},
        "handle_time": minutes(_fastest(kind)),
        "resolvable": 1.0 - system.unresolved,
        "next_step": {_name(j): p for j, p in enumerate(kind.transfers)},
    }


def _name(i: int) -> str:
    return f"class{i + 1}"


# --- people: who is slower at a class than its fastest pool is less proficient -------------------------------


def _fastest(kind: Class) -> float:
    return min(kind.handle_min[p] for p in kind.tries)


def _slowness(system: System) -> float:
    """Twice what the slowest pool needs, so that proficiency stays between a half and one."""
    return 2.0 * max(c.handle_min[p] / _fastest(c) - 1.0 for c in system.classes for p in c.tries)


def _group(system: System, pool: int) -> dict[str, Any]:
    slowness = _slowness(system)
    skill = {
        _name(i): 1.0 - (c.handle_min[pool] / _fastest(c) - 1.0) / slowness if slowness else 1.0
        for i, c in enumerate(system.classes)
        if pool in c.tries
    }
    return {"count": system.pools[pool].agents, "wage_per_hour": 0.0, "proficiency": skill}


# --- the structure ---------------------------------------------------------------------------------------


def _structure(system: System) -> dict[str, Any]:
    teams = range(len(system.pools))
    return {
        "kind": "structure",
        "title": "a case of queueing theory",
        "departments": {"all": {}},
        "teams": {f"pool{p + 1}": _team(system, p) for p in teams},
        "owners": {CHANNELS[i]: [f"pool{p + 1}" for p in c.tries] for i, c in enumerate(system.classes)},
        "route_by": "channel",
        "practice": PRACTICE,
    }


def _team(system: System, pool: int) -> dict[str, Any]:
    """Handoffs stand in the last tier beside its channels: where there are any, first come is first served."""
    *tiers, last = [[CHANNELS[c] for c in tier] for tier in system.pools[pool].takes]
    return {
        "department": "all",
        "members": {GROUPS[pool]: "100 %"},
        "handles": [_name(c) for tier in system.pools[pool].takes for c in tier],
        "tiers": [*tiers, [*last, "handoffs"]],
    }
