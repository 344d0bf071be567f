"""Whether every structure can win somewhere: a search over the evidence ranges of a world (model.md, a fair fight).

    python benchmarks/fair_fight.py [--world retailer] [--points 48] [--steps 12] [--confirm 6] [--seed N]

A Latin hypercube over blocks of inputs, then a walk for each structure that has not won yet from the points where it
came nearest, for each primary measure and under both practices. A win is confirmed by fresh replications at its point:
the paired lead over the best other structure is beyond the practical margin, and its 95 % interval excludes 0.
Writes docs/fair-fight.md and, beside it, nothing.
"""

import argparse
import json
import os
import textwrap
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from ccsim.codes import DAY
from ccsim.engine.simpy_engine import simulate
from ccsim.experiment.ranges import Point, assignments, blocks, latin_hypercube
from ccsim.inference.intervals import mean_interval
from ccsim.issues import draw_issues
from ccsim.measures.measures import larger_is_better, measure
from ccsim.plan.plan import Clock, make_plan
from ccsim.scenario.load import LoadedWorld, load_structure, load_world, make_scenario
from ccsim.scenario.study import PracticeName

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
PAGE = ROOT / "docs" / "fair-fight.md"
MARGINS = {"fcr": 0.01, "time_to_resolution_h": 0.25, "profit": 2000.0}
"""Smallest lead that matters: a point of resolution, a quarter of an hour, the week's wages of one person."""
PRACTICES: tuple[PracticeName, ...] = ("well_run", "typical")
CLOCK = Clock(2 * DAY, 5 * DAY, 14 * DAY)
CAMPAIGN = {"retailer": ["demand.campaigns.spring_sale.start=week 1 Wed 08:00"]}
"""A campaign inside the short window."""
OWN_SIZE = (
    "demand.issues_per_day", "service_agents.count", "digital_specialists.count", "people.length",
    "people.days_per_week", "channels.concurrency",
)  # fmt: skip
"""Blocks that say how big the client is and not what ownership does; they stay as the world has them."""
Job = tuple[str, tuple[tuple[str, float], ...], str, int]
"""World, point, practice, replication."""


@dataclass(frozen=True)
class Win:
    """Where a structure wins, by how much."""

    measure: str
    practice: str
    point: Point
    lead: float
    low: float
    against: str


# --- running ---------------------------------------------------------------------------------------------


def structures() -> list[str]:
    """All that place our own people: an outside company is compared as unlike people only."""
    names = sorted(path.stem for path in (SCENARIOS / "structures").glob("*.yaml"))
    return [name for name in names if all(d.company is None for d in _structure(name).structure.departments.values())]


@lru_cache
def _structure(name: str) -> Any:
    return load_structure(SCENARIOS / "structures" / f"{name}.yaml")


@lru_cache(maxsize=4)
def _world(name: str, point: tuple[tuple[str, float], ...]) -> LoadedWorld:
    path = SCENARIOS / "worlds" / f"{name}.yaml"
    groups = blocks(load_world(path).inputs)
    return load_world(path, [*assignments(groups, dict(point)), *CAMPAIGN.get(name, [])])


def evaluate(job: Job) -> list[list[float]]:
    """[structure][measure] of one replication at a point; larger is better."""
    name, point, practice, replication = job
    world = _world(name, point)
    issues = draw_issues(world.world, CLOCK.horizon, 1, replication)
    rows = []
    for structure in structures():
        scenario = make_scenario(world, _structure(structure), practice)  # type: ignore[arg-type]
        plan = make_plan(scenario, CLOCK)
        values = measure(scenario, plan, simulate(plan, issues, 1, replication))
        rows.append([values[key] if larger_is_better(key) else -values[key] for key in MARGINS])
    return rows


def leads(values: np.ndarray) -> np.ndarray:
    """[structure][measure] lead over the best other structure."""
    ordered = np.sort(values, axis=0)
    best, second = ordered[-1], ordered[-2]
    return np.where(values == best, values - second, values - best)


# --- searching -------------------------------------------------------------------------------------------


