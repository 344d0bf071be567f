"""A system made ready to run: its scenario and plan, its warm-up, and the window in which contacts count."""

from dataclasses import dataclass, replace

import numpy as np

from ccsim.codes import DAY, MINUTE
from ccsim.engine.engines import EngineName, simulate
from ccsim.engine.records import KINDS, Records, Table, empty_table
from ccsim.errors import CcsimError
from ccsim.issues import Issues, draw_issues
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.plan.roster import Duty
from ccsim.scenario.world import World
from ccsim.verify.samples import Sample, waits
from ccsim.verify.systems import MINUTES_A_DAY, Again, CaseError, Rhythm, System
from ccsim.verify.worlds import scenario_of

RELAXATIONS = 8.0
"""Warm-up in relaxation times: exp(-8), a third of a thousandth, of the empty start is left."""
WARM_UPS = 4.0
"""Least length of the window in warm-ups, since a replication pays for its warm-up."""
CONTACTS = 8_000
"""Least contacts in a replication's window."""
DAYS_COUNTED = 50
"""Days in a replication of contacts that are only counted."""
MOST_LATE = 1e-3
"""Share of legs that may be left from one day to the next where every day starts empty."""


@dataclass(frozen=True)
class Experiment:
    """A system made ready to run."""

    system: System
    world: World
    plan: Plan


def prepare(system: System, warm_ups: float = WARM_UPS) -> Experiment:
    """Scenario and plan of a system, and its clock."""
    scenario, clock = scenario_of(system), _clock(system, warm_ups)
    plan = make_plan(scenario, clock)
    if system.rhythm and system.rhythm.staff:
        plan = replace(plan, duties=_duties(system.rhythm, plan, clock.horizon))
    return Experiment(system, scenario.world, plan)


def run(experiment: Experiment, seed: int, replication: int, engine: EngineName = "simpy") -> Sample:
    """One replication."""
    plan, system = experiment.plan, experiment.system
    clock = plan.clock
    issues = draw_issues(experiment.world, clock.horizon, seed, replication)
    records = simulate(plan, issues, seed, replication, engine) if system.served else _only_drawn(issues)
    sample = Sample(system, records, clock.warmup, clock.warmup + clock.window)
    _refuse_what_was_not_meant(sample)
    return sample


def _only_drawn(issues: Issues) -> Records:
    """Records of contacts that nobody handles."""
    tables = {name: empty_table(name, 0) for name in KINDS}
    tables["issues"] = Table({name: np.full(len(issues), -1) for name in KINDS["issues"]} | {"arise_us": issues.arise})
    return Records(**tables)


