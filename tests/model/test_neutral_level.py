"""The common ground: with every mechanism neutral all structures are one; at its limits each mechanism is gone."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
from runs import PRACTICES, STRUCTURES, Run, assert_same_records, run, shipped

from ccsim.codes import DAY, LegEnd
from ccsim.plan.plan import Clock
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.practice import Practice
from ccsim.scenario.quantities import parse_duration
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.study import PracticeName

CLOCK = Clock(0, 2 * DAY, 3 * DAY)
SHIPPED = {(s, p): shipped(s, p) for s in STRUCTURES for p in PRACTICES}
OUTSIDE = {
    s for s in STRUCTURES if any(d.company is not None for d in SHIPPED[s, "typical"].structure.departments.values())
}
"""Another company's people are not the same people."""
EQUAL = [s for s in STRUCTURES if s not in OUTSIDE]
WITH_BOTS = [s for s in STRUCTURES if SHIPPED[s, "typical"].structure.bots]
WORDY = [s for s in ("contact-center-owns-all", "digital-experience-team", "marketing-owns-digital") if s in STRUCTURES]


def changed(scenario: Scenario, **parts: Any) -> Scenario:
    """The scenario with other parts of its world."""
    return replace(scenario, world=scenario.world.model_copy(update=parts))


def each(parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same change to all of a world's channels, reasons or goals."""
    return {name: part.model_copy(update=changes) for name, part in parts.items()}


# --- all at once -------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def neutral_run(structure: str, practice: PracticeName, slow_state: str = "mature") -> Run:
    scenario = replace(SHIPPED[structure, practice], neutralised=frozenset(MECHANISMS), slow_state=slow_state)
    return run(scenario, CLOCK)


def test_there_are_structures_to_compare() -> None:
    assert len(EQUAL) > 2
    assert len(WITH_BOTS) > 0
    assert len(WORDY) > 0


@pytest.mark.parametrize("practice", PRACTICES)
@pytest.mark.parametrize("structure", EQUAL[1:])
def test_with_every_mechanism_neutral_all_structures_are_one(structure: str, practice: PracticeName) -> None:
    first = neutral_run(EQUAL[0], "well_run")
    assert len(first.legs) > 2000
    assert_same_records(neutral_run(structure, practice).records, first.records)


@pytest.mark.parametrize("structure", EQUAL[:3])
def test_at_the_neutral_level_slow_state_starts_where_it_stays(structure: str) -> None:
    one, other = neutral_run(EQUAL[0], "well_run"), neutral_run(structure, "typical", "today")
    assert_same_records(other.records, one.records)


# --- one at a time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("practice", PRACTICES)
@pytest.mark.parametrize("structure", WITH_BOTS)
def test_a_bot_that_nobody_uses_is_no_bot(structure: str, practice: PracticeName) -> None:
    scenario = SHIPPED[structure, practice]
    assert scenario.world.self_service is not None
    unused = changed(scenario, self_service=scenario.world.self_service.model_copy(update={"uses": 0.0}))
    none = replace(scenario, structure=scenario.structure.model_copy(update={"bots": {}}))
    with_bot, without = run(unused, CLOCK), run(none, CLOCK)
    assert_same_records(with_bot.records, without.records)
    assert (run(scenario, CLOCK).legs["end"] == LegEnd.ESCALATED).any()


@pytest.mark.parametrize("structure", WITH_BOTS)
def test_a_bot_that_can_do_nothing_and_keeps_nobody_passes_everybody_on(structure: str) -> None:
    """And they reach people with nothing lost but the time of asking it."""
    scenario = SHIPPED[structure, "well_run"]
    bots = scenario.world.self_service
    assert bots is not None
    idle = {"resolves": {}, "policies": each(bots.policies, keeps=0.0)}
    legs = run(changed(scenario, self_service=bots.model_copy(update=idle)), CLOCK).legs
    by_bot = legs[(legs["agent"] < 0) & (legs["started_us"] >= 0)]
    assert by_bot["end"].isin([LegEnd.ESCALATED, LegEnd.OPEN]).all()
    assert (by_bot["end"] == LegEnd.ESCALATED).sum() > 100


def without_handoffs(scenario: Scenario) -> Scenario:
    """Every team handles all reasons to the end, whoever it is, and lets go of none."""
    world = scenario.world
    alone = changed(
        scenario,
        reasons=each(world.reasons, next_step={}, authority=None),
        handoffs=world.handoffs.model_copy(update={"notices": 0.0}),
        goals=each(world.goals, pass_on=0.0),
    )
    teams = each(scenario.structure.teams, handles=("all",))
    return replace(alone, structure=scenario.structure.model_copy(update={"teams": teams}))


@pytest.mark.parametrize("structure", WORDY)
def test_without_handoffs_what_they_cost_is_nothing(structure: str) -> None:
    """Nobody hands over, so friction between teams, its style and its time change no record."""
    alone = without_handoffs(SHIPPED[structure, "well_run"])
    dear = {
        "delay": 2 * DAY,
        "loss_per_distance": 5.0,
        "bounce_per_distance": 5.0,
        "introduction": parse_duration("20 min"),
        "intake": 1.0,
    }
    costly = changed(alone, handoffs=alone.world.handoffs.model_copy(update=dear))
    ticket: Practice = alone.practice.model_copy(update={"handoffs": "ticket"})
    plain = run(alone, CLOCK)
    handed = [LegEnd.NEXT_STEP, LegEnd.UNSKILLED, LegEnd.OUT_OF_DEPTH, LegEnd.PASSED_ON, LegEnd.BOUNCED]
    assert not plain.legs["end"].isin(handed).any()
    for other in (costly, replace(alone, practice=ticket), replace(costly, practice=ticket)):
        assert_same_records(run(other, CLOCK).records, plain.records)


@pytest.mark.parametrize("structure", WORDY)
def test_one_at_a_time_is_no_concurrency(structure: str) -> None:
    """Who holds one contact at a time is slowed down by no other, however much several would slow each other."""
    scenario = SHIPPED[structure, "well_run"]
    world = scenario.world
    single = changed(scenario, channels=each(world.channels, concurrency=1))
    slow = changed(single, handling=world.handling.model_copy(update={"concurrency_slowdown": 3.0}))
    one, other = run(single, CLOCK), run(slow, CLOCK)
    assert_same_records(other.records, one.records)
    in_hand = one.legs[one.legs["agent"] >= 0].sort_values(["agent", "started_us", "ended_us"])
    same = in_hand["agent"].to_numpy()[1:] == in_hand["agent"].to_numpy()[:-1]
    until = in_hand["ended_us"].replace(-1, CLOCK.horizon).to_numpy()[:-1]
    assert (until <= in_hand["started_us"].to_numpy()[1:])[same].all()
    assert not run(scenario, CLOCK).legs.equals(one.legs)


def test_a_rich_supply_of_trunks_is_none() -> None:
    """A channel with more trunks than customers blocks nobody, and so equals one without limit."""
    scenario = SHIPPED[EQUAL[0], "well_run"]
    channels = scenario.world.channels
    many, none, few = (run(changed(scenario, channels=each(channels, trunks=n)), CLOCK) for n in (10**6, None, 3))
    assert_same_records(many.records, none.records)
    assert (few.legs["end"] == LegEnd.BLOCKED).any()
