"""Whether the intervals cover and the choices are right as often as they say, on Erlang A, whose truth is known.

    python benchmarks/interval_coverage.py [--replications N] [--seed N]

Three call centers that differ in their agents alone meet the same customers, replication by replication, on the engine
and through the measures that every study uses. Trials take their replications from that pool one after another, each
anew. Writes docs/coverage.md; ends with 1 if anything is off by more than its tolerance.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from ccsim_cases import GROUPS, bare_scenario, bare_world
from scipy.linalg import expm
from scipy.optimize import brentq

from ccsim.codes import HOUR
from ccsim.engine.engines import simulate
from ccsim.inference.intervals import mean_interval
from ccsim.inference.paired import paired_differences
from ccsim.inference.ranking import best_against_rest, winner
from ccsim.inference.ratios import pooled
from ccsim.inference.selection import select
from ccsim.inference.stopping import replications_needed
from ccsim.measures.cohort import Ratio
from ccsim.measures.measures import measure
from ccsim.plan.plan import Clock, make_plan

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
ARRIVALS_PER_HOUR, SERVICE_MIN, PATIENCE_MIN = 100.0, 6.0, 8.0
AGENTS = (11, 12, 13)
CLOCK = Clock(2 * HOUR, 20 * HOUR, 24 * HOUR)
"""Two hours are some twenty relaxation times, so the empty start is forgotten; and all who come in the window end."""
KEYS = ("wait_min.voice", "wait_min_p90.voice", "abandonment.voice", "service_level.voice")
WAIT, P90, ABANDONED, IN_TIME = range(4)
PER_TRIAL, PILOT = 20, 10
LEVEL = 0.95
STANDARD_ERRORS = 3.0
QUEUE_STATES = 120


# --- the truth -------------------------------------------------------------------------------------------


@cache
def chances(agents: int) -> tuple[float, ...]:
    """Stationary chances of the number in an M/M/n+M system (Palm 1957; Mandelbaum and Zeltyn 2007)."""
    arrive, serve, leave = ARRIVALS_PER_HOUR / 60.0, 1.0 / SERVICE_MIN, 1.0 / PATIENCE_MIN
    weights = [1.0]
    for k in range(1, agents + QUEUE_STATES):
        weights.append(weights[-1] * arrive / (min(k, agents) * serve + max(0, k - agents) * leave))
    return tuple(w / sum(weights) for w in weights)


def truth(agents: int) -> tuple[float, ...]:
    """By key: mean wait (with those who leave), P90 of the time to the answer, share who leave, share in time."""
    queue = sum(max(0, k - agents) * p for k, p in enumerate(chances(agents)))
    arrive, in_time_min = ARRIVALS_PER_HOUR / 60.0, 20.0 / 60.0
    p90 = brentq(lambda t: answered_by(agents, t) - 0.9, 1e-9, 200.0)
    return queue / arrive, p90, queue / PATIENCE_MIN / arrive, answered_by(agents, in_time_min)


def answered_by(agents: int, minutes: float) -> float:
    """Share of customers whom an agent answers within a time: at once, or from their place in the queue.

    From place i (so many ahead) one moves up at the rate at which anybody is served or leaves ahead, or leaves.
    """
    free = sum(chances(agents)[:agents])
    places, serve, leave = QUEUE_STATES, agents / SERVICE_MIN, 1.0 / PATIENCE_MIN
    rates = np.zeros((places + 1, places + 1))
    for i in range(places):
        up = serve + i * leave
        rates[i, i] = -(up + leave)
        rates[i, i - 1 if i else places] = up
    reached = expm(rates * minutes)[:places, places]
    return float(free + np.dot(chances(agents)[agents : agents + places], reached))


# --- the replications ------------------------------------------------------------------------------------


@cache
def centers() -> list[tuple[Any, Any]]:
    """Scenario and plan of each center."""
    found = []
    for agents in AGENTS:
        channel = {
            "real_time": True, "profile": "flat", "answer_within": "20 s", "patience": {"mean": f"{PATIENCE_MIN} min"},
        }  # fmt: skip
        reason = {
            "kind": "service", "share": 1, "channels": {"voice": 1}, "handle_time": f"{SERVICE_MIN} min",
            "resolvable": 1,
        }  # fmt: skip
        world = bare_world(24 * ARRIVALS_PER_HOUR, [1.0] * 48, {"voice": channel}, {"question": reason},
                           {GROUPS[0]: agents})  # fmt: skip
        team = {"department": "house", "members": {GROUPS[0]: "100 %"}, "handles": ["service"]}
        scenario = bare_scenario(world, {"team": team}, {"voice": ["team"]})
        found.append((scenario, make_plan(scenario, CLOCK)))
    return found


def replicate(job: tuple[int, int]) -> list[list[tuple[float, float]]]:
    """[center][key] value and weight."""
    from ccsim.issues import draw_issues

    seed, number = job
    issues = draw_issues(centers()[0][0].world, CLOCK.horizon, seed, number)
    rows = []
    for scenario, plan in centers():
        values = measure(scenario, plan, simulate(plan, issues, seed, number, "compiled"))
        rows.append([(float(x), x.over if isinstance(x, Ratio) else np.nan) for x in (values[k] for k in KEYS)])
    return rows


# --- the trials ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """How often something held."""

    what: str
    truth: str
    stated: float
    hits: list[bool]
    at_least: bool = False
    """Whether more often than stated is right too."""
    note: str = ""

    @property
    def rate(self) -> float:
        """Share of trials."""
        return float(np.mean(self.hits))

    @property
    def tolerance(self) -> float:
        """What the number of trials allows."""
        return STANDARD_ERRORS * float(np.sqrt(self.stated * (1 - self.stated) / len(self.hits)))

    @property
    def ok(self) -> bool:
        """Whether it is as stated."""
        return self.rate >= self.stated - self.tolerance and (
            self.at_least or self.rate <= self.stated + self.tolerance
        )


class Pool:
    """The replications: [replication][center][key] values, weights and truths."""

    def __init__(self, table: np.ndarray) -> None:
        self.values, self.weights = table[..., 0], table[..., 1]
        self.truths = np.array([truth(agents) for agents in AGENTS])

    def sample(self, start: int, size: int, key: int) -> np.ndarray:
        """[center][replication] numbers for the methods."""
        part = slice(start, start + size)
        return np.array([pooled(self.values[part, c, key], self.weights[part, c, key]) for c in range(len(AGENTS))])

    def blocks(self, key: int) -> Iterator[np.ndarray]:
        """A sample for each trial of a fixed size."""
        for start in range(0, len(self.values) - PER_TRIAL + 1, PER_TRIAL):
            yield self.sample(start, PER_TRIAL, key)


def covers(interval: Any, true: float) -> bool:
    """Whether an interval holds the truth."""
    return interval.low is not None and interval.low <= true <= interval.high


def of_means(pool: Pool) -> Iterator[Found]:
    """Intervals of a mean, a quantile and shares, each of one center."""
    names = {
        WAIT: "mean wait",
        P90: "P90 of the time to the answer",
        ABANDONED: "abandonment",
        IN_TIME: "service level",
    }
    for key, name in names.items():
        for c in (0, 2):
            true = pool.truths[c, key]
            hits = [covers(mean_interval(sample[c], LEVEL), true) for sample in pool.blocks(key)]
            yield Found(f"{name}, {AGENTS[c]} agents", f"{true:.4f}", LEVEL, hits)


def of_differences(pool: Pool) -> Iterator[Found]:
    """Paired differences, one and all together; the best against the rest."""
    for key, name in ((WAIT, "mean wait"), (ABANDONED, "abandonment")):
        true = pool.truths[2, key] - pool.truths[0, key]
        hits = [covers(mean_interval(s[2] - s[0], LEVEL), true) for s in pool.blocks(key)]
        yield Found(f"paired difference in {name}, {AGENTS[2]} − {AGENTS[0]} agents", f"{true:.4f}", LEVEL, hits)
    true = pool.truths[:, WAIT] - pool.truths[0, WAIT]
    hits = []
    for sample in pool.blocks(WAIT):
        found = paired_differences(sample, 0, LEVEL)
        hits.append(all(covers(i, t) for i, t in zip(found[1:], true[1:], strict=True)))
    yield Found("both paired differences from the baseline at once", "as above", LEVEL, hits, at_least=True)
    signed = -pool.truths[:, WAIT]
    best = [signed[i] - max(np.delete(signed, i)) for i in range(len(AGENTS))]
    hits = [
        all(covers(i, t) for i, t in zip(best_against_rest(s, LEVEL, False), best, strict=True))
        for s in pool.blocks(WAIT)
    ]
    yield Found("best against the rest, all three at once", "as above", LEVEL, hits, at_least=True)


def of_sequences(pool: Pool) -> Iterator[Found]:
    """Stein's two stages: all three differences at once, and each width as asked."""
    asked = 0.15 * abs(pool.truths[1, WAIT] - pool.truths[0, WAIT])
    pairs = list(combinations(range(len(AGENTS)), 2))
    hits, widths, sizes, start = [], [], [], 0
    while start + PILOT < len(pool.values):
        needed = replications_needed(pool.sample(start, PILOT, WAIT), asked, LEVEL) or PILOT
        if start + needed > len(pool.values):
            break
        part = slice(start, start + needed)
        sample = [pooled(pool.values[part, c, WAIT], pool.weights[part, c, WAIT], PILOT) for c in range(len(AGENTS))]
        found = [mean_interval(sample[a] - sample[b], LEVEL, len(pairs), PILOT) for a, b in pairs]
        hits.append(all(covers(i, pool.truths[a, WAIT] - pool.truths[b, WAIT])
                        for i, (a, b) in zip(found, pairs, strict=True)))  # fmt: skip
        widths.append(max(i.half_width or 0.0 for i in found) <= asked * (1 + 1e-9))
        sizes.append(needed)
        start += needed
    note = f"{np.mean(sizes):.0f} replications on average"
    yield Found(f"two stages for ± {asked:.3f}: all differences at once", "as above", LEVEL, hits, True, note)
    yield Found("two stages: the width is as asked", "–", 1.0, widths, True)


