"""Saved runs: what lies in a folder of results, and one of them by its name."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccsim.errors import CcsimError, InputError, Problem, did_you_mean, name_list
from ccsim.experiment.tables import read_columns, read_measures
from ccsim.experiment.telling import told_apart

LATEST = "latest"


def saved_runs(out: Path) -> list[dict[str, Any]]:
    """Every run in the folder, the newest first: id, study, when, replications, seconds, verdict and what tells it from
    others of its study; also those that were stopped before their end, without a verdict."""
    if not out.exists():
        return []
    if not out.is_dir():
        raise InputError([Problem(str(out), None, None, "", "is a file; a folder of results is wanted")])
    runs = [_summary(folder) for folder in out.iterdir() if (folder / "scenario.json").is_file()]
    for study in {run["study"] for run in runs}:
        same = [run for run in runs if run["study"] == study]
        for run, words in zip(
            same, told_apart([_read(out / r["id"] / "scenario.json") or {} for r in same]), strict=True
        ):
            run["about"] = words
    return sorted(runs, key=lambda run: (run["started"] or "", run["id"]), reverse=True)


def find_run(name: str, out: Path) -> Path:
    """The folder of a run by its path, its id, the first letters of one id alone, or `latest`: the newest finished."""
    for path in (Path(name), out / name):
        if (path / "scenario.json").is_file():
            return path
    runs = saved_runs(out)
    ids = [run["id"] for run in runs]
    found = [run for run in runs if run["id"].startswith(name)]
    if name == LATEST and not found:
        found = [run for run in runs if run["finished"]][:1]
    if len(found) == 1:
        return out / str(found[0]["id"])
    if not ids:
        message = f"no run '{name}': nothing is saved in {out} yet; ccsim compare demo makes a first run"
    elif found:
        message = f"'{name}' fits {len(found)} runs: {name_list([_introduced(run) for run in found])}"
    else:
        message = f"no run '{name}' in {out}{did_you_mean(name, ids)} (there are: {name_list(ids)})"
    raise InputError([Problem("", None, None, "", message)])


def _introduced(run: dict[str, Any]) -> str:
    return f"{run['id']} ({'; '.join(run['about'])})"


@dataclass(frozen=True)
class Result:
    """A finished run as it was kept; whatever shows it takes its numbers from here."""

    folder: Path
    document: dict[str, Any]
    """results.json."""
    inputs: list[dict[str, Any]]
    """Every number of the world: path, value, low, high, source, grade, note."""
    manifest: dict[str, Any]

    def command(self) -> str:
        """What was typed to make it."""
        return _command(self.folder)

    def replications(self) -> dict[str, list[Any]]:
        """replications.parquet by column: practice, structure, measure, value, weight, replication."""
        return read_columns(self.folder / "replications.parquet")

    def own_measures(self, most: int) -> dict[tuple[str, int], dict[str, float]]:
        """By structure and replication, its measures under the study's own practice; of the first so many."""
        return read_measures(self.folder / "replications.parquet", self.document["practice"], most)


def load_result(folder: Path) -> Result:
    """A finished run; CcsimError where it was stopped before its end or cannot be read."""
    document = results_of(folder)
    evidence, manifest = _read(folder / "evidence.json"), _read(folder / "manifest.json")
    if evidence is None or manifest is None or ("pairwise" not in document and "verdict" in document):
        raise CcsimError(f"{folder} was kept by an older ccsim; make it anew: {_command(folder)} --force")
    return Result(folder, document, evidence["inputs"], manifest)


def results_of(folder: Path) -> dict[str, Any]:
    """What stands in a run's results.json."""
    document = _read(folder / "results.json")
    if document is None:
        summary = _summary(folder)
        raise CcsimError(
            f"{summary['id']} was stopped after {summary['replications']} replications and has no results yet; run the "
            f"same command again to go on: {_command(folder)}"
        )
    return document


def _summary(folder: Path) -> dict[str, Any]:
    manifest, results = _read(folder / "manifest.json"), _read(folder / "results.json")
    if manifest is None or results is None:
        finished = len(list((folder / "replications").glob("*.parquet")))
        return {
            "id": folder.name,
            "study": folder.name.rpartition("-")[0],
            "started": None,
            "replications": finished,
            "seconds": None,
            "finished": False,
            "verdict": None,
        }
    return {
        "id": folder.name,
        "study": results["study"],
        "started": manifest["started"],
        "replications": results["replications"],
        "seconds": manifest["seconds"],
        "finished": True,
        "verdict": results.get("verdict", {}).get("text"),
    }


def _command(folder: Path) -> str:
    arguments = (_read(folder / "command.json") or {}).get("arguments", [])
    return shlex.join(["ccsim", *arguments])


def _read(file: Path) -> dict[str, Any] | None:
    if not file.is_file():
        return None
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except ValueError as error:
        raise CcsimError(f"{file} cannot be read; run the same command again to make it anew: {error}") from error
