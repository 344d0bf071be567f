"""Runs to check laws on: shipped scenarios on a short clock, and what is needed to read their records."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ccsim.codes import DAY
from ccsim.engine.records import Records
from ccsim.engine.simpy_engine import simulate
from ccsim.issues import Issues, draw_issues
from ccsim.measures.measures import measure
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.scenario.load import load_structure, load_study, load_world, make_scenario
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.study import PracticeName

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WORLD = SCENARIOS / "worlds" / "retailer.yaml"
STRUCTURES = sorted(path.stem for path in (SCENARIOS / "structures").glob("*.yaml"))
PRACTICES: tuple[PracticeName, ...] = ("well_run", "typical")
DEMO = load_study(SCENARIOS / "studies" / "demo.yaml").study.structures
"""Structures of the demo are run by the quick suite; the others by the slow one."""
CAMPAIGN_IN_WEEK_1 = ("demand.campaigns.spring_sale.start=week 1 Tue 08:00",)
SHORT = Clock(warmup=0, window=3 * DAY, horizon=5 * DAY)
SEED = 20261122


@dataclass(frozen=True)
class Run:
    """A scenario that has been run, with its tables as frames."""

    scenario: Scenario
    plan: Plan
    drawn: Issues
    records: Records
    seed: int = SEED
    replication: int = 0

    @cached_property
    def issues(self) -> pd.DataFrame:
        return self.records.frame("issues")

    @cached_property
    def contacts(self) -> pd.DataFrame:
        return self.records.frame("contacts")

    @cached_property
    def legs(self) -> pd.DataFrame:
        return self.records.frame("legs")

    @cached_property
    def duty(self) -> pd.DataFrame:
        return self.records.frame("duty")

    @cached_property
    def measures(self) -> dict[str, float]:
        return measure(self.scenario, self.plan, self.records)

    @property
    def horizon(self) -> int:
        return self.plan.clock.horizon


def run(scenario: Scenario, clock: Clock = SHORT, seed: int = SEED, replication: int = 0) -> Run:
    """Draw, plan, simulate."""
    plan = make_plan(scenario, clock)
    drawn = draw_issues(scenario.world, clock.horizon, seed, replication, scenario.neutralised)
    return Run(scenario, plan, drawn, simulate(plan, drawn, seed, replication), seed, replication)


def shipped(
    structure: str,
    practice: PracticeName = "well_run",
    assignments: Sequence[str] = CAMPAIGN_IN_WEEK_1,
    neutralised: Sequence[str] = (),
) -> Scenario:
    """A shipped structure in the shipped world."""
    placed = load_structure(SCENARIOS / "structures" / f"{structure}.yaml")
    return make_scenario(load_world(WORLD, assignments), placed, practice, neutralised)


@lru_cache(maxsize=8)
def shipped_run(structure: str, practice: PracticeName) -> Run:
    """The shipped scenario with its campaign in the first week, over five days."""
    return run(shipped(structure, practice))


def assert_same_records(
    one: Records, other: Records, tables: Sequence[str] = ("issues", "contacts", "legs", "duty", "calls")
) -> None:
    """The same tables, row by row."""
    for table in tables:
        np.testing.assert_array_equal(getattr(one, table), getattr(other, table), err_msg=table)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail what hangs; the suite goes on."""

    def stop(_signal: int, _frame: Any) -> None:
        raise TimeoutError(f"still running after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
