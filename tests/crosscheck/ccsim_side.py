"""The cross-check's contact center as ccsim states it, and its measures as ccsim's records tell them.

Two channels, three reasons and three teams in a steady state: no calendar, always open, everybody always on duty.
"""

from functools import partial, reduce
from operator import getitem
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY, MINUTE, ContactEnd, IssueEnd
from ccsim.engine.records import Records
from ccsim.engine.simpy_engine import simulate as run_engine
from ccsim.issues import draw_issues
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.world import World

Column = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Change = tuple[str, Any]
"""Path of a value in the scenario, such as `world.handoffs.delay`, and what it becomes."""

FOLLOW_UP = DAY
"""After the window, so that issues of the window end: twelve times the mean delay until a repeat."""
PER_MIN = {
    "billing": {"voice": 1.0, "chat": 0.4},
    "fault": {"voice": 0.5, "chat": 0.3},
}
PRACTICE = {"scheduling": "always", "hours": "always", "sharing": "real_time"}
NO_LAG = dict.fromkeys(("real_time", "daily", "weekly", "none"), "0 s")


def simulate(seed: int, warmup_min: float, window_min: float, change: Change | None = None) -> dict[str, float]:
    """Measures of one replication, of what begins in the window after the warm-up."""
    scenario = scenario_of(change)
    warmup, window = round(warmup_min * MINUTE), round(window_min * MINUTE)
    plan = make_plan(scenario, Clock(warmup, window, warmup + window + FOLLOW_UP))
    issues = draw_issues(scenario.world, plan.clock.horizon, seed, replication=0)
    return Reading(plan, run_engine(plan, issues, seed, replication=0)).measures()


# --- the scenario ----------------------------------------------------------------------------------------


def scenario_of(change: Change | None = None) -> Scenario:
    """World and structure, with one value of either changed."""
    said = {"world": _world(), "structure": _structure()}
    if change is not None:
        *path, last = change[0].split(".")
        reduce(getitem, path, said)[last] = change[1]
    world = World.model_validate(said["world"])
    return Scenario(world, Structure.model_validate(said["structure"]), world.well_run)


