"""What a verdict rests on: how many inputs are assumed, and which of those the compared structures meet differently."""

from collections.abc import Callable, Hashable
from typing import Any

from ccsim.experiment.replication import Variant
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.sources import Input


def assumed_inputs(inputs: tuple[Input, ...], variants: list[Variant]) -> dict[str, Any]:
    """Counts, and by name the decisive ones: without any source, and differing between the structures compared."""
    return {
        "count": sum(1 for row in inputs if row.grade == "assumed"),
        "of": len(inputs),
        "decisive": _decisive(inputs, variants) if len(variants) > 1 else [],
    }


def _decisive(inputs: tuple[Input, ...], variants: list[Variant]) -> list[str]:
    names = [
        MECHANISMS[name].title
        for name, facts in MET.items()
        if all(_all_assumed(inputs, path) for path in MECHANISMS[name].rests_on)
        and len({facts(variant) for variant in variants}) > 1
    ]
    return names + _proficiencies(inputs, variants)


def _all_assumed(inputs: tuple[Input, ...], path: str) -> bool:
    below = [row for row in inputs if row.path == path or row.path.startswith(f"{path}.")]
    return bool(below) and all(row.grade == "assumed" for row in below)


def _proficiencies(inputs: tuple[Input, ...], variants: list[Variant]) -> list[str]:
    """Groups that answer customers under some structures more than under others."""
    names = []
    for g, group in enumerate(variants[0].plan.groups):
        seats = {sum(p.dedication for p in v.plan.persons if p.group == g) for v in variants}
        if len(seats) > 1 and _all_assumed(inputs, f"people.groups.{group}.proficiency"):
            names.append(f"proficiency of {group.replace('_', ' ')}")
    return names


def _frictions(variant: Variant) -> Hashable:
    return variant.plan.distance


def _ignorance(variant: Variant) -> Hashable:
    return tuple(sorted(variant.plan.ignorance))


def _goals(variant: Variant) -> Hashable:
    structure = variant.scenario.structure
    return tuple(sorted(str(structure.departments[t.department].goal) for t in structure.teams.values() if t.handles))


def _attention(variant: Variant) -> Hashable:
    groups = list(variant.scenario.world.people.groups.values())
    return tuple(sorted((p.group, p.number) for p in variant.plan.persons if groups[p.group].main_work is not None))


def _bots(variant: Variant) -> Hashable:
    return variant.plan.bots


def _knowledge(variant: Variant) -> Hashable:
    return variant.plan.knowing.agents


def _prevented(variant: Variant) -> Hashable:
    return variant.plan.prevented


def _experience(variant: Variant) -> Hashable:
    return variant.plan.experience.start


def _offers(variant: Variant) -> Hashable:
    return tuple(sorted(variant.plan.selling.offers))


def _vendor(variant: Variant) -> Hashable:
    return sum(person.vendor for person in variant.plan.persons)


MET: dict[str, Callable[[Variant], Hashable]] = {
    "handoff_friction": _frictions,
    "information_lag": _ignorance,
    "attention": _attention,
    "goals": _goals,
    "self_service": _bots,
    "knowledge": _knowledge,
    "insight": _prevented,
    "learning": _experience,
    "offers": _offers,
    "vendor": _vendor,
}
"""What of a mechanism a structure meets."""
