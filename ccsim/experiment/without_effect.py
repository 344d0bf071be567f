"""Mechanisms that are switched off where they do nothing: without them every structure would run as with them."""

from collections.abc import Sequence
from dataclasses import replace

from ccsim.experiment.replication import Variant
from ccsim.plan.plan import make_plan
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.neutral import neutral
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.world import World


def without_effect(variants: Sequence[Variant], neutralised: frozenset[str]) -> list[str]:
    """A note for each mechanism that is switched off and changes no variant beside the others that are."""
    return [
        f"{name} changes nothing here: as it is, {MECHANISMS[name].neutral}"
        for name in sorted(neutralised)
        if not _draws(variants[0].scenario.world, name) and all(_is_alike(variant, name) for variant in variants)
    ]


def _is_alike(variant: Variant, name: str) -> bool:
    """Whether a variant is measured and planned as with the mechanism."""
    one = variant.scenario
    other = replace(one, neutralised=one.neutralised - {name})
    return _measured(one) == _measured(other) and variant.plan == make_plan(other, variant.plan.clock)


def _measured(scenario: Scenario) -> tuple[object, ...]:
    """What measures read beside the plan."""
    common = neutral(scenario)
    return common.structure, common.practice


def _draws(world: World, name: str) -> bool:
    """Whether the world has what a mechanism adds to the customers, who are drawn without any plan."""
    match name:
        case "busyness":
            return world.demand.busyness.cv > 0.0
        case "campaigns":
            return bool(world.demand.campaigns)
        case "incidents":
            return bool(world.demand.incidents)
    return False
