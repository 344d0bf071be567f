"""One replication of a study: the same issues under every structure and practice."""

from dataclasses import dataclass
from pathlib import Path

from ccsim.engine.records import Records
from ccsim.engine.simpy_engine import simulate
from ccsim.experiment.store import write_records
from ccsim.issues import draw_issues
from ccsim.measures.measures import measure
from ccsim.plan.plan import Plan
from ccsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Variant:
    """One structure under one practice, made ready."""

    structure: str
    practice: str
    scenario: Scenario
    plan: Plan


@dataclass(frozen=True)
class Row:
    """One number of one replication; `count.…` measures are sizes, not measures."""

    practice: str
    structure: str
    measure: str
    value: float


def replicate(variants: tuple[Variant, ...], seed: int, replication: int, records: Path | None) -> list[Row]:
    """Draw the issues once, run every variant on them, and measure; `records` is a folder for the full tables."""
    first = variants[0]
    issues = draw_issues(first.scenario.world, first.plan.clock.horizon, seed, replication, first.scenario.neutralised)
    rows: list[Row] = []
    for variant in variants:
        tables = simulate(variant.plan, issues, seed, replication)
        values = measure(variant.scenario, variant.plan, tables) | _counts(tables)
        rows.extend(Row(variant.practice, variant.structure, name, value) for name, value in values.items())
        if records is not None:
            write_records(records / variant.practice / variant.structure, replication, tables)
    return rows


def _counts(tables: Records) -> dict[str, float]:
    return {f"count.{name}": float(len(getattr(tables, name))) for name in ("issues", "contacts", "legs")}
