"""Either engine from the command line: the same bytes of results, and which one ran is told."""

import json
from pathlib import Path

import pytest

from .command import Done, ccsim, only_folder

STUDY = (
    "compare", "one-team", "two-teams", "--world", "corner-shop", "--replications", "2",
)  # fmt: skip


def compared(out: Path, *options: str) -> Done:
    return ccsim(*STUDY, "--out", out, *options)


def test_either_engine_gives_the_same_results(tmp_path: Path) -> None:
    for engine, jobs in (("simpy", 1), ("compiled", 1), ("auto", 2)):
        done = compared(tmp_path / engine, "--engine", engine, "--jobs", str(jobs))
        assert done.code == 0, done.stderr
        assert ("compil" in done.stderr) == (engine == "compiled")
    folders = {name: only_folder(tmp_path / name) for name in ("simpy", "compiled", "auto")}
    texts = {(folder / "results.json").read_bytes() for folder in folders.values()}
    assert len(texts) == 1
    told = {name: json.loads((folder / "manifest.json").read_text())["engine"] for name, folder in folders.items()}
    assert told == {"simpy": "simpy", "compiled": "compiled", "auto": "simpy"}, "a run of this size is small"


def test_what_one_engine_has_finished_the_other_takes_up(tmp_path: Path) -> None:
    assert compared(tmp_path, "--engine", "simpy").code == 0
    done = compared(tmp_path, "--engine", "compiled")
    assert "reused 2 of 2 replications" in done.stderr


def test_quiet_is_quiet(tmp_path: Path) -> None:
    assert compared(tmp_path, "--engine", "compiled", "-q").stderr == ""


def test_records_are_the_same(tmp_path: Path) -> None:
    for engine in ("simpy", "compiled"):
        assert compared(tmp_path / engine, "--engine", engine, "--records").code == 0
    folders = [only_folder(tmp_path / engine) / "records" for engine in ("simpy", "compiled")]
    kept = {folder: sorted(folder.rglob("*.parquet")) for folder in folders}
    assert all(kept.values())
    for one, other in zip(*kept.values(), strict=True):
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("word", ["fast", "Simpy "])
def test_an_engine_that_there_is_not(tmp_path: Path, word: str) -> None:
    done = compared(tmp_path, "--engine", word)
    assert done.code == 2
    assert "simpy" in done.stderr
    assert not list(tmp_path.iterdir())