def _world() -> dict[str, Any]:
    return {
        "kind": "world",
        "title": "a steady contact center",
        "currency": "USD",
        "demand": {
            "issues_per_day": sum(sum(by_channel.values()) for by_channel in PER_MIN.values()) * (DAY // MINUTE),
            "profiles": {"flat": [1.0] * 48},
            "busyness": {"cv": 0.0, "correlation": 0.0},
        },
        "channels": {"voice": _channel("3 min"), "chat": _channel("5 min")},
        "reasons": {
            "billing": _reason("5 min", 0.95, PER_MIN["billing"]) | {"next_step": {"approval": 0.12}},
            "fault": _reason("8 min", 0.9, PER_MIN["fault"]),
            "approval": _reason("6 min", 0.96, {}),
        },
        "people": {
            "groups": {
                "service_agents": _group(8, billing=0.9),
                "digital_specialists": _group(11, billing=0.7, fault=0.85),
                "back_office": _group(3, approval=0.95),
            },
            "shifts": {"length": "8 h", "days_per_week": 5, "offline": 0.0, "absence": 0.0},
        },
        "handling": {"law": "lognormal", "cv": 1.0, "slowness": 0.8},
        "triage": {"accuracy": 1.0},
        "handoffs": {"delay": "1 min"},
        "information": {"lag_per_distance": NO_LAG, "uninformed": {}},
        "goals": {"resolution": {}},
        "costs": {"lost_issue": 0.0},
        "limits": {"contacts": 6},
        "well_run": PRACTICE,
    }


def _channel(patience: str) -> dict[str, Any]:
    return {
        "real_time": True,
        "profile": "flat",
        "answer_within": "20 s",
        "patience": {"mean": patience, "law": "exponential"},
        "after_abandonment": {"probability": 0.5, "delay": "10 min"},
        "after_failure": {"probability": 0.7, "delay": "120 min"},
    }


def _reason(handle_time: str, resolvable: float, per_min: dict[str, float]) -> dict[str, Any]:
    return {
        "kind": "service",
        "share": sum(per_min.values()),
        "channels": per_min,
        "handle_time": handle_time,
        "resolvable": resolvable,
    }


def _group(count: int, **proficiency: float) -> dict[str, Any]:
    return {"count": count, "wage_per_hour": 0.0, "proficiency": proficiency}


def _structure() -> dict[str, Any]:
    return {
        "kind": "structure",
        "title": "three teams",
        "departments": {"all": {"goal": "resolution"}},
        "teams": {
            "front": _team("service_agents", "billing"),
            "tech": _team("digital_specialists", "billing", "fault"),
            "office": _team("back_office", "approval"),
        },
        "owners": {"voice": ["front", "tech"], "chat": ["tech", "front"]},
        "route_by": "reason",
        "practice": PRACTICE,
    }


def _team(group: str, *handles: str) -> dict[str, Any]:
    return {
        "department": "all",
        "members": {group: "100 %"},
        "handles": handles,
        "tiers": [["handoffs"], ["voice"], ["chat"]],
    }


# --- what the records say --------------------------------------------------------------------------------


class Reading:
    """The measures that the three programs share, from the tables of one replication."""

    def __init__(self, plan: Plan, records: Records) -> None:
        self.plan = plan
        self.start, self.end = plan.clock.warmup, plan.clock.warmup + plan.clock.window
        self.issue = partial(records.column, "issues")
        self.contact = partial(records.column, "contacts")
        self.leg = partial(records.column, "legs")
        self.duty = partial(records.column, "duty")

    def measures(self) -> dict[str, float]:
        """By the names that all programs use."""
        mine = self._within(self.issue("arise_us"))
        first_of_mine = (self.contact("contact") == 0) & mine[self.contact("issue")]
        channels, office = ("voice", "chat"), self.plan.routing.handoff_line[self.plan.teams.index("office")]
        return {
            **{f"wait_min.{name}": self._wait_min(self._first_legs(name)) for name in channels},
            "wait_min.office": self._wait_min(np.isin(self.leg("line"), office)),
            **{f"abandonment.{name}": self._abandonment(name) for name in channels},
            "fcr": float(np.mean(self.contact("end")[first_of_mine] == ContactEnd.RESOLVED)),
            "contacts_per_issue": float(np.mean(self.issue("contacts")[mine])),
            "resolved": float(np.mean(self.issue("end")[mine] == IssueEnd.RESOLVED)),
            **{f"occupancy.{name}": self._occupancy(t) for t, name in enumerate(self.plan.teams)},
        }

    def _within(self, at: Column) -> Mask:
        inside: Mask = (at >= self.start) & (at < self.end)
        return inside

    def _first_legs(self, channel: str) -> Mask:
        first: Mask = (self.leg("leg") == 0) & (self.leg("channel") == self.plan.channels.index(channel))
        return first

    def _wait_min(self, chosen: Mask) -> float:
        """Mean time in queue of the chosen legs that joined within the window; of who left too."""
        chosen = chosen & self._within(self.leg("joined_us"))
        joined, started, ended = (self.leg(name)[chosen] for name in ("joined_us", "started_us", "ended_us"))
        return float(np.mean(np.where(started >= 0, started, ended) - joined)) / MINUTE

    def _abandonment(self, channel: str) -> float:
        """Share of the channel's contacts that end by leaving a line, whichever it is."""
        mine = (self.contact("channel") == self.plan.channels.index(channel)) & self._within(self.contact("began_us"))
        return float(np.mean(self.contact("end")[mine] == ContactEnd.ABANDONED))

    def _occupancy(self, team: int) -> float:
        """Time in hand within the window, over time on duty within it."""
        mine = (self.leg("team") == team) & (self.leg("started_us") >= 0)
        ended = np.where(self.leg("ended_us") >= 0, self.leg("ended_us"), self.plan.clock.horizon)
        agents = np.array([person.team == team for person in self.plan.persons])[self.duty("agent")]
        on_duty = self._overlap(self.duty("on_us")[agents], self.duty("off_us")[agents])
        return self._overlap(self.leg("started_us")[mine], ended[mine]) / on_duty

    def _overlap(self, start: Column, end: Column) -> int:
        """Length of all intervals' parts within the window."""
        return int(np.maximum(np.minimum(end, self.end) - np.maximum(start, self.start), 0).sum())
