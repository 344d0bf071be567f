"""What was set shows on every surface and in the list of runs; how it was written makes no other run of it."""

import json
import re
from pathlib import Path

import pytest

from ccsim.experiment.telling import told_apart

from .command import ccsim, only_folder

QUICK = ("--jobs", "1", "--replications", "2", "--set", "study.window=1 day", "--set", "study.warmup=0 days")
SLOWER = ("--set", "reasons.*.handle_time=x1.25")


def made(out: str, *more: str) -> None:
    done = ccsim("compare", "tiny", "--out", out, *QUICK, *more)
    assert done.code == 0, done.stderr


def test_what_was_set_stands_in_the_results_and_beside_them(tmp_path: Path) -> None:
    out = str(tmp_path)
    made(out, *SLOWER, "--set", "world.triage.accuracy = 0.9", "--set", "structures.practice.sharing=daily")
    document = json.loads((only_folder(tmp_path) / "results.json").read_text(encoding="utf-8"))
    expected = {"reasons.*.handle_time=x1.25", "triage.accuracy=0.9", "structures.practice.sharing=daily"}
    assert expected < set(document["overrides"])
    assert len(document["overrides"]) == 5
    shown = ccsim("results", "--out", out, "show", "latest")
    assert all(f"set: {override}" in shown.stderr for override in document["overrides"])
    ccsim("report", "latest", "--out", out, "--to", tmp_path / "to", "--format", "md")
    (written,) = (tmp_path / "to").glob("*.md")
    text = re.sub(r"\\(.)", r"\1", written.read_text(encoding="utf-8"))
    assert all(f"set: {override}" in text for override in document["overrides"])


def test_a_run_is_the_same_however_its_values_were_written(tmp_path: Path) -> None:
    told = set()
    for way in ("triage.accuracy=0.9", "triage.accuracy=.90", "world.triage={accuracy: 0.9}"):
        made(str(tmp_path), "--set", way)
        document = json.loads((only_folder(tmp_path) / "results.json").read_text(encoding="utf-8"))
        told.add(document["overrides"][-1])
    assert len(told) == 3


def test_runs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    out = str(tmp_path)
    made(out)
    made(out, *SLOWER)
    made(out, "--neutralise", "patience", "--seed", "9")
    listed = ccsim("results", "--out", out, "--json").document["results"]
    about = {"; ".join(run["about"]) for run in listed}
    seeds = {re.search(r"seed (\d+)", words)[1] for words in about if "seed" in words}  # type: ignore[index]
    assert len(about) == len(listed) == 3
    assert len(seeds) == 2
    assert any("set: reasons.*.handle_time=x1.25" in words for words in about)
    assert any("neutralised: patience" in words for words in about)
    assert not any("window" in words for words in about)  # all have the same

    refused = ccsim("results", "--out", out, "show", "tiny")
    assert refused.code == 2
    assert "'tiny' fits 3 runs" in refused.stderr
    assert all(f"{run['id']} ({'; '.join(run['about'])})" in refused.stderr for run in listed)

    newest = ccsim("results", "--out", out, "show", "latest", "--json").document
    assert newest["id"] == listed[0]["id"]


def test_latest_is_the_newest_finished_run(tmp_path: Path) -> None:
    out = str(tmp_path)
    assert "no run 'latest'" in ccsim("results", "--out", out, "show", "latest").stderr
    made(out)
    (first,) = tmp_path.iterdir()
    stopped = tmp_path / "tiny-000000000000"
    stopped.mkdir()
    (stopped / "scenario.json").write_text((first / "scenario.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert ccsim("results", "--out", out, "show", "latest", "--json").document["id"] == first.name


@pytest.mark.parametrize("edited", [1, 5])
def test_files_that_were_edited_between_runs_are_told_by_what_changed(edited: int) -> None:
    def scenario(value: float) -> dict[str, object]:
        world = {"people": {f"n{i}": value if i < edited else 0 for i in range(9)}}
        return {"version": "1", "study": {"world": "shop", "seed": 1}, "world": world, "structures": {}}

    first, second = told_apart([scenario(1.5), scenario(2)])
    shown = min(edited, 3)
    assert first[: 1 + shown] == ["shop", *(f"people.n{i}=1.5" for i in range(shown))]
    assert second[: 1 + shown] == ["shop", *(f"people.n{i}=2" for i in range(shown))]
    assert first[1 + shown :] == ([] if edited == 1 else ["2 more"])
