"""One replication of a system, and what happened within its window."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY, MINUTE, NEVER, LegEnd
from ccsim.engine.records import LEG_COLUMNS, Records
from ccsim.engine.simpy_engine import simulate
from ccsim.issues import draw_issues
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.scenario.world import World
from ccsim.verify.systems import System
from ccsim.verify.worlds import scenario_of

Array = npt.NDArray[Any]

RELAXATIONS = 8.0
"""Warm-up in relaxation times: exp(-8), a third of a thousandth, of the empty start is left."""
WARM_UPS = 4.0
"""Least length of the window in warm-ups, since a replication pays for its warm-up."""
CONTACTS = 8_000
"""Least contacts in a replication's window."""


@dataclass(frozen=True)
class Experiment:
    """A system made ready to run."""

    system: System
    world: World
    plan: Plan


@dataclass(frozen=True)
class Sample:
    """One replication: its records, and the window in which its contacts count."""

    system: System
    records: Records
    start: int
    end: int
    """µs; statistics of contacts are of those that join within, integrals over time are clipped to it."""

    def leg(self, column: str) -> Array:
        """One column of all legs."""
        values: Array = self.records.legs[:, LEG_COLUMNS.index(column)]
        return values

    def within(self, column: str) -> Array:
        """Legs of which that moment lies in the window."""
        at = self.leg(column)
        inside: Array = (at >= self.start) & (at < self.end)
        return inside

    @property
    def span(self) -> int:
        return self.end - self.start


def prepare(system: System) -> Experiment:
    """Choose warm-up, window and an equal warm-down, so that nearly all who join in the window also end."""
    warmup_min = RELAXATIONS * relaxation_min(system)
    window_min = max(CONTACTS / sum(system.rates()), WARM_UPS * warmup_min)
    tail_min = RELAXATIONS * _busy_relaxation_min(system)
    # Issues are drawn by whole days, so a part of one would cost as much as all of it.
    horizon = -(-round((warmup_min + window_min + tail_min) * MINUTE) // DAY) * DAY
    start, end = round(warmup_min * MINUTE), horizon - round(tail_min * MINUTE)
    scenario = scenario_of(system)
    plan = make_plan(scenario, Clock(start, end - start, horizon))
    return Experiment(system, scenario.world, plan)


def run(experiment: Experiment, seed: int, replication: int) -> Sample:
    """One replication."""
    plan = experiment.plan
    clock = plan.clock
    issues = draw_issues(experiment.world, clock.horizon, seed, replication)
    records = simulate(plan, issues, seed, replication)
    return Sample(experiment.system, records, clock.warmup, clock.warmup + clock.window)


# --- warm-up ---------------------------------------------------------------------------------------------


def relaxation_min(system: System) -> float:
    """How long the system takes to forget its start; customers between contacts count."""
    orbit = system.return_delay_min / (1.0 - system.unresolved) if system.unresolved else 0.0
    return max(orbit, _busy_relaxation_min(system))


def _busy_relaxation_min(system: System) -> float:
    """Of queues and agents: the slowest pool's (each class at the pool that it tries first)."""
    work = max(max(c.handle_min) for c in system.classes) * (1.0 + system.slowdown * (system.concurrency - 1))
    patient = [c.patience for c in system.classes]
    if all(p is not None for p in patient):
        return work + max(p.time.mean_min for p in patient if p is not None)
    return work + max(_pool_relaxation_min(system, p) for p in range(len(system.pools)))


def _pool_relaxation_min(system: System, pool: int) -> float:
    """Without abandonment: of an M/G/c queue, about s (1 + cv²) / 2 / (c (1 - sqrt ρ)²)."""
    rates, servers = system.rates(), system.pools[pool].agents * system.concurrency
    mine = [(rates[i], c) for i, c in enumerate(system.classes) if c.tries[0] == pool]
    if not mine:
        return 0.0
    load = sum(rate * c.handle_min[pool] for rate, c in mine) / servers
    spread = [(1.0 + (1.0 if c.handle_cv is None else c.handle_cv**2)) / 2 for _, c in mine]
    work = sum(rate * c.handle_min[pool] * s for (rate, c), s in zip(mine, spread, strict=True))
    mean = work / sum(rate for rate, _ in mine)
    return float(mean / (servers * (1.0 - np.sqrt(min(load, 0.99))) ** 2))


# --- what stands in the records --------------------------------------------------------------------------


def joined(sample: Sample) -> Array:
    """Legs that join within the window and have ended."""
    ended: Array = sample.leg("end") != LegEnd.OPEN
    return ended & sample.within("joined_us")


def served(sample: Sample) -> Array:
    """Legs that an agent took."""
    taken: Array = sample.leg("started_us") >= 0
    return taken


def waits(sample: Sample) -> Array:
    """Time in queue in µs of each leg; without end where it is still waiting."""
    left = np.where(served(sample), sample.leg("started_us"), sample.leg("ended_us"))
    return np.where(left < 0, NEVER, left) - sample.leg("joined_us")


def overlap(sample: Sample, start: Array, end: Array) -> Array:
    """How much of each interval lies in the window; an end of -1 has not come."""
    end = np.where(end < 0, sample.end, end)
    inside: Array = np.maximum(np.minimum(end, sample.end) - np.maximum(start, sample.start), 0)
    return inside


def busy_us(sample: Sample, pool: int | None = None) -> int:
    """Agent time within the window with at least one contact in hand."""
    mine = served(sample) if pool is None else served(sample) & (sample.leg("team") == pool)
    start, end = sample.leg("started_us")[mine], sample.leg("ended_us")[mine]
    start = np.maximum(start, sample.start)
    end = np.minimum(np.where(end < 0, sample.end, end), sample.end)
    inside = start < end
    agent = sample.leg("agent")[mine][inside]
    return _union(agent, start[inside], end[inside])


def _union(agent: Array, start: Array, end: Array) -> int:
    """Total length of each agent's intervals, overlaps counted once."""
    if len(agent) == 0:
        return 0
    who, at = np.concatenate([agent, agent]), np.concatenate([start, end])
    step = np.concatenate([np.ones_like(start), -np.ones_like(end)])
    place = np.lexsort((at, who))
    held = np.cumsum(step[place])[:-1]
    gaps = np.diff(at[place])
    return int(gaps[held > 0].sum())
