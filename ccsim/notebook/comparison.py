"""Comparisons: run or taken up again, as tidy frames, and how they show themselves in a notebook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ccsim.engine.engines import Asked
from ccsim.errors import InputError, Problem
from ccsim.experiment.compare import Wishes, run_study
from ccsim.experiment.format import measure_label, unit_of
from ccsim.experiment.saved import find_run
from ccsim.experiment.saved import load_result as read_result
from ccsim.notebook.glance import comparison_html
from ccsim.notebook.pictures import Gallery, Picture, gallery, picture
from ccsim.notebook.studies import Named, Overrides, make_study, spelled_in_python
from ccsim.notebook.watching import watched
from ccsim.report.document import currency_of, facts_of
from ccsim.report.findings import ranking
from ccsim.report.formats import formats_asked, write_reports
from ccsim.scenario.load import LoadedStudy, check_mechanisms
from ccsim.workers import Place

INTERVAL = ["mean", "low", "high"]


@dataclass(frozen=True)
class Comparison:
    """A study's results, as they are kept in its folder."""

    document: dict[str, Any]
    """What stands in results.json."""
    folder: Path

    @property
    def verdict(self) -> str:
        """The verdict in words; empty where there is but one structure."""
        return str(self.document.get("verdict", {}).get("text", ""))

    @property
    def winner(self) -> str | None:
        """The winner's name, or None where nobody clearly wins."""
        name = self.document.get("verdict", {}).get("winner")
        return None if name is None else str(name)

    @property
    def measures(self) -> pd.DataFrame:
        """A row for each structure and measure: structure, measure, mean, low, high (its interval), label, unit."""
        rows = [
            {"structure": structure["name"], "measure": key, **interval}
            for structure in self.document["structures"]
            for key, interval in structure["measures"].items()
        ]
        return self._labelled(rows, ["structure", "measure", *INTERVAL])

    @property
    def differences(self) -> pd.DataFrame:
        """Structure − baseline, paired: structure, measure, mean, low, high, label, unit."""
        return self._labelled(self.document.get("differences", []), ["structure", "measure", *INTERVAL])

    def against(self, baseline: str) -> pd.DataFrame:
        """As `differences`, from any structure, of the measures that people look at first."""
        names = [structure["name"] for structure in self.document["structures"]]
        if baseline not in names:
            message = f"no structure of this comparison; there are: {', '.join(names)}"
            raise InputError([Problem(f"against '{baseline}'", None, None, "", message)])
        rows = [row for row in self.document.get("pairwise", []) if row["baseline"] == baseline]
        return self._labelled(rows, ["structure", "measure", *INTERVAL])

    @property
    def replications(self) -> pd.DataFrame:
        """A row for each practice, structure, measure and replication: practice, structure, measure, replication,
        value."""
        kept = pd.DataFrame(read_result(self.folder).replications())
        rows = kept[~kept["measure"].str.contains("|", regex=False) & ~kept["measure"].str.startswith("count.")]
        return rows[["practice", "structure", "measure", "replication", "value"]].reset_index(drop=True)

    @property
    def flows(self) -> pd.DataFrame:
        """Where issues go: structure, channel (wanted), first (team that answered), then (what came next), end, issues
        (mean in a replication)."""
        return self._pictures("flow", ["channel", "first", "then", "end", "issues"])

    @property
    def course(self) -> pd.DataFrame:
        """Measures over the window: structure, measure, day or week (from 1), mean, low, high, label, unit."""
        rows = [
            {"structure": s["name"], "measure": key, s["course"]["period"]: number, **interval}
            for s in self.document["structures"]
            for key, row in s["course"]["measures"].items()
            for number, interval in enumerate(row, start=1)
        ]
        period = self.document["structures"][0]["course"]["period"]
        return self._labelled(rows, ["structure", "measure", period, *INTERVAL])

    @property
    def week(self) -> pd.DataFrame:
        """A row for each structure and hour of the week: structure, hour (0 is Monday 00:00), arrivals (contacts an
        hour), on_duty (agents), waiting (customers in line), backlog (written work not begun); means of the window."""
        frames = [
            pd.DataFrame(s["week"]).rename_axis("hour").reset_index().assign(structure=s["name"])
            for s in self.document["structures"]
        ]
        whole = pd.concat(frames, ignore_index=True)
        return whole[["structure", *(column for column in whole if column != "structure")]]

    def chart(self, name: str = "verdict", size: str = "notebook") -> Picture:
        """One chart by name (`charts()` shows them all), of a size: notebook, report, slide."""
        return picture(self.document, name, size)

    def charts(self, size: str = "notebook") -> Gallery:
        """All charts that have something to show, by name."""
        return gallery(self.document, size)

    def report(self, format: str = "html") -> Path:
        """Write the results in another form (as `ccsim report --format` names them) beside them; the file, or the
        folder of several."""
        with spelled_in_python():
            asked = formats_asked([format])
        files = write_reports(read_result(self.folder), asked, self.folder / "report")
        return files[0] if len(files) == 1 else self.folder / "report"

    def __repr__(self) -> str:
        return f"{ranking(self.document)} ({', '.join(facts_of(self.document))})"

    def _repr_html_(self) -> str:
        return comparison_html(self.document)

    def _labelled(self, rows: Sequence[Mapping[str, Any]], columns: list[str]) -> pd.DataFrame:
        """Rows as a frame with the measure's name in words and its unit."""
        frame = pd.DataFrame(rows, columns=columns)
        frame["label"] = [measure_label(key) for key in frame["measure"]]
        frame["unit"] = [unit_of(key, currency_of(self.document)) for key in frame["measure"]]
        return frame

    def _pictures(self, part: str, columns: list[str]) -> pd.DataFrame:
        rows = [{"structure": s["name"], **row} for s in self.document["structures"] for row in s[part]]
        return pd.DataFrame(rows, columns=["structure", *columns])