def _refuse_what_was_not_meant(sample: Sample) -> None:
    """Unlimited agents who were not enough, or a night too short to drain the queue in."""
    if sample.system.unlimited and (waits(sample) > 0).any():
        raise CcsimError("somebody waited where agents are unlimited")
    if sample.night and len(sample.records.legs):
        joined, ended = sample.leg("joined_us"), sample.leg("ended_us")
        late = (ended < 0) | (ended // DAY > joined // DAY)
        if late.mean() > MOST_LATE:
            raise CaseError(f"{late.mean():.1%} of contacts are left from one day to the next: the queue never drains")


# --- the clock -------------------------------------------------------------------------------------------


def _clock(system: System, warm_ups: float) -> Clock:
    """Warm-up, window and an equal warm-down, so that nearly all who join in the window also end.

    Issues are drawn by whole days, so a part of one would cost as much as all of it.
    """
    if not system.served:
        return Clock(0, DAYS_COUNTED * DAY, DAYS_COUNTED * DAY)
    if system.rhythm:
        return _whole_days(system, system.rhythm, warm_ups)
    warmup_min = RELAXATIONS * relaxation_min(system)
    window_min = max(CONTACTS / sum(system.rates()), warm_ups * warmup_min)
    tail_min = RELAXATIONS * _busy_relaxation_min(system)
    horizon = -(-round((warmup_min + window_min + tail_min) * MINUTE) // DAY) * DAY
    start, end = round(warmup_min * MINUTE), horizon - round(tail_min * MINUTE)
    return Clock(start, end - start, horizon)


def _whole_days(system: System, rhythm: Rhythm, warm_ups: float) -> Clock:
    """Whole cycles; where each starts empty, all of them count."""
    days = int(np.ceil(CONTACTS / system.cycle_contacts()))
    if rhythm.night:
        return Clock(0, days * DAY, days * DAY)
    edge = int(np.ceil(RELAXATIONS * relaxation_min(system) * rhythm.pace / MINUTES_A_DAY))
    days = max(days, round(warm_ups * edge))
    return Clock(edge * DAY, days * DAY, (days + 2 * edge) * DAY)


def _duties(rhythm: Rhythm, plan: Plan, horizon_us: int) -> tuple[Duty, ...]:
    """The first so many persons are on duty in each part of the day, and the last part's staff through the night."""
    parts = len(rhythm.staff)
    edges = [round(i * rhythm.open_min * MINUTE / parts) for i in range(parts)] + [DAY]
    days = range(0, horizon_us, DAY)

    def spans(number: int) -> list[tuple[int, int]]:
        mine = [i for i in range(parts) if rhythm.staff[i] > number]
        return [(day + edges[i], day + edges[i + 1]) for day in days for i in mine]

    return tuple(Duty(_joined(spans(person.number))) for person in plan.persons)


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans that touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


# --- warm-up ---------------------------------------------------------------------------------------------


def relaxation_min(system: System) -> float:
    """How long the system takes to forget its start; customers between contacts count."""
    ways = (system.after_failure, system.after_abandonment, system.after_blocked)
    away, busy = max((_away_min(way, system) for way in ways if way), default=0.0), _busy_relaxation_min(system)
    return away + busy if system.after_blocked else max(away, busy)


def _away_min(way: Again, system: System) -> float:
    """Time between contacts, as often as an issue is likely to go through it."""
    if way == system.after_failure:
        return way.delay_min / (1.0 - way.probability)
    return way.delay_min / (1.0 - min(0.95, _load(system, 0)))


def _busy_relaxation_min(system: System) -> float:
    """Of queues and agents: the slowest pool's (each class at the pool that it tries first)."""
    work = max(max(c.handle_min) for c in system.classes) * (1.0 + system.slowdown * (system.concurrency - 1))
    patient = [c.patience for c in system.classes]
    if system.unlimited:
        return work
    if all(p is not None for p in patient):
        return work + max(p.time.mean_min for p in patient if p is not None)
    return work + max(_pool_relaxation_min(system, p) for p in range(len(system.pools)))


def _pool_relaxation_min(system: System, pool: int) -> float:
    """Without abandonment: of an M/G/c queue, about s (1 + cv²) / 2 / (c (1 - sqrt ρ)²); trunks bound the queue."""
    rates, servers = system.rates(), system.pools[pool].agents * system.concurrency
    mine = [(rates[i], c) for i, c in enumerate(system.classes) if c.tries[0] == pool]
    if not mine:
        return 0.0
    spread = [(1.0 + (1.0 if c.handle_cv is None else c.handle_cv**2)) / 2 for _, c in mine]
    work = sum(rate * c.handle_min[pool] * s for (rate, c), s in zip(mine, spread, strict=True))
    mean = work / sum(rate for rate, _ in mine)
    free = float(mean / (servers * (1.0 - np.sqrt(min(_load(system, pool), 0.99))) ** 2))
    places = [n - servers for n in system.trunks]
    return min(free, mean * max(places) ** 2 / (2 * servers)) if places else free


def _load(system: System, pool: int) -> float:
    """Work that comes to a pool first, relative to its agents' time."""
    rates, servers = system.rates(), system.pools[pool].agents * system.concurrency
    return (
        sum(rate * c.handle_min[pool] for rate, c in zip(rates, system.classes, strict=True) if c.tries[0] == pool)
        / servers
    )
