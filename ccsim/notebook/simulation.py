"""One replication of one scenario: its records, its measures, one issue's life."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import pandas as pd

from ccsim.codes import MINUTE, CallEnd, ContactEnd, IssueEnd, LegEnd, Mark
from ccsim.engine.engines import Asked, Rules, chosen, simulate_with
from ccsim.engine.engines import simulate as run_engine
from ccsim.engine.records import Records
from ccsim.errors import InputError, Problem
from ccsim.experiment.format import format_value, measure_label, plain
from ccsim.experiment.story import told_by
from ccsim.issues import draw_issues
from ccsim.measures.measures import measure
from ccsim.notebook.html import block, prose_table, table
from ccsim.notebook.studies import scenario_facts
from ccsim.plan.plan import Plan, make_plan, study_clock
from ccsim.scenario.quantities import parse_duration
from ccsim.scenario.scenario import Scenario as PlainScenario

ENDS: Mapping[str, type[IntEnum]] = {"issues": IssueEnd, "contacts": ContactEnd, "legs": LegEnd, "calls": CallEnd}
"""What the column `end` of a table means."""
AT_A_GLANCE = (
    "fcr", "resolved", "lost", "contacts_per_issue", "handoffs_per_issue", "abandonment.voice", "wait_min_median.voice",
    "occupancy", "cost_per_resolved", "satisfaction",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One issue's life."""

    heading: str
    fate: str
    steps: pd.DataFrame
    """Columns at (such as "week 1 Tue 08:00:12"), minutes (since the first step), what."""

    def __repr__(self) -> str:
        lines = [f"{row.at}  {row.what}" for row in self.steps.itertuples()]
        return "\n".join([self.heading, *lines, f"In the end: {self.fate}."])

    def _repr_html_(self) -> str:
        rows = [(str(row.at), _since(float(str(row.minutes))), str(row.what)) for row in self.steps.itertuples()]
        return block(self.heading, f"In the end: {self.fate}", prose_table(("When", "After", "What happens"), rows))


def _since(minutes: float) -> str:
    """A time since the start, in the two units that matter."""
    hours, rest = divmod(round(minutes), 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {rest:02} min" if hours else f"{minutes:.1f} min"


@dataclass(frozen=True)
class Run:
    """One replication of one scenario: the plan that it followed and the records that it left."""

    scenario: PlainScenario
    plan: Plan
    records: Records
    seed: int
    replication: int

    def measures(self) -> dict[str, float]:
        """Every measure by key; shares from 0 to 1, times in minutes or hours, money in the world's currency
        (docs/measures.md)."""
        return measure(self.scenario, self.plan, self.records)

    def frame(self, table: str) -> pd.DataFrame:
        """The records as a tidy frame: `issues`, `contacts`, `legs` (one row for each), `duty` (spells of agents), or
        `calls` (outbound).

        Channels, reasons, teams, lines and ends are named, marks are columns of their own (`callback`, `complaint`,
        `sold` …); NaN or -1 stands for what did not happen. Columns that end in _us are microseconds since Monday
        00:00 of week 1 (divide by 60e6 for minutes).
        """
        frame: pd.DataFrame = self.records.frame(table)
        for column, names in self._names(table).items():
            if column in frame:
                frame[column] = pd.Categorical.from_codes(frame[column].to_numpy(), categories=names)
        if "marks" in frame:
            marks = frame.pop("marks")
            frame = frame.assign(**{mark.name.lower(): (marks & int(mark)) > 0 for mark in Mark if mark.name})
        return frame

    def _names(self, table: str) -> dict[str, pd.Index]:
        """What the numbers of a table's columns stand for."""
        plan = self.plan
        lines = _told_apart([line.name for line in plan.lines])
        names = {"channel": plan.channels, "reason": plan.reasons, "team": plan.teams, "line": lines}
        if table in ENDS:
            names["end"] = tuple(end.name.lower() for end in ENDS[table])
        return {column: pd.Index(words) for column, words in names.items()}

    def story(self, issue: int) -> Story:
        """One issue's life, step by step; raises InputError where there is no such issue."""
        if not 0 <= issue < len(self.records.issues):
            message = f"there are {len(self.records.issues):,} issues: 0 to {len(self.records.issues) - 1}"
            raise InputError([Problem(f"issue {issue}", None, None, "", message)])
        told = told_by(self.plan, self.records, issue)
        steps = pd.DataFrame(told["steps"], columns=["at", "at_us", "what"])
        steps.insert(1, "minutes", (steps.pop("at_us") - told["steps"][0]["at_us"]) / MINUTE)
        heading = (
            f"Issue {issue} under {self.scenario.structure.title}: {plain(told['reason'])}, by {plain(told['wants'])}"
        )
        return Story(heading, told["fate"], steps)

    def __repr__(self) -> str:
        return f"Run of {self.scenario.structure_name} in {self.scenario.world_name}: {self._sizes()}"

    def _repr_html_(self) -> str:
        measures, currency = self.measures(), self.scenario.world.currency
        keys = [key for key in AT_A_GLANCE if key in measures]
        rows = [(measure_label(key), format_value(key, measures[key], currency)) for key in keys]
        which = [f"seed {self.seed}", f"replication {self.replication} alone: no intervals"]
        heading = f"One replication of {self.scenario.structure_name} · world: {self.scenario.world.title}"
        shown = table(("Measure", "Value"), rows)
        return block(heading, self._sizes(), shown, facts=[*scenario_facts(self.scenario), *which])

    def _sizes(self) -> str:
        counts = {name: len(getattr(self.records, name)) for name in ("issues", "contacts", "legs")}
        return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names, numbered from their second use on: a channel has a line for each set of teams."""
    used: Counter[str] = Counter()
    unlike = []
    for name in names:
        used[name] += 1
        unlike.append(name if used[name] == 1 else f"{name} {used[name]}")
    return tuple(unlike)


def simulate(
    scenario: PlainScenario,
    seed: int = 1,
    replication: int = 0,
    warmup: str = "7 days",
    window: str = "14 days",
    engine: Asked = "auto",
    rules: Rules | None = None,
) -> Run:
    """One replication; 14 days of follow-up come after the window.

    `rules` puts functions of your own in place of those of the same name, on the SimPy engine: `usual_rules()` shows
    which there are. Raises CcsimError for a name that no rule has.
    """
    clock = study_clock(_time("warmup", warmup), _time("window", window))
    plan = make_plan(scenario, clock)
    issues = draw_issues(scenario.world, clock.horizon, seed, replication, scenario.neutralised)
    if rules:
        records = simulate_with(rules, plan, issues, seed, replication, engine)
    else:
        records = run_engine(plan, issues, seed, replication, chosen(engine, len(issues)))
    return Run(scenario, plan, records, seed, replication)


def story(
    scenario: PlainScenario,
    issue: int,
    seed: int = 1,
    replication: int = 0,
    warmup: str = "7 days",
    window: str = "14 days",
) -> Story:
    """One issue's life in one replication; for several of them, `simulate` once and ask `run.story(issue)`."""
    return simulate(scenario, seed, replication, warmup, window).story(issue)


def _time(name: str, text: Any) -> int:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise InputError([Problem(f"{name}={text}", None, None, "", str(error))]) from None
