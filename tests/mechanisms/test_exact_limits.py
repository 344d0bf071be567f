"""Where a mechanism has no force, neutralising it changes nothing: the records are the same, number for number.

For a mechanism whose neutral level is absence (nobody leaves, no cost) or a practice, neutralising also equals its
parameters at their null value. One whose neutral level is a mean, a distance or one team for all is neutral where all
are alike.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from ccsim.codes import DAY, HOUR
from ccsim.plan.plan import Clock
from ccsim.scenario.goals import Behaviour
from ccsim.scenario.handoffs import DelayPerDistance
from ccsim.scenario.information import LagPerDistance
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.neutral import POOL
from ccsim.scenario.placement import ALL
from ccsim.scenario.structure import Department, Rotation, Team, Trigger

from .shipped import CENTER, MARKETING, NONE, SHIPPED, TEAM, Changes, Run, run, scenario, structure

CHANNELS = SHIPPED.world.channels
RETURNS = ("after_abandonment", "after_closed", "after_failure", "after_blocked")
HELPED = structure("head-of-cx-owns-all").structure.overflow
INCIDENT = "demand.incidents.payment_outage"
CLOCK = Clock(warmup=12 * HOUR, window=DAY, horizon=2 * DAY)
CLOCKS = {"attrition": Clock(warmup=6 * DAY, window=2 * DAY, horizon=8 * DAY)}
"""Who leaves does so at the end of a week."""
NO_DELAY = DelayPerDistance(real_time="0 s", deferrable="0 s")
NO_LAG = LagPerDistance(real_time="0 s", daily="0 s", weekly="0 s", none="0 s")
ALIKE = dict.fromkeys(("service", "sales", "technical", "campaign", "complaint"), 0.75)
SAME_GOAL = Behaviour(handle_pressure=0.875, pass_on=0.03125, offers=0.25, launch_first=0.25)
"""Halves of halves: their means are exact."""


def returning(*names: str, **new: Any) -> Changes:
    """Changes to these ways of coming back, on every channel that has them."""
    present = [(c, name) for c, channel in CHANNELS.items() for name in names if getattr(channel, name) is not None]
    return {f"channels.{c}.{name}.{key}": value for c, name in present for key, value in new.items()}


@dataclass(frozen=True)
class Limit:
    """Where a mechanism is tried, and what takes its force away."""

    structure: str
    null: Changes
    """Its parameters at the value at which it does nothing."""
    given: Changes = field(default_factory=dict)
    """Holds throughout: what makes it act within a few days."""
    practice: str = "well_run"
    apart: tuple[str, ...] = ()
    """Measures that one side has and the other has not."""


def in_all(table: str, key: str, value: Any, names: Iterable[str]) -> Changes:
    """One key of every entry of a table."""
    return {f"{table}.{name}.{key}": value for name in names}


GROUPS = SHIPPED.world.people.groups
ALL_IN_ONE = {
    "structure.departments": {POOL: Department(home_of=tuple(GROUPS))},
    "structure.teams": {POOL: Team(department=POOL, members=dict.fromkeys(GROUPS, ALL), handles=("all",))},
    "structure.owners": dict.fromkeys(CHANNELS, (POOL,)),
    **in_all("reasons", "authority", None, ("refund_approval", "carrier_trace", "fault_repair")),
}
"""One department with one team for everything; its name shows in the measures' keys."""
OFTEN = Rotation(group="marketing", through="center", every="1 days", training="1 h")
SELDOM = OFTEN.model_copy(update={"every": 500 * DAY})
BUSY = {"demand.issues_per_day": 3200.0}

