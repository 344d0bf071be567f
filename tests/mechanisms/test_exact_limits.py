"""Where a mechanism has no force, neutralising it changes nothing: the records are the same, number for number.

For a mechanism whose neutral level is absence (nobody leaves, no cost), neutralising also equals a world in which
its inputs are zero. One whose neutral level is a mean or a distance is neutral in a world in which all are alike.
"""

import math
from typing import Any

import pytest

from ccsim.codes import DAY
from ccsim.plan.plan import Clock
from ccsim.scenario.goals import Behaviour
from ccsim.scenario.handoffs import DelayPerDistance
from ccsim.scenario.information import LagPerDistance
from ccsim.scenario.mechanisms import MECHANISMS

from .shipped import CENTER, MARKETING, SHIPPED, TEAM, Changes, Run, run, scenario

CHANNELS = SHIPPED.world.channels
RETURNS = ("after_abandonment", "after_closed", "after_failure")
CLOCK = Clock(warmup=DAY, window=DAY, horizon=3 * DAY)
NO_DELAY = DelayPerDistance(real_time="0 s", deferrable="0 s")
NO_LAG = LagPerDistance(real_time="0 s", daily="0 s", weekly="0 s", none="0 s")
ALIKE = dict.fromkeys(("service", "sales", "technical", "campaign", "complaint"), 0.75)
SAME_GOAL = Behaviour(handle_pressure=0.875, pass_on=0.03125, launch_first=0.25)
"""Halves of halves: their means are exact."""


def returning(*names: str, **new: Any) -> Changes:
    """Changes to these ways of coming back, on every channel that has them."""
    present = [(c, name) for c, channel in CHANNELS.items() for name in names if getattr(channel, name) is not None]
    return {f"channels.{c}.{name}.{key}": value for c, name in present for key, value in new.items()}


ABSENT: dict[str, tuple[str, Changes]] = {
    "busyness": (CENTER, {"demand.busyness.cv": 0.0}),
    "campaigns": (MARKETING, {"demand.campaigns": {}}),
    "triage": (TEAM, {"triage.accuracy": 1.0}),
    "patience": (CENTER, {f"channels.{c}.patience": None for c in CHANNELS}),
    "retry": (CENTER, returning("after_abandonment", "after_closed", probability=0.0)),
    "repeat": (CENTER, returning("after_failure", probability=0.0)),
    "channel_switching": (CENTER, returning(*RETURNS, channels={})),
    "chase": (CENTER, returning("chase", probability=0.0)),
    "absence": (CENTER, {"people.shifts.absence": 0.0}),
    "breadth": (TEAM, {"handling.breadth_cost": 0.0}),
    "concurrency_slowdown": (MARKETING, {"handling.concurrency_slowdown": 0.0}),
}
"""Mechanism → the structure that it is tried in, and the world in which its inputs are zero."""

ALL_ALIKE: dict[str, tuple[str, Changes]] = {
    "skill": (MARKETING, {f"people.groups.{g}.proficiency": ALIKE for g in SHIPPED.world.people.groups}),
    "handoff_friction": (
        CENTER,
        {
            "handoffs.delay_per_distance": NO_DELAY,
            "handoffs.loss_per_distance": 0.0,
            "handoffs.bounce_per_distance": 0.0,
            "handoffs.neutral_distance": 0.0,
        },
    ),
    "information_lag": (MARKETING, {"information.lag_per_distance": NO_LAG}),
    "goals": (MARKETING, {"goals": dict.fromkeys(SHIPPED.world.goals, SAME_GOAL)}),
    "attention": (MARKETING, {"demand.campaigns.spring_sale.launch_hours": 0.0}),
}
"""Mechanism → the structure that it is tried in, and the world in which its neutral level is everybody's."""


def one(structure: str, off: list[str], changes: Changes) -> Run:
    return run(scenario(structure, off, changes=changes), 0, CLOCK)


def assert_same_records(a: Run, b: Run) -> None:
    for table in ("issues", "contacts", "legs", "duty"):
        assert getattr(a.records, table).tolist() == getattr(b.records, table).tolist(), table


def assert_same(a: Run, b: Run) -> None:
    """The same records and the same measures."""
    assert_same_records(a, b)
    assert a.measures.keys() == b.measures.keys()
    for key, number in a.measures.items():
        assert number == b.measures[key] or (math.isnan(number) and math.isnan(b.measures[key])), key


def differ(a: Run, b: Run) -> bool:
    return a.records.legs.tolist() != b.records.legs.tolist()


def test_every_mechanism_has_its_limit() -> None:
    assert sorted([*ABSENT, *ALL_ALIKE]) == sorted(MECHANISMS)


@pytest.mark.parametrize("mechanism", ABSENT)
def test_neutral_equals_inputs_of_zero(mechanism: str) -> None:
    structure, zero = ABSENT[mechanism]
    neutral = one(structure, [mechanism], {})
    assert differ(neutral, one(structure, [], {}))
    assert_same(neutral, one(structure, [], zero))
    assert_same(neutral, one(structure, [mechanism], zero))


@pytest.mark.parametrize("mechanism", ALL_ALIKE)
def test_neutralising_changes_nothing_where_all_are_alike(mechanism: str) -> None:
    structure, alike = ALL_ALIKE[mechanism]
    assert differ(one(structure, [mechanism], {}), one(structure, [], {}))
    assert_same(one(structure, [mechanism], alike), one(structure, [], alike))


@pytest.mark.parametrize("structure", [CENTER, MARKETING])
def test_triage_does_nothing_where_one_line_takes_all_reasons(structure: str) -> None:
    """One team answers every reason, or contacts go by channel and not by reason."""
    assert_same(one(structure, ["triage"], {}), one(structure, [], {}))


def test_nobody_changes_channel_without_switching_and_chasing() -> None:
    both_off = one(CENTER, ["channel_switching", "chase"], {})
    assert both_off.measures["contacts_per_issue"] > 1
    assert both_off.measures["channel_switches_per_issue"] == 0


def test_launches_in_one_week_add_up() -> None:
    """Two launches of 80 hours take from answering what one of 160 takes."""
    sale = SHIPPED.world.demand.campaigns["spring_sale"]
    quiet = {"start": DAY, "uplift": {}, "about": ()}
    half, whole = (sale.model_copy(update=quiet | {"launch_hours": hours}) for hours in (80.0, 160.0))
    two = one(MARKETING, [], {"demand.campaigns": {"spring_sale": half, "second": half}})
    assert_same_records(two, one(MARKETING, [], {"demand.campaigns": {"spring_sale": whole}}))
    assert differ(two, one(MARKETING, [], {"demand.campaigns": {"spring_sale": half}}))


def test_goals_leave_launches_to_attention() -> None:
    """A goal's `launch_first` is attention's: with goals neutral, neutralising attention still changes the records."""
    assert differ(one(MARKETING, ["goals", "attention"], {}), one(MARKETING, ["goals"], {}))
