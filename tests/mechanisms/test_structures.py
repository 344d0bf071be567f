"""What is distinctive of each shipped structure moves its distinctive measure: neutralised, the measure goes back.

As in `test_neutralising.py`: paired replications, and a change that exceeds 3.5 standard errors of its mean.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from ccsim.codes import DAY, LegEnd
from ccsim.plan.plan import Clock
from ccsim.scenario.structure import Rotation, Trigger

from .readings import (
    about_the_sale,
    answered_by,
    hours_of,
    legs_that_ended,
    minutes_in_hand,
    offers_made,
    passed_on,
    seats_taken,
)
from .shipped import (
    A_DAY,
    NAMES,
    TWO_DAYS,
    Changes,
    Measure,
    Run,
    assert_falls,
    assert_rises,
    on_and_off,
)

Direction = Callable[[list[Run], list[Run], Measure], None]


@dataclass(frozen=True)
class Distinction:
    """A mechanism that a structure lives by, and what neutralising it does to a measure."""

    mechanism: str
    direction: Direction
    measure: Measure
    practice: str = "well_run"
    changes: Changes = field(default_factory=dict)
    """What makes it show within a few days."""
    clock: Clock = A_DAY


def known_better(near: str, far: str) -> Measure:
    """How much better one team answers about the sale than another."""
    return lambda run: about_the_sale(near)(run) - about_the_sale(far)(run)


BUSY = {"demand.issues_per_day": 3000.0, "demand.busyness.cv": 0.0}
TURNS = (Rotation(group="marketing", through="center", every="1 days", training="1 h"),)
ROTATES = {"structure.rotations": TURNS}
IN_THE_DARK = {"information.uninformed.resolution_factor": 0.3}
QUIET: Changes = {"demand.campaigns": {}}
"""A campaign that a team has not heard of keeps it from offering anything."""
DELUGE = {"structure.transition.when": Trigger(complaints_above=0.001, over="1 days")}

DISTINCTIVE: dict[str, Distinction] = {
    "all-channels-are-one": Distinction(
        "shared_platform", assert_falls, legs_that_ended(LegEnd.WITHDRAWN), "typical", clock=TWO_DAYS
    ),
    "channel-silos": Distinction("pooling", assert_falls, "handoffs_per_issue"),
    "contact-center-owns-all": Distinction("skill", assert_falls, "fcr"),
    "customer-service-owns": Distinction("insight", assert_rises, "prevented"),
    "digital-experience-team": Distinction(
        "knowledge", assert_falls, "fcr_one_team", changes={"knowledge.playbook_gain": 0.9}, clock=TWO_DAYS
    ),
    "digital-experience-team-dotted-line": Distinction(
        "information_lag", assert_falls, known_better("shopping", "center"), changes=IN_THE_DARK, clock=TWO_DAYS
    ),
    "digital-experience-team-under-cmo": Distinction("goals", assert_falls, passed_on("care"), clock=TWO_DAYS),
    "digital-first-omnichannel": Distinction("self_service", assert_falls, "service_level.chat"),
    "governed-operations": Distinction("governance", assert_rises, "answering_h"),
    "head-of-cx-owns-all": Distinction("overflow", assert_falls, answered_by("digital", "voice"), changes=BUSY),
    "it-owns": Distinction("self_service", assert_falls, "lost"),
    "limited-channels": Distinction("channels_offered", assert_falls, "not_offered"),
    "marketing-owns-all-digital": Distinction(
        "transition", assert_falls, answered_by("center", "chat", since=DAY), changes=DELUGE, clock=TWO_DAYS
    ),
    "marketing-owns-digital": Distinction("attention", assert_rises, hours_of("marketing"), clock=TWO_DAYS),
    "marketing-rotation": Distinction(
        "rotation", assert_falls, seats_taken("marketing", "center"), changes=ROTATES, clock=TWO_DAYS
    ),
    "operations-owns": Distinction("goals", assert_rises, minutes_in_hand(channel="voice", team="center")),
    "outsourced": Distinction("vendor", assert_rises, "answering_cost"),
    "profit-center": Distinction("offers", assert_falls, offers_made, changes=QUIET),
    "sales-and-marketing-owns": Distinction("offers", assert_falls, offers_made, changes=QUIET),
    "separate-digital-group": Distinction("pooling", assert_falls, "abandonment.voice", changes=BUSY),
}


def test_every_structure_has_its_distinction() -> None:
    assert sorted(DISTINCTIVE) == NAMES


@pytest.mark.parametrize("name", DISTINCTIVE)
def test_its_mechanism_moves_its_measure(name: str) -> None:
    its = DISTINCTIVE[name]
    on, off = on_and_off(name, its.mechanism, its.practice, its.changes, its.clock)
    its.direction(on, off, its.measure)
