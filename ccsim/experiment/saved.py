"""Saved runs: what lies in a folder of results, and one of them by its name."""

import json
import shlex
from pathlib import Path
from typing import Any

from ccsim.errors import CcsimError, InputError, Problem, did_you_mean, name_list


def saved_runs(out: Path) -> list[dict[str, Any]]:
    """Every run in the folder, the newest first: id, study, when, replications, seconds, verdict; also those that were
    stopped before their end, without a verdict."""
    if not out.exists():
        return []
    if not out.is_dir():
        raise InputError([Problem(str(out), None, None, "", "is a file; a folder of results is wanted")])
    runs = [_summary(folder) for folder in out.iterdir() if (folder / "scenario.json").is_file()]
    return sorted(runs, key=lambda run: (run["started"] or "", run["id"]), reverse=True)


def find_run(name: str, out: Path) -> Path:
    """The folder of a run by its path, its id, or the first letters of one id alone."""
    for path in (Path(name), out / name):
        if (path / "scenario.json").is_file():
            return path
    ids = [run["id"] for run in saved_runs(out)]
    found = [identity for identity in ids if identity.startswith(name)]
    if len(found) == 1:
        return out / str(found[0])
    if found:
        message = f"'{name}' fits {len(found)} runs: {name_list(found)}"
    else:
        message = f"no run '{name}' in {out}{did_you_mean(name, ids)} (there are: {name_list(ids) or 'none'})"
    raise InputError([Problem("", None, None, "", message)])


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
