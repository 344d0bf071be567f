"""Short runs of the shipped scenarios: the retailer under its structures, its sale moved into the first week."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from math import sqrt
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from ccsim.codes import DAY
from ccsim.engine.records import Records
from ccsim.engine.simpy_engine import simulate
from ccsim.issues import draw_issues
from ccsim.measures.cohort import Cohort
from ccsim.measures.measures import measure
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.scenario.load import LoadedStructure, load_structure, load_world, make_scenario
from ccsim.scenario.quantities import parse_moment
from ccsim.scenario.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CENTER, MARKETING, TEAM = "contact-center-owns-all", "marketing-owns-digital", "digital-experience-team"
A_DAY = Clock(warmup=0, window=DAY, horizon=2 * DAY)
"""Monday, on which the sale starts, and a day to come back."""
TWO_DAYS = Clock(warmup=0, window=2 * DAY, horizon=3 * DAY)
"""As that, with Tuesday."""
SALE = "demand.campaigns.spring_sale.start"
SEED = 20261122
REPLICATIONS = 5
STANDARD_ERRORS = 3.5

NAMES = sorted(path.stem for path in (SCENARIOS / "structures").glob("*.yaml"))
SHIPPED = load_world(SCENARIOS / "worlds/retailer.yaml")
Changes = Mapping[str, Any]
"""New values by path: of the world, or of structure and practice where the path starts with that word."""
NONE: Changes = MappingProxyType({})


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


@cache
def structure(name: str) -> LoadedStructure:
    """A shipped structure."""
    return load_structure(SCENARIOS / f"structures/{name}.yaml")


def scenario(name: str, off: Iterable[str] = (), practice: str = "well_run", changes: Changes = NONE) -> Scenario:
    """A shipped structure in the retailer's world, whose sale starts on the first morning."""
    parts: dict[str, Any] = {"world": changed(SHIPPED.world, SALE, parse_moment("week 1 Mon 08:00"))}
    mine = {path: value for path, value in changes.items() if not path.startswith(("structure.", "practice."))}
    for path, value in mine.items():
        parts["world"] = changed(parts["world"], path, value)
    made = make_scenario(replace(SHIPPED, world=parts["world"]), structure(name), practice, off)
    for path in changes.keys() - mine.keys():
        part, _, rest = path.partition(".")
        made = replace(made, **{part: changed(getattr(made, part), rest, changes[path])})
    return made


def changed(part: Any, path: str, value: Any) -> Any:
    """A copy of a part of a scenario (or of a mapping in it) with one value replaced."""
    head, _, rest = path.partition(".")
    new = changed(part[head] if isinstance(part, dict) else getattr(part, head), rest, value) if rest else value
    return {**part, head: new} if isinstance(part, dict) else part.model_copy(update={head: new})


def run(sc: Scenario, replication: int, clock: Clock, plan: Plan | None = None) -> Run:
    plan = plan or make_plan(sc, clock)
    issues = draw_issues(sc.world, clock.horizon, SEED, replication, sc.neutralised)
    return Run(sc, plan, simulate(plan, issues, SEED, replication))


def on_and_off(
    name: str, mechanism: str, practice: str = "well_run", changes: Changes = NONE, clock: Clock = A_DAY
) -> tuple[list[Run], list[Run]]:
    """Replications of a shipped structure with all mechanisms, and with one neutralised."""
    on = runs(name, [], practice, changes, clock) if changes else _all_on(name, practice, clock)
    return on, runs(name, [mechanism], practice, changes, clock)


@lru_cache(maxsize=12)
def _all_on(name: str, practice: str, clock: Clock) -> list[Run]:
    """The same runs serve several tests."""
    return runs(name, [], practice, NONE, clock)


def runs(name: str, off: Iterable[str], practice: str, changes: Changes, clock: Clock) -> list[Run]:
    sc = scenario(name, off, practice, changes)
    plan = make_plan(sc, clock)
    return [run(sc, replication, clock, plan) for replication in range(REPLICATIONS)]


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
