"""`ccsim report`: files of a saved result, without simulating, and what is refused."""

import json
import shlex
import shutil
from pathlib import Path

import pytest

from ccsim.report.formats import WRITERS

from .command import ccsim


@pytest.fixture
def saved(compared: Path, tmp_path: Path) -> Path:
    """A copy of the finished run, in a folder of results of its own."""
    return Path(shutil.copytree(compared, tmp_path / "out" / compared.name))


def test_every_format_is_written_and_named(saved: Path) -> None:
    done = ccsim("report", saved.name, "--out", saved.parent, "--format", ",".join(WRITERS))
    assert done.code == 0, done.stderr
    written = [Path(line) for line in done.stdout.splitlines()]
    assert {path.suffix for path in written} >= {f".{name}" for name in WRITERS}
    assert all(path.is_file() and path.stat().st_size and saved / "report" in path.parents for path in written)
    assert sorted(path for path in (saved / "report").rglob("*") if path.is_file()) == sorted(written)


def test_a_folder_an_id_and_the_start_of_one_name_the_same_run(saved: Path, tmp_path: Path) -> None:
    for name in (saved, saved.name, saved.name[:8]):
        done = ccsim("report", name, "--out", saved.parent, "--format", "md", "--to", tmp_path / "to", "--json")
        assert done.document["id"] == saved.name
        assert done.document["files"] == [str(tmp_path / "to" / f"{saved.name}.md")]


def test_its_own_files_are_replaced_whole_and_alike(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / f"{saved.name}.md"
    file.write_text("old")
    ccsim("report", saved, "--format", "md", "--to", tmp_path)
    first = file.read_bytes()
    ccsim("report", saved, "--format", "md", "--format", "md", "--to", tmp_path)
    assert first == file.read_bytes() != b"old"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("md,mdd", "no format 'mdd'; did you mean 'md'?"),
        ("markdown", "did you mean 'md'?"),
        ("pdf", "(there are:"),
        (",", "names no format"),
    ],
)
def test_an_unknown_format_is_refused_with_the_nearest(saved: Path, words: str, told: str) -> None:
    done = ccsim("report", saved, "--format", words)
    assert (done.code, done.stdout) == (2, "")
    assert told in done.stderr
    assert not (saved / "report").exists()


@pytest.mark.parametrize("option", ["--to", "--out"])
def test_standard_output_is_no_folder(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = ccsim("report", saved, "--format", "md", option, "-")
    assert (done.code, done.stdout) == (2, "")
    assert "not standard" in done.stderr
    assert not (tmp_path / "-").exists()


def test_runs_that_cannot_be_shown_are_refused(saved: Path, tmp_path: Path) -> None:
    assert ccsim("report", "nothing", "--out", saved.parent).code == 2
    assert "nothing is saved" in ccsim("report", "nothing", "--out", tmp_path / "empty").stderr
    (saved / "results.json").unlink()
    unfinished = ccsim("report", saved)
    assert unfinished.code == 1
    assert "run the same command again to go on" in unfinished.stderr
    (saved / "results.json").write_text(json.dumps({"study": "x"})[:-3])
    broken = ccsim("report", saved)
    assert broken.code == 1
    assert "cannot be read" in broken.stderr


def test_a_comparison_says_what_to_type_next(shop: Path, tmp_path: Path) -> None:
    again = ("compare", "tiny", "--jobs", "1", "--replications", "2", "--out", tmp_path / "next")
    hint = ccsim(*again).stderr.splitlines()[-1]
    assert hint.startswith("next: ccsim report ")
    assert ccsim(*shlex.split(hint.removeprefix("next: ccsim ")), "--format", "md").code == 0
    assert "next:" not in ccsim(*again, "-q").stderr
    assert "next:" not in ccsim(*again, "--json").stderr
