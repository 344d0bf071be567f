"""The public functions, for notebooks and programs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ccsim.engine.engines import Asked, Rules, chosen, simulate_with
from ccsim.engine.engines import simulate as run_engine
from ccsim.engine.records import Records
from ccsim.experiment.compare import Told, Wishes, run_study
from ccsim.issues import draw_issues
from ccsim.measures.measures import measure
from ccsim.plan.plan import Plan, make_plan, study_clock
from ccsim.scenario.files import find, scenarios_root
from ccsim.scenario.load import LoadedStudy, assemble_scenario, check_mechanisms
from ccsim.scenario.load import load_study as read_study
from ccsim.scenario.quantities import parse_duration
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.study import PracticeName
from ccsim.workers import Place


@dataclass(frozen=True)
class Run:
    """One replication of one scenario: the plan that it followed and the records that it left."""

    scenario: Scenario
    plan: Plan
    records: Records

    def measures(self) -> dict[str, float]:
        """Every measure by key (docs/measures.md)."""
        return measure(self.scenario, self.plan, self.records)

    def frame(self, table: str) -> pd.DataFrame:
        """`issues`, `contacts`, `legs` or `duty`, with names in place of the indices of channels, reasons and teams."""
        frame: pd.DataFrame = self.records.frame(table)
        names = {"channel": self.plan.channels, "reason": self.plan.reasons, "team": self.plan.teams}
        for column in names.keys() & set(frame.columns):
            codes = frame[column]
            frame[column] = pd.Categorical.from_codes(codes.to_numpy(), categories=pd.Index(names[column]))
        return frame


@dataclass(frozen=True)
class Comparison:
    """A study's results."""

    document: dict[str, Any]
    """What stands in results.json."""
    folder: Path

    @property
    def verdict(self) -> str:
        """The verdict in one sentence."""
        return str(self.document["verdict"]["text"])

    @property
    def measures(self) -> pd.DataFrame:
        """Columns structure, measure, mean, low, high."""
        rows = [
            {"structure": structure["name"], "measure": key, **interval}
            for structure in self.document["structures"]
            for key, interval in structure["measures"].items()
        ]
        return pd.DataFrame(rows)

    @property
    def differences(self) -> pd.DataFrame:
        """Columns structure, measure, mean, low, high: structure − baseline."""
        return pd.DataFrame(self.document["differences"])


def load_study(study: str | Path, overrides: Sequence[str] = ()) -> LoadedStudy:
    """A study by path or name, with overrides such as "handoffs.notices=0.3" or "study.window=7 days"."""
    return read_study(find("study", str(study), scenarios_root(Path.cwd())), overrides)


def load_scenario(
    structure: str | Path,
    world: str | Path,
    practice: PracticeName = "well_run",
    neutralise: Iterable[str] = (),
    overrides: Sequence[str] = (),
) -> Scenario:
    """One structure in one world, each by path or name."""
    return assemble_scenario(str(structure), str(world), practice, neutralise, overrides)


def simulate(
    scenario: Scenario,
    seed: int = 1,
    replication: int = 0,
    warmup: str = "7 days",
    window: str = "14 days",
    engine: Asked = "auto",
    rules: Rules | None = None,
) -> Run:
    """One replication; 14 days of follow-up come after the window.

    `rules` puts functions of your own in place of those of the same name in `ccsim.rules` that the engine asks:
    patience_us, leg_work, progress, time_to_finish, leg_outcome, purchase_kept, reach.
    """
    clock = study_clock(parse_duration(warmup), parse_duration(window))
    plan = make_plan(scenario, clock)
    issues = draw_issues(scenario.world, clock.horizon, seed, replication, scenario.neutralised)
    if rules:
        return Run(scenario, plan, simulate_with(rules, plan, issues, seed, replication, engine))
    return Run(scenario, plan, run_engine(plan, issues, seed, replication, chosen(engine, len(issues))))


def compare(
    study: LoadedStudy,
    out: str | Path = "results",
    jobs: int = 1,
    neutralise: Iterable[str] = (),
    engine: Asked = "auto",
) -> Comparison:
    """Run a study, or take up what is there of it, and give its results."""
    silent = Told(total=lambda n: None, finished=lambda n, half_width: None, note=lambda text: None)
    outcome = run_study(study, Path(out), silent, Wishes(Place(jobs), engine=engine), check_mechanisms(neutralise))
    return Comparison(outcome.document, outcome.folder)