def of_choices(pool: Pool) -> Iterator[Found]:
    """The procedure KN where the best leads by just the zone; and ties, which nobody may win."""
    zone = float(pool.truths[1, WAIT] - pool.truths[2, WAIT])
    yield _chosen(pool, zone, "chosen: the best, which leads by just the indifference zone", lambda c: c == 2)
    yield _chosen(pool, 3 * zone, "chosen: within the zone of the best, where the zone is wide", lambda c: c > 0)
    third = len(pool.values) // 3
    hits = []
    for start in range(0, third - PER_TRIAL + 1, PER_TRIAL):
        tied = np.array([pool.sample(start + i * third, PER_TRIAL, WAIT)[1] for i in range(3)])
        hits.append(winner(best_against_rest(tied, LEVEL, False)) is None)
    yield Found("three tied for best: no clear winner", "–", LEVEL, hits, at_least=True)


def _chosen(pool: Pool, zone: float, what: str, right: Callable[[int], bool]) -> Found:
    hits, sizes, start, ahead = [], [], 0, 400
    while start + ahead <= len(pool.values):
        part = slice(start, start + ahead)
        state = select(pool.values[part, :, WAIT].T, pool.weights[part, :, WAIT].T, zone, LEVEL, False)
        hits.append(state.is_over and right(state.survivors[0]))
        sizes.append(max(state.replications))
        start += max(state.replications)
    return Found(what, f"zone {zone:.4f}", LEVEL, hits, True, f"{np.mean(sizes):.0f} replications on average")