ABSENT: dict[str, Limit] = {
    "busyness": Limit(CENTER, {"demand.busyness.cv": 0.0}),
    "campaigns": Limit(MARKETING, {"demand.campaigns": {}}),
    "triage": Limit(TEAM, {"triage.accuracy": 1.0}),
    "patience": Limit(CENTER, {f"channels.{c}.patience": None for c in CHANNELS}),
    "retry": Limit(CENTER, returning("after_abandonment", "after_closed", "after_blocked", probability=0.0)),
    "repeat": Limit(CENTER, returning("after_failure", probability=0.0)),
    "channel_switching": Limit(CENTER, returning(*RETURNS, channels={})),
    "chase": Limit(CENTER, returning("chase", probability=0.0)),
    "absence": Limit(CENTER, {"people.shifts.absence": 0.0}),
    "breadth": Limit(TEAM, {"handling.breadth_cost": 0.0}),
    "concurrency_slowdown": Limit(MARKETING, {"handling.concurrency_slowdown": 0.0}),
    "channels_offered": Limit(
        "limited-channels", {f"structure.owners.{c}": ("center",) for c in CHANNELS if c not in ("voice", "store")}
    ),
    "self_service": Limit("it-owns", {"self_service.uses": 0.0}, apart=("containment", "true_containment")),
    "hours": Limit(
        MARKETING,
        {"practice.hours": SHIPPED.world.well_run.hours, "practice.teams.digital.hours": None},
        practice="typical",
    ),
    "scheduling": Limit(MARKETING, {"practice.teams.digital.scheduling": None}, practice="typical"),
    "callback": Limit(
        "operations-owns", {"practice.callbacks": SHIPPED.world.well_run.callbacks}, BUSY, practice="typical"
    ),
    "overflow": Limit("head-of-cx-owns-all", in_all("structure.overflow", "after", 500 * DAY, HELPED), BUSY),
    "queue_discipline": Limit(
        "sales-and-marketing-owns",
        {"structure.priority": (), "practice.agent_choice": "longest_idle"},
        practice="typical",
    ),
    "interruption": Limit("it-owns", {"practice.interrupt": True}, practice="typical"),
    "trunks": Limit(CENTER, {"channels.voice.trunks": 100_000}, {"channels.voice.trunks": 20}),
    "silent_abandonment": Limit(MARKETING, {"channels.chat.silent": 0.0}, BUSY, practice="typical"),
    "handoff_style": Limit(MARKETING, {"practice.handoffs": "warm"}, practice="typical"),
    "shared_platform": Limit("all-channels-are-one", {"practice.platform": "separate"}, practice="typical"),
    "governance": Limit("governed-operations", {"structure.governance": 0}),
    "span": Limit(CENTER, {"handoffs.span_per_team": 0.0}),
    "vendor": Limit("outsourced", {"structure.departments.vendor.company": None}),
    "staggering": Limit(MARKETING, in_all("demand.campaigns", "waves", 1, SHIPPED.world.demand.campaigns)),
    "learning": Limit(TEAM, {"learning.exponent": 0.0}),
    "attrition": Limit(
        CENTER,
        in_all("people.groups", "attrition_per_year", 0.0, GROUPS),
        in_all("people.groups", "attrition_per_year", 5.0, GROUPS),
    ),
    "cross_training": Limit("digital-first-omnichannel", {"practice.cross_training": 0}, practice="typical"),
    "rotation": Limit(
        "marketing-rotation",
        {"structure.rotations": (SELDOM,)},
        {"structure.rotations": (OFTEN,), "learning.exponent": 0.0},
    ),
    "knowledge": Limit(TEAM, {f"knowledge.{gain}": 0.0 for gain in ("playbook_gain", "triage_gain", "bot_gain")}),
    "outages": Limit(CENTER, {"outages.web_platform.every": 500_000 * DAY}, {"outages.web_platform.every": 6 * HOUR}),
    "incidents": Limit(
        CENTER, {f"{INCIDENT}.issues_per_hour": {"billing_payment": 0.0}}, {f"{INCIDENT}.every": 6 * HOUR}
    ),
    "outbound": Limit("profit-center", {"revenue.outbound.leads": 0.0}),
    "purchase_patience": Limit(CENTER, {"revenue.purchase_patience": None}),
    "complaints": Limit(CENTER, {"complaints.probability": 0.0}),
    "deflection": Limit(CENTER, {"channels.social.deflection.share": 0.0}),
    "transition": Limit(
        "marketing-owns-all-digital",
        {"structure.transition.when": Trigger(complaints_above=1.0)},
        {"structure.transition.when": Trigger(date="week 1 Tue 00:00")},
    ),
}
"""Mechanisms whose neutral level is absence, or a practice that can be written into the structure."""