class Search:
    """What has been found so far."""

    def __init__(self, world: str, pool: ProcessPoolExecutor, seed: int) -> None:
        self.world, self.pool = world, pool
        self.names = structures()
        self.groups = blocks(load_world(SCENARIOS / "worlds" / f"{world}.yaml").inputs)
        self.luck = np.random.default_rng(seed)
        self.seen: list[tuple[Point, str, np.ndarray]] = []
        self.wins: dict[str, Win] = {}

    def run(self, tasks: list[tuple[Point, str]]) -> None:
        """One replication at each point."""
        jobs = [(self.world, tuple(point.items()), practice, 0) for point, practice in tasks]
        for (point, practice), rows in zip(tasks, self.pool.map(evaluate, jobs), strict=True):
            self.seen.append((point, practice, leads(np.array(rows))))

    def nearest(self, structure: str, measure_: int) -> tuple[Point, str, float]:
        """The point at which a structure came nearest to a win, in margins."""
        s, margin = self.names.index(structure), list(MARGINS.values())[measure_]
        point, practice, found = max(self.seen, key=lambda row: row[2][s, measure_])
        return point, practice, float(found[s, measure_]) / margin

    def confirm(self, replications: int) -> None:
        """Fresh replications at the best point of each structure that has led by a margin."""
        for name in self.names:
            ranked = sorted((self.nearest(name, m)[2], m) for m in range(len(MARGINS)))
            if name in self.wins or ranked[-1][0] < 1.0:
                continue
            m = ranked[-1][1]
            point, practice, _ = self.nearest(name, m)
            jobs = [(self.world, tuple(point.items()), practice, 1 + r) for r in range(replications)]
            values = np.array(list(self.pool.map(evaluate, jobs)))[:, :, m]
            mine = self.names.index(name)
            rest = np.delete(values, mine, axis=1)
            rival = int(np.argmax(rest.mean(axis=0)))
            gap = mean_interval(values[:, mine] - rest[:, rival], 0.95)
            key, margin = list(MARGINS.items())[m]
            if gap.mean is not None and gap.low is not None and gap.mean >= margin and gap.low > 0.0:
                others = [n for n in self.names if n != name]
                self.wins[name] = Win(key, practice, point, gap.mean, gap.low, others[rival])

    def walk(self, steps: int) -> None:
        """For each structure without a win, steps from its nearest point: half of the blocks move anew."""
        for _ in range(steps):
            tasks = []
            for name in (n for n in self.names if n not in self.wins):
                closest = max(range(len(MARGINS)), key=lambda m, n=name: self.nearest(n, m)[2])
                point, practice, _ = self.nearest(name, closest)
                moved = {b: x if self.luck.random() < 0.7 else float(self.luck.random()) for b, x in point.items()}
                tasks.append((moved, practice))
            if tasks:
                self.run(tasks)


# --- the page --------------------------------------------------------------------------------------------


def telling(point: Point) -> str:
    """The blocks that are farthest from where the world has them."""
    far = sorted(point.items(), key=lambda item: -abs(item[1] - 0.5))[:6]
    return ", ".join(f"{name} {'high' if place > 0.5 else 'low'}" for name, place in far)


def page(search: Search, options: argparse.Namespace) -> str:
    """The table of wins and the list of those that never won."""
    lines = [
        "# A fair fight",
        "",
        f"For each structure, a point of the evidence ranges of the {search.world} world at which it wins on a "
        "primary measure by the practical margin (`fcr` 1 point, time to resolution a quarter of an hour, profit "
        "2,000 in five days), against all others that place the same people; the client's size stays as it is. Found "
        "by a Latin hypercube over blocks of inputs and walks from the nearest points, and confirmed by fresh "
        "replications: the lead, and the lower end of its paired 95 % interval against the next best. "
        f"Made by `make fair-fight`: {options.points} points under each practice, {options.steps} steps, "
        f"{options.confirm} replications to confirm, seed {options.seed}; {len(search.seen)} points looked at.",
        "",
        "| structure | wins on | practice | lead | at least | before | where (inputs farthest from the world's own) |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in search.names:
        win = search.wins.get(name)
        if win is not None:
            lines.append(
                f"| {name} | `{win.measure}` | {win.practice} | {win.lead:.4g} | {win.low:.4g} | {win.against} "
                f"| {telling(win.point)} |"
            )
    never = [name for name in search.names if name not in search.wins]
    lines += ["", "## Never found to win", "", *(WHY if never else ["None."])]
    for name in never:
        m = max(range(len(MARGINS)), key=lambda m, n=name: search.nearest(n, m)[2])
        _, practice, nearest = search.nearest(name, m)
        key, margin = list(MARGINS.items())[m]
        lines.append(f"- **{name}**: nearest on `{key}` ({practice}), {nearest * margin:.3g} from the lead.")
    return "\n".join(lines) + "\n"


WHY = [
    *textwrap.wrap(
        "Two reasons, one of the model and one of the search. Only three structures put a bot before people, and two "
        "of these aim it at resolution: over its whole evidence range such a bot resolves at once what elsewhere waits "
        "for a person, at half a dollar a session, so whoever has none starts behind on `fcr` and time to resolution. "
        "What a structure may have is the industry's idea of it (docs/structures.md); a study that asks about owners "
        "alone neutralises `self_service`. And the points are few: this list says where the search stopped, not that "
        "these structures can never win.",
        118,
    ),
    "",
]


def main() -> None:
    """Search and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--world", default="retailer")
    parser.add_argument("--points", type=int, default=48, help="of the Latin hypercube, under each practice")
    parser.add_argument("--steps", type=int, default=12, help="of each structure's walk")
    parser.add_argument("--confirm", type=int, default=6, help="replications")
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        search = Search(options.world, pool, options.seed)
        moving = [name for name in search.groups if name not in OWN_SIZE]
        points = latin_hypercube(moving, options.points, options.seed)
        search.run(list(product(points, PRACTICES)))
        search.confirm(options.confirm)
        search.walk(options.steps)
        search.confirm(options.confirm)
    PAGE.write_text(page(search, options), encoding="utf-8")
    print(json.dumps({"wins": sorted(search.wins), "never": [n for n in search.names if n not in search.wins]}))


if __name__ == "__main__":
    main()