def of_normals(seed: int) -> Iterator[Found]:
    """Problems that are as hard as they come: normal values, the best ahead by just the zone, noise shared or not."""
    luck = np.random.default_rng(seed)
    for count, shared, what in ((3, 3.0, "3 normal structures, most noise shared"),
                                (5, 0.0, "5 normal structures, independent"),
                                (10, 2.0, "10 normal structures, noise shared")):  # fmt: skip
        hits, sizes = [], []
        for _ in range(MACRO):
            own = luck.normal(size=(count, MOST_NORMAL)) * 2.0
            table = own + shared * luck.normal(size=MOST_NORMAL)
            table[-1] += 1.0
            state = select(table, np.full(table.shape, np.nan), 1.0, LEVEL)
            hits.append(state.survivors == (count - 1,))
            sizes.append(max(state.replications))
        note = f"{np.mean(sizes):.0f} replications on average"
        yield Found(f"chosen: the best of {what}", "lead 1, zone 1, deviation 2", LEVEL, hits, True, note)
    hits = []
    for _ in range(MACRO):
        table = luck.normal(size=(3, PER_TRIAL)) + 2.0 * luck.normal(size=PER_TRIAL)
        hits.append(winner(best_against_rest(table, LEVEL)) is None)
    yield Found("three normal structures tied for best: no clear winner", "–", LEVEL, hits, at_least=True)


