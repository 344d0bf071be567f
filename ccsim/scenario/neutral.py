"""What of a structure and its practice a neutralised mechanism replaces by what is common to all."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ccsim.scenario.placement import ALL
from ccsim.scenario.practice import Practice
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Department, Structure, Team
from ccsim.scenario.vocabulary import CHANNELS
from ccsim.scenario.world import World

OF_THE_STRUCTURE: dict[str, dict[str, Any]] = {
    "self_service": {"bots": {}},
    "overflow": {"overflow": {}},
    "queue_discipline": {"priority": ()},
    "governance": {"governance": 0},
    "staggering": {"staggers_campaigns": False},
    "outbound": {"outbound": ()},
    "rotation": {"rotations": ()},
    "transition": {"transition": None},
}
"""Fields that a neutralised mechanism sets back."""
OF_THE_PRACTICE = {
    "hours": ("hours",),
    "scheduling": ("scheduling", "shift_end"),
    "attention": ("dedication", "main_work"),
    "information_lag": ("sharing",),
    "shared_platform": ("platform",),
    "handoff_style": ("handoffs",),
    "queue_discipline": ("queue_order", "agent_choice"),
    "interruption": ("interrupt",),
    "callback": ("callbacks",),
    "cross_training": ("cross_training",),
}
"""Fields that a neutralised mechanism takes from the world's well_run practice."""
OF_TEAMS = ("hours", "scheduling")
"""Fields of practice in which one team may differ."""


def neutral(scenario: Scenario) -> Scenario:
    """The scenario with the parts of structure and practice that its neutralised mechanisms make common to all."""
    off = scenario.neutralised
    structure = scenario.structure
    changes = {key: value for name, fields in OF_THE_STRUCTURE.items() if name in off for key, value in fields.items()}
    if "vendor" in off:
        changes["departments"] = {
            d: department.model_copy(update={"company": None}) for d, department in structure.departments.items()
        }
    if "channels_offered" in off:
        changes["owners"] = _all_channels(structure, scenario.world)
    if "pooling" in off:
        structure = _one_pool(structure, scenario.world, changes.get("owners", structure.owners))
        changes = {key: value for key, value in changes.items() if key not in ("departments", "owners")}
    return replace(
        scenario,
        structure=structure.model_copy(update=changes),
        practice=_practice(scenario.practice, scenario.world.well_run, off),
    )


def _all_channels(structure: Structure, world: World) -> dict[str, tuple[str, ...]]:
    first = next(structure.owners[c] for c in CHANNELS if c in structure.owners)
    return {c: structure.owners.get(c, first) for c in world.channels}


POOL = "everybody"


def _one_pool(structure: Structure, world: World, owners: Iterable[str]) -> Structure:
    """One team of everybody in one department, with what the structure offers and how it is run left as they were."""
    everybody = Team(department=POOL, members=dict.fromkeys(world.people.groups, ALL), handles=("all",))
    return structure.model_copy(
        update={
            "departments": {POOL: Department(home_of=tuple(world.people.groups))},
            "teams": {POOL: everybody},
            "owners": dict.fromkeys(owners, (POOL,)),
            "dotted_lines": (),
            "overflow": {},
            "outbound": (POOL,) if structure.outbound else (),
            "rotations": (),
            "staggers_campaigns": False,
            "transition": None,
        }
    )


def _practice(practice: Practice, well_run: Practice, off: frozenset[str]) -> Practice:
    fields = {field for name, chosen in OF_THE_PRACTICE.items() if name in off for field in chosen}
    teams = {
        name: team.model_copy(update=dict.fromkeys(fields.intersection(OF_TEAMS)))
        for name, team in practice.teams.items()
        if "pooling" not in off
    }
    return practice.model_copy(update={field: getattr(well_run, field) for field in fields} | {"teams": teams})
