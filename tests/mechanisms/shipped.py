"""Short runs of the shipped scenarios: the retailer under its three structures, its sale moved into the first week."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from ccsim.codes import DAY
from ccsim.engine.records import Records
from ccsim.engine.simpy_engine import simulate
from ccsim.issues import draw_issues
from ccsim.measures.cohort import Cohort
from ccsim.measures.measures import measure
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.scenario.load import load_structure, load_world, make_scenario
from ccsim.scenario.quantities import parse_moment
from ccsim.scenario.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CENTER, MARKETING, TEAM = "contact-center-owns-all", "marketing-owns-digital", "digital-experience-team"
WEEK_OF_SALE = Clock(warmup=DAY, window=4 * DAY, horizon=7 * DAY)
"""Monday warms up, the cohort arises Tuesday to Friday, and the weekend follows."""
SALE = "demand.campaigns.spring_sale.start"
SEED = 20261122
REPLICATIONS = 6
STANDARD_ERRORS = 3.5

STRUCTURES = {name: load_structure(SCENARIOS / f"structures/{name}.yaml") for name in (CENTER, MARKETING, TEAM)}
SHIPPED = load_world(SCENARIOS / "worlds/retailer.yaml")
Changes = Mapping[str, Any]
"""New values of parts of the world, by path."""


@dataclass(frozen=True)
class Run:
    """One replication with what it came from."""

    scenario: Scenario
    plan: Plan
    records: Records

    @cached_property
    def cohort(self) -> Cohort:
        return Cohort(self.scenario, self.plan, self.records)

    @cached_property
    def measures(self) -> dict[str, float]:
        return measure(self.scenario, self.plan, self.records)

    def team(self, name: str) -> int:
        return self.plan.teams.index(name)

    def channel(self, name: str) -> int:
        return self.plan.channels.index(name)

    def reasons(self, *kinds: str) -> list[int]:
        """Indices of the reasons of these kinds."""
        return [i for i, reason in enumerate(self.scenario.world.reasons.values()) if reason.kind in kinds]

    def people(self, group: str) -> list[int]:
        """Numbers of the persons of a group."""
        wanted = self.plan.groups.index(group)
        return [i for i, person in enumerate(self.plan.persons) if person.group == wanted]


Measure = str | Callable[[Run], float]


def scenario(structure: str, off: Iterable[str] = (), practice: str = "well_run", changes: Changes = {}) -> Scenario:  # noqa: B006
    """A shipped structure in the retailer's world, whose sale starts on the first Tuesday."""
    world = SHIPPED.world
    for path, value in ({SALE: parse_moment("week 1 Tue 08:00")} | dict(changes)).items():
        world = changed(world, path, value)
    return make_scenario(replace(SHIPPED, world=world), STRUCTURES[structure], practice, off)


def changed(part: Any, path: str, value: Any) -> Any:
    """A copy of a part of a scenario (or of a mapping in it) with one value replaced."""
    head, _, rest = path.partition(".")
    new = changed(part[head] if isinstance(part, dict) else getattr(part, head), rest, value) if rest else value
    return {**part, head: new} if isinstance(part, dict) else part.model_copy(update={head: new})


def run(sc: Scenario, replication: int, clock: Clock = WEEK_OF_SALE) -> Run:
    plan = make_plan(sc, clock)
    issues = draw_issues(sc.world, clock.horizon, SEED, replication, sc.neutralised)
    return Run(sc, plan, simulate(plan, issues, SEED, replication))


class Shipped:
    """Runs of the shipped scenarios; those with every mechanism on are kept, since most tests want them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], list[Run]] = {}

    def on_and_off(self, structure: str, mechanism: str, practice: str = "well_run") -> tuple[list[Run], list[Run]]:
        """Replications with all mechanisms, and with one neutralised."""
        if (structure, practice) not in self._kept:
            self._kept[structure, practice] = runs(structure, [], practice)
        return self._kept[structure, practice], runs(structure, [mechanism], practice)


def runs(structure: str, off: Iterable[str], practice: str = "well_run") -> list[Run]:
    sc = scenario(structure, off, practice)
    return [run(sc, replication) for replication in range(REPLICATIONS)]


# --- what the paired runs say ----------------------------------------------------------------------------


def assert_falls(on: list[Run], off: list[Run], measure: Measure) -> None:
    """Neutralising lowers the measure, by more than the standard error of the paired differences explains."""
    mean, error = paired(on, off, measure)
    assert mean < -STANDARD_ERRORS * error, f"{mean:+.4g} ± {error:.2g} (standard error)"


def assert_rises(on: list[Run], off: list[Run], measure: Measure) -> None:
    """As assert_falls, upwards."""
    mean, error = paired(on, off, measure)
    assert mean > STANDARD_ERRORS * error, f"{mean:+.4g} ± {error:.2g} (standard error)"


def assert_is(runs: list[Run], measure: Measure, expected: float) -> None:
    """The mean over the replications is the expected value."""
    mean, error = mean_and_error([value(r, measure) for r in runs])
    assert abs(mean - expected) < STANDARD_ERRORS * error, f"{mean:.4g} ± {error:.2g}, expected {expected:.4g}"


def paired(on: list[Run], off: list[Run], measure: Measure) -> tuple[float, float]:
    """Mean of the differences off − on, and its standard error."""
    return mean_and_error([value(b, measure) - value(a, measure) for a, b in zip(on, off, strict=True)])


def mean_and_error(values: list[float]) -> tuple[float, float]:
    return float(np.mean(values)), float(np.std(values, ddof=1)) / sqrt(len(values))


def value(run: Run, measure: Measure) -> float:
    return run.measures[measure] if isinstance(measure, str) else measure(run)