MACRO, MOST_NORMAL = 1000, 1500
"""Trials, and replications that none of them exceeds."""


# --- the page --------------------------------------------------------------------------------------------


def page(found: list[Found], replications: int, seed: int) -> str:
    """The table."""
    lines = [
        "# Coverage",
        "",
        "Whether intervals cover the truth and choices are right as often as they say. Three Erlang A call centers "
        f"(M/M/n+M: {ARRIVALS_PER_HOUR:g} calls an hour, {SERVICE_MIN:g} minutes of service, {PATIENCE_MIN:g} minutes "
        f"of patience; {', '.join(map(str, AGENTS[:-1]))} and {AGENTS[-1]} agents) meet the same customers on the "
        "engine and through the measures that every study uses; their truth is the stationary solution of the Markov "
        f"chain. Made by `make coverage`: {replications:,} replications of 20 hours, seed {seed}; a trial of a fixed "
        f"size takes {PER_TRIAL} of them. The tolerance is {STANDARD_ERRORS:g} binomial standard errors of the number "
        "of trials.",
        "",
        "| what | truth | trials | stated | found | tolerance | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in found:
        stated = f"{'at least ' if row.at_least and row.stated < 1 else ''}{row.stated:.0%}"
        verdict = "as stated" if row.ok else "**off**"
        lines.append(
            f"| {row.what}{f' ({row.note})' if row.note else ''} | {row.truth} | {len(row.hits)} | {stated} "
            f"| {row.rate:.1%} | ± {row.tolerance:.1%} | {verdict} |"
        )
    lines += [
        "",
        "Times are in minutes. A quantile's interval is that of the mean over replications of each replication's "
        "quantile; with some two thousand calls in each its bias (of order one over the calls) is far below its "
        "standard error, which this table checks. Shares and means are sums over sums (docs/statistics.md).",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Replicate, try, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--replications", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    jobs = [(options.seed, number) for number in range(options.replications)]
    rows = []
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:
        for row in workers.map(replicate, jobs, chunksize=50):
            rows.append(row)
            if len(rows) % 500 == 0:
                print(f"\r{len(rows):,} of {len(jobs):,} replications", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    pool = Pool(np.array(rows))
    found = [*of_means(pool), *of_differences(pool), *of_sequences(pool), *of_choices(pool), *of_normals(options.seed)]
    PAGE.write_text(page(found, options.replications, options.seed), encoding="utf-8")
    wrong = [row for row in found if not row.ok]
    for row in wrong:
        print(f"{row.what}: {row.rate:.3f} instead of {row.stated}", file=sys.stderr)
    print(f"{len(found) - len(wrong)} of {len(found)} as stated; see {PAGE}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