ALL_ALIKE: dict[str, Limit] = {
    "skill": Limit(MARKETING, in_all("people.groups", "proficiency", ALIKE, GROUPS)),
    "handoff_friction": Limit(
        CENTER,
        {
            "handoffs.delay_per_distance": NO_DELAY,
            "handoffs.loss_per_distance": 0.0,
            "handoffs.bounce_per_distance": 0.0,
            "handoffs.neutral_distance": 0.0,
        },
    ),
    "information_lag": Limit(MARKETING, {"information.lag_per_distance": NO_LAG}),
    "goals": Limit(MARKETING, {"goals": dict.fromkeys(SHIPPED.world.goals, SAME_GOAL)}),
    "attention": Limit(MARKETING, {"demand.campaigns.spring_sale.launch_hours": 0.0}),
    "offers": Limit(MARKETING, {"goals": dict.fromkeys(SHIPPED.world.goals, SAME_GOAL)}),
    "insight": Limit(CENTER, {"handoffs.removal_lag_per_distance": 0}),
    "pooling": Limit("channel-silos", ALL_IN_ONE),
}
"""Mechanisms whose neutral level is one for all, in a world or structure in which all are alike."""


def one(structure: str, off: list[str], changes: Changes, practice: str = "well_run", clock: Clock = CLOCK) -> Run:
    return run(scenario(structure, off, practice, changes), 0, clock)


def tried(mechanism: str, limit: Limit, *, off: bool, null: bool) -> Run:
    """One run of a limit, with the mechanism neutralised or not, and its parameters at their null value or not."""
    changes = {**limit.given, **(limit.null if null else NONE)}
    return one(limit.structure, [mechanism] if off else [], changes, limit.practice, CLOCKS.get(mechanism, CLOCK))


def assert_same_records(a: Run, b: Run) -> None:
    for table in ("issues", "contacts", "legs", "duty", "calls"):
        assert getattr(a.records, table).tolist() == getattr(b.records, table).tolist(), table


def assert_same(a: Run, b: Run, apart: tuple[str, ...] = ()) -> None:
    """The same records and the same measures, but for those set apart."""
    assert_same_records(a, b)
    assert a.measures.keys() - set(apart) == b.measures.keys() - set(apart)
    for key, number in a.measures.items():
        assert key in apart or number == b.measures[key] or (math.isnan(number) and math.isnan(b.measures[key])), key


def differ(a: Run, b: Run) -> bool:
    return a.records.legs.tolist() != b.records.legs.tolist()


def test_every_mechanism_has_its_limit() -> None:
    assert sorted([*ABSENT, *ALL_ALIKE]) == sorted(MECHANISMS)


@pytest.mark.parametrize("mechanism", ABSENT)
def test_neutral_equals_its_null_value(mechanism: str) -> None:
    limit = ABSENT[mechanism]
    neutral = tried(mechanism, limit, off=True, null=False)
    assert differ(neutral, tried(mechanism, limit, off=False, null=False))
    assert_same(neutral, tried(mechanism, limit, off=False, null=True), limit.apart)
    assert_same(neutral, tried(mechanism, limit, off=True, null=True), limit.apart)


@pytest.mark.parametrize("mechanism", ALL_ALIKE)
def test_neutralising_changes_nothing_where_all_are_alike(mechanism: str) -> None:
    limit = ALL_ALIKE[mechanism]
    assert differ(tried(mechanism, limit, off=True, null=False), tried(mechanism, limit, off=False, null=False))
    assert_same(tried(mechanism, limit, off=True, null=True), tried(mechanism, limit, off=False, null=True))


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