def compare(
    what: LoadedStudy | Named | Sequence[Named],
    overrides: Overrides = (),
    *,
    world: Named | None = None,
    out: str | Path = "results",
    jobs: int = 1,
    neutralise: Iterable[str] = (),
    engine: Asked = "auto",
    progress: bool = True,
    force: bool = False,
    records: bool = False,
    **settings: Any,
) -> Comparison:
    """Compare ownership models: run what is not there yet, keep it in `out`, and give its results.

    `what` is a study (loaded, or by name), or structures by name that are compared in `world`. For names, `overrides`
    change assumptions, {"handoffs.notices": 0.3}, and `settings` are keys of the study: replications=8, seed=3,
    window="7 days", baseline="marketing-owns-digital", primary="profit", precision=0.005.
    `progress` shows in a notebook or terminal, and nowhere else; `jobs` are local cores, of which 1 is this process.
    Raises InputError where anything of this is wrong, CcsimError where a run fails.
    """
    study = _asked(what, overrides, world, settings)
    wishes = Wishes(Place(jobs), force=force, keep_records=records, engine=engine)
    with spelled_in_python(), watched(progress, study.study.primary) as told:
        outcome = run_study(study, Path(out), told, wishes, check_mechanisms(neutralise))
    return Comparison(outcome.document, outcome.folder.resolve())


def load_result(name: str | Path, out: str | Path = "results") -> Comparison:
    """A saved run by its folder, its id or the first letters of it; raises InputError where there is none."""
    result = read_result(find_run(str(name), Path(out)))
    return Comparison(result.document, result.folder.resolve())


def _asked(
    what: LoadedStudy | Named | Sequence[Named],
    overrides: Overrides,
    world: Named | None,
    settings: Mapping[str, Any],
) -> LoadedStudy:
    if not isinstance(what, LoadedStudy):
        return make_study(what, overrides, world, **settings)
    given = [*(["overrides"] if overrides else []), *(["world"] if world else []), *settings]
    if given:
        message = "this study is loaded already: give them to load_study, or name the study here"
        raise InputError([Problem(", ".join(given), None, None, "", message)])
    return what
