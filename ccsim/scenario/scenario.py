"""A scenario: one world under one structure, with a practice and the mechanisms that are switched off."""

from dataclasses import dataclass, field

from ccsim.scenario.practice import Practice
from ccsim.scenario.sources import Input
from ccsim.scenario.structure import Structure
from ccsim.scenario.world import World


@dataclass(frozen=True)
class Scenario:
    """What is assumed; nothing here knows the clock."""

    world: World
    structure: Structure
    practice: Practice
    neutralised: frozenset[str] = frozenset()
    inputs: tuple[Input, ...] = ()
    """Every number of the world with its source."""
    world_name: str = "world"
    structure_name: str = "structure"
    """Names are for people: no computation looks at them."""
    practice_name: str = "well_run"
    slow_state: str = "mature"
    """Where skill and knowledge start: `today` or `mature`."""
    overrides: tuple[str, ...] = field(default=(), compare=False)
    """What was set, as it was given, for people."""
