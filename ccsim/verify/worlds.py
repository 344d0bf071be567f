"""A queueing system as a world and a structure: classes become reasons and channels, pools become teams."""

from dataclasses import replace
from typing import Any

from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.vocabulary import CHANNELS, GROUPS
from ccsim.scenario.world import World
from ccsim.verify.rhythms import profile_of
from ccsim.verify.systems import Again, CaseError, Class, Law, System

MOST_CONTACTS, MOST_LEGS = 1_000_000, 60
"""Caps so wide that no issue of a case meets them."""
NO_LAG = {"real_time": "0 s", "daily": "0 s", "weekly": "0 s", "none": "0 s"}
PRACTICE = {"scheduling": "always", "hours": "always", "sharing": "real_time", "shift_end": "first_free"}


def scenario_of(system: System) -> Scenario:
    """The scenario that says what the system says, in the consultant's words."""
    if len(_channels(system)) > len(CHANNELS) or len(system.pools) > len(GROUPS):
        raise CaseError(f"at most {len(CHANNELS)} classes of their own priority or owner, and {len(GROUPS)} pools")
    try:
        world, structure = World.model_validate(_world(system)), Structure.model_validate(_structure(system))
    except ValueError as error:
        raise CaseError(f"no scenario says this: {' '.join(str(error).split())}") from error
    return Scenario(world, structure, structure.practice)


def _channels(system: System) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Channels by name, each with the classes that come on it."""
    every = range(len(system.classes))
    groups = [tuple(every)] if system.one_channel else [(i,) for i in every]
    return tuple((CHANNELS[c] if c < len(CHANNELS) else str(c), group) for c, group in enumerate(groups))


def _channel_of(system: System, kind: int) -> str:
    return next(name for name, group in _channels(system) if kind in group)


def minutes(value: float) -> str:
    """A duration of the engine as a scenario writes it, to the microsecond."""
    return f"{value * 60_000:.3f} ms"


# --- the world -------------------------------------------------------------------------------------------


def _world(system: System) -> dict[str, Any]:
    return {
        "kind": "world",
        "title": "a case of queueing theory",
        "currency": "USD",
        "demand": {
            "issues_per_day": system.cycle_contacts(),
            "profiles": {"all": profile_of(system.rhythm)},
            "busyness": {"cv": system.busyness_cv, "correlation": 0.0},
        },
        "channels": {name: _channel(system, c) for c, (name, _) in enumerate(_channels(system))},
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


def _channel(system: System, number: int) -> dict[str, Any]:
    """A channel with what its classes share; words that a case does not need are left out."""
    kind = system.classes[_channels(system)[number][1][0]]
    patience = None
    if kind.patience is not None:
        patience = _law(kind.patience.time, system.pace) | {"balk": kind.patience.balk}
    returns = {"after_failure": system.after_failure and replace(system.after_failure, probability=1.0)}
    returns |= {"after_blocked": system.after_blocked, "after_abandonment": system.after_abandonment}
    channel = {
        "real_time": not kind.deferrable,
        "profile": "all",
        "concurrency": system.concurrency,
        "answer_within": minutes(system.within_s / 60 * system.pace),
        "patience": patience,
        **{word: _again(way, system.pace) for word, way in returns.items() if way is not None},
    }
    return channel | ({"trunks": system.trunks[number]} if system.trunks else {})


def _again(way: Again, pace: float) -> dict[str, Any]:
    return {"probability": way.probability, "delay": minutes(way.delay_min * pace)}


def _law(time: Law, pace: float) -> dict[str, Any]:
    words: dict[str, Any] = {"mean": minutes(time.mean_min * pace), "law": "exponential"}
    return words if time.cv is None else words | {"law": "lognormal", "cv": time.cv}


def _reason(system: System, i: int) -> dict[str, Any]:
    kind = system.classes[i]
    law = {"law": "exponential"} if kind.handle_cv is None else {"law": "lognormal", "cv": kind.handle_cv}
    return law | {
        "kind": "service",
        "share": kind.arrival_per_min,
        "channels": {_channel_of(system, i): 1.0},
        "handle_time": minutes(_fastest(kind) * system.pace),
        "resolvable": 1.0 - system.after_failure.probability if system.after_failure else 1.0,
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
        "owners": {name: [f"pool{p + 1}" for p in system.classes[group[0]].tries] for name, group in _channels(system)},
        "route_by": "channel",
        "practice": PRACTICE | ({"interrupt": True} if system.interrupts else {}),
    }


def _team(system: System, pool: int) -> dict[str, Any]:
    """Handoffs stand in the last tier beside its channels: where there are any, first come is first served."""
    takes = system.pools[pool].takes
    *tiers, last = [list(dict.fromkeys(_channel_of(system, c) for c in tier)) for tier in takes]
    return {
        "department": "all",
        "members": {GROUPS[pool]: "100 %"},
        "handles": [_name(c) for tier in takes for c in tier],
        "tiers": [*tiers, [*last, "handoffs"]],
    }
