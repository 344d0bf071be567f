"""One replication of a study: the same issues under every structure and practice."""

from dataclasses import dataclass
from math import nan
from pathlib import Path

import numpy as np

from ccsim.codes import WEEK
from ccsim.engine.engines import EngineName, simulate
from ccsim.engine.records import Records
from ccsim.experiment.tables import Measured, write_records
from ccsim.issues import draw_issues
from ccsim.measures.cohort import Ratio
from ccsim.measures.measures import measure
from ccsim.plan.demand import weekly_rate
from ccsim.plan.plan import Plan
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.world import World


@dataclass(frozen=True)
class Variant:
    """One structure under one practice, made ready."""

    structure: str
    practice: str
    scenario: Scenario
    plan: Plan


@dataclass(frozen=True)
class Replicating:
    """What all replications of a study share."""

    variants: tuple[Variant, ...]
    seed: int
    records: Path | None
    """A folder for the full tables, if they are kept."""
    engine: EngineName


@dataclass(frozen=True)
class Job:
    """One replication, of some structures."""

    number: int
    structures: frozenset[str]


def expected_contacts(world: World, horizon_us: int, variants: int, replications: int) -> float:
    """About so many, as the world's usual demand has it: enough to choose an engine by."""
    weekly = sum(float(weekly_rate(world, c, r).sum()) for c in world.channels for r in world.reasons)
    return weekly * horizon_us / WEEK * variants * replications


def replicate(study: Replicating, job: Job) -> list[Measured]:
    """Draw the issues once, run the variants of the job on them, and measure."""
    first = study.variants[0]
    issues = draw_issues(
        first.scenario.world, first.plan.clock.horizon, study.seed, job.number, first.scenario.neutralised
    )
    measured = []
    for variant in (v for v in study.variants if v.structure in job.structures):
        tables = simulate(variant.plan, issues, study.seed, job.number, study.engine)
        is_main = variant.practice == first.practice  # pictures show the study's own practice
        values = measure(variant.scenario, variant.plan, tables, with_patterns=is_main) | _counts(tables)
        weights = np.array([value.over if isinstance(value, Ratio) else nan for value in values.values()])
        numbers = np.array([*values.values()], dtype=float)
        measured.append(Measured(variant.practice, variant.structure, tuple(values), numbers, weights))
        if study.records is not None:
            write_records(study.records / variant.practice / variant.structure, job.number, tables)
    return measured


def _counts(tables: Records) -> dict[str, float]:
    return {f"count.{name}": float(len(getattr(tables, name))) for name in ("issues", "contacts", "legs")}
