"""Laws at the edges: caps, mixed concurrency, steps in circles, channels and hours that nobody keeps."""

import pickle
from typing import Any

import numpy as np
import pytest
from identities import caps_are_kept
from runs import Run, run, within

from ccsim.codes import DAY, IssueEnd
from ccsim.measures.cohort import share
from ccsim.plan.plan import Clock
from ccsim.scenario.checks import check_structure, check_together, check_world
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.world import World

CLOCK = Clock(0, 2 * DAY, 4 * DAY)
PRACTICE = {"scheduling": "always", "hours": "always", "sharing": "real_time"}
CHAT = {"real_time": True, "profile": "flat", "answer_within": "1 min"}
EMAIL = {"real_time": False, "profile": "flat", "answer_within": "1 h"}


def world(channels: dict[str, Any], reasons: dict[str, Any], **changes: Any) -> World:
    reason = {"kind": "service", "share": 1, "handle_time": "6 min", "resolvable": 1.0}
    lags = dict.fromkeys(("real_time", "daily", "weekly", "none"), "0 s")
    skilled = {"count": 2, "wage_per_hour": 1, "proficiency": {"service": 1.0}}
    parts = {
        "kind": "world",
        "title": "small",
        "currency": "USD",
        "demand": {
            "issues_per_day": 300,
            "profiles": {"flat": [1.0] * 48},
            "busyness": {"cv": 0, "correlation": 0},
        },
        "channels": channels,
        "reasons": {name: reason | spec for name, spec in reasons.items()},
        "people": {
            "groups": {"service_agents": skilled},
            "shifts": {"length": "8 h", "days_per_week": 5, "offline": 0, "absence": 0},
        },
        "handling": {},
        "triage": {"accuracy": 1.0},
        "handoffs": {},
        "information": {"lag_per_distance": lags, "uninformed": {}},
        "goals": {"resolution": {}},
        "costs": {"lost_issue": 0},
        "well_run": PRACTICE,
    }
    return World.model_validate(parts | changes)


def structure(owned: tuple[str, ...], practice: dict[str, Any] = PRACTICE) -> Structure:
    return Structure.model_validate(
        {
            "kind": "structure",
            "title": "small",
            "departments": {"service": {"goal": "resolution", "home_of": ["service_agents"]}},
            "teams": {"care": {"department": "service", "members": {"service_agents": "100 %"}, "handles": "all"}},
            "owners": dict.fromkeys(owned, "care"),
            "route_by": "channel",
            "practice": practice,
        }
    )


def simulated(made: World, owned: tuple[str, ...]) -> Run:
    return run(Scenario(made, structure(owned), made.well_run), CLOCK)


def test_a_chase_and_a_return_keep_to_the_cap_together() -> None:
    returns = {"probability": 1.0, "delay": "4 h"}
    chase = {"probability": 1.0, "tolerance": "1 h", "channels": {"email": 1.0}}
    channels = {"email": EMAIL | {"after_failure": returns, "chase": chase}}
    reasons = {"order": {"channels": {"email": 1.0}, "resolvable": 0.2}}
    caps_are_kept(simulated(world(channels, reasons, limits={"contacts": 3}), ("email",)))


def test_a_line_keeps_its_own_concurrency_beside_a_wider_one() -> None:
    """Slots of two chats and of three messages: who holds two chats holds no third contact."""
    channels = {"chat": CHAT | {"concurrency": 2}, "messaging": CHAT | {"concurrency": 3}}
    made = simulated(world(channels, {"order": {"channels": {"chat": 1.0, "messaging": 1.0}}}), ("chat", "messaging"))
    legs = made.legs[made.legs["started_us"] >= 0]
    limit = np.array([line.concurrency for line in made.plan.routing.lines])[legs["line"]]
    ends = legs["ended_us"].where(legs["ended_us"] >= 0, CLOCK.horizon)
    for agent in (0, 1):
        mine = legs["agent"] == agent
        begins, until, most = (np.asarray(column)[mine] for column in (legs["started_us"], ends, limit))
        for now in begins:
            held = (begins <= now) & (now < until)
            assert held.sum() <= most[held].min()


def test_what_did_not_happen_is_minus_one() -> None:
    """As records.py says: -1 stands for what did not happen."""
    made = simulated(world({"voice": CHAT}, {"order": {"channels": {"voice": 1.0}}}), ("voice",))
    still = made.issues[made.issues["end"] == IssueEnd.OPEN]
    assert len(still) > 0
    assert (still["ended_us"] == -1).all()


def test_measures_take_no_longer_for_steps_in_circles() -> None:
    reasons = {r: {"channels": {"voice": 1.0}, "next_step": {s: 0.3 for s in "abc" if s != r}} for r in "abc"}
    made = simulated(world({"voice": CHAT}, reasons, limits={"legs": 40}), ("voice",))
    with within(2.0):
        assert 0.0 < made.measures["fcr_static"] < 1.0


def test_customers_cannot_return_to_a_channel_that_nobody_owns() -> None:
    """The check refuses it, or they substitute or are lost; but they do not wait for ever where no team looks."""
    returns = {"probability": 1.0, "delay": "10 min", "channels": {"email": 1.0}}
    channels = {"voice": CHAT | {"after_failure": returns}, "email": EMAIL}
    made, owner = world(channels, {"order": {"channels": {"voice": 1.0}, "resolvable": 0.5}}), structure(("voice",))
    if not [*check_world(made), *check_structure(owner), *check_together(owner, made)]:
        lines = simulated(made, ("voice",)).plan.routing.lines
        assert all(line.teams for line in lines)


def test_a_team_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="no day is open"):
        structure(("voice",), PRACTICE | {"scheduling": "flat", "hours": {"daily": "closed"}})


def test_a_ratio_survives_the_way_between_processes() -> None:
    one = share(2, 3)
    again = pickle.loads(pickle.dumps(one))
    assert (again, again.over) == (one, one.over) == (2 / 3, 3.0)
