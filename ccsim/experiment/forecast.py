"""What a run would take, from a short trial of it: events, time and memory."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import psutil

from ccsim.codes import DAY, HOUR, WEEK
from ccsim.engine.engines import EngineName, ready, simulate
from ccsim.experiment.compare import Wishes, make_variants, note_start
from ccsim.experiment.replication import Variant, expected_contacts
from ccsim.experiment.schedule import PILOT
from ccsim.experiment.warmup import AFTER, LEAST, REPLICATIONS, WEEKS
from ccsim.issues import draw_issues
from ccsim.measures.measures import measure
from ccsim.plan.plan import Clock, make_plan
from ccsim.scenario.load import LoadedStudy
from ccsim.workers import check_address

SCHEMA_VERSION = 1
TRIAL = 2 * WEEK
"""Simulated time of the trial; a day of it warms the interpreter up."""
START_S = {"simpy": 1.5, "compiled": 1.8}
"""Seconds of a command around its replications, by engine: libraries, plans, the engine's load, the chart."""
WORKERS_START_S = 2.0
"""More of them where workers are started."""
BESIDE_OTHERS = 1.05
"""Time of a replication where others run beside it, relative to one alone (docs/scale.md)."""


@dataclass(frozen=True)
class _Taken:
    """What the trial of one variant took."""

    contacts: int
    legs: int
    seconds: float
    bytes_kept: int


def forecast(
    study: LoadedStudy, neutralised: frozenset[str], wishes: Wishes, note: Callable[[str], None]
) -> dict[str, Any]:
    """Events, time and memory expected of a study from scratch; of an open-ended one, of its first stage.

    On a cluster, whose cores are not asked for, the time is that of one core.

    Each structure runs for two weeks, and what that takes is scaled by the issues of one whole replication.
    """
    check_address(wishes.place)
    spec = study.study
    note_start(spec, note)
    is_warmup_open = spec.warmup is None
    if is_warmup_open:
        study = replace(study, study=spec.model_copy(update={"warmup": LEAST * WEEK}))
    variants = make_variants(study, neutralised)
    replications = min(wishes.most or PILOT, PILOT) if spec.is_open_ended else spec.replications
    first = variants[0]
    begin = time.perf_counter()
    whole = len(draw_issues(first.scenario.world, first.plan.clock.horizon, spec.seed, 0, first.scenario.neutralised))
    drawing = time.perf_counter() - begin
    expected = expected_contacts(first.scenario.world, first.plan.clock.horizon, len(variants), replications)
    engine = ready(wishes.engine, expected, note)
    trial_issues, taken = _try(variants, spec.seed, engine)
    scale = whole / max(1, trial_issues)
    seconds = drawing + scale * sum(t.seconds for t in taken)
    at_once = min(wishes.place.jobs, replications)
    weeks = first.plan.clock.horizon / WEEK
    own = sum(1 for v in variants if v.practice == spec.practice) / len(variants)
    trial_s = seconds * own / weeks * (WEEKS + AFTER) * REPLICATIONS / min(at_once, REPLICATIONS)
    rounds = -(-replications // at_once)
    seconds *= BESIDE_OTHERS if at_once > 1 else 1.0
    contacts, legs = (round(scale * sum(getattr(t, name) for t in taken)) for name in ("contacts", "legs"))
    memory = _memory_of_libraries() + round(scale * max(t.bytes_kept for t in taken) + whole * ISSUE_BYTES)
    return {
        "schema_version": SCHEMA_VERSION,
        "study": study.name,
        "replications": replications,
        "at_least": spec.is_open_ended or is_warmup_open,
        "variants": len(variants),
        "jobs": at_once,
        "engine": engine,
        "issues": whole * replications,
        "contacts": contacts * replications,
        "legs": legs * replications,
        "events": (whole + contacts + legs) * replications,
        "seconds": round(
            START_S[engine] + rounds * seconds + (WORKERS_START_S if at_once > 1 else 0.0) + is_warmup_open * trial_s, 1
        ),
        "seconds_per_replication": round(seconds, 2),
        "memory_mb": round(memory / 1e6),
        "memory_mb_all_workers": round(memory * at_once / 1e6),
    }


BYTES_OF_MEASURING = 4.0
"""Memory at the peak of measuring relative to the tables: masks, and the cohort's rows beside them."""
ISSUE_BYTES = 150
"""Of an issue while it is simulated, beside the tables of records."""


def _try(variants: tuple[Variant, ...], seed: int, engine: EngineName) -> tuple[int, list[_Taken]]:
    """Issues of the trial, and what each variant took of it."""
    horizon = min(TRIAL, variants[0].plan.clock.horizon)
    first = variants[0].scenario
    issues = draw_issues(first.world, horizon, seed, 0, first.neutralised)
    taken = []
    for number, variant in enumerate(variants):
        plan = make_plan(variant.scenario, Clock(0, horizon - horizon // 4, horizon))
        if number == 0:
            brief = Clock(0, DAY, DAY + HOUR)
            simulate(make_plan(variant.scenario, brief), draw_issues(first.world, DAY + HOUR, seed, 0), seed, 0, engine)
        begin = time.perf_counter()
        tables = simulate(plan, issues, seed, 0, engine)
        measure(variant.scenario, plan, tables)
        seconds = time.perf_counter() - begin
        kept = sum(getattr(tables, name).nbytes for name in ("issues", "contacts", "legs", "duty"))
        taken.append(_Taken(len(tables.contacts), len(tables.legs), seconds, round(kept * BYTES_OF_MEASURING)))
        gc.collect()
    return len(issues), taken


def _memory_of_libraries() -> int:
    """What this process uses now, in bytes: libraries, plans and the trial's last tables."""
    return int(psutil.Process().memory_info().rss)
