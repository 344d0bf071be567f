"""`ccsim init`: what it writes runs as it stands, and it writes all or nothing and over nothing."""

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from ccsim.cli import app
from ccsim.scenario.document import read_document
from ccsim.scenario.load import load_world
from ccsim.starter import start as starting
from ccsim.starter.start import STUDY, starter_texts

SHIPPED = Path(__file__).parents[2] / "scenarios"
QUICK = ("--replications", "2", "--set", "study.window=7 days", "--jobs", "1")


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ccsim(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def everything() -> list[str]:
    return sorted(str(path) for path in Path().rglob("*"))


# What is written


def test_it_runs_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    done = ccsim("init", "acme co")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [f"acme co/{name}" for name in starter_texts()]
    assert f"cd 'acme co' && ccsim validate . && ccsim compare {STUDY}" in done.stderr

    monkeypatch.chdir("acme co")
    checked = ccsim("validate", ".", "--world", "client")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert len(checked.stdout.splitlines()) == 5

    compared = ccsim("compare", STUDY, *QUICK, "--json")
    assert compared.exit_code == 0, compared.stderr
    document = json.loads(compared.stdout)
    assert len(document["structures"]) == 3
    assert document["verdict"]["text"]
    assert ccsim("validate", ".").exit_code == 0  # results lie beside by now


def test_the_readme_names_commands_that_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ccsim("init", "acme")
    monkeypatch.chdir("acme")
    lines = re.findall(r"^    ccsim (.+?)\s*(?:#.*)?$", Path("README.md").read_text(), flags=re.MULTILINE)
    assert len(lines) >= 5
    for line in lines:
        asked = line.split()
        dry = ["--dry-run"] if asked[0] in ("compare", "run") else []
        assert ccsim(*asked, *dry).exit_code == 0, line


def test_every_file_names_a_schema_that_lies_there_and_holds_for_it() -> None:
    ccsim("init", "acme")
    files = sorted(Path("acme").rglob("*.yaml"))
    assert len(files) == 5
    for file in files:
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text(encoding="utf-8"))
        assert named is not None, file
        schema = json.loads((file.parent / named[1]).read_text(encoding="utf-8"))
        data = read_document(file).data
        assert schema["title"] == f"A {data['kind']} of ccsim"
        assert list(Draft202012Validator(schema).iter_errors(data)) == []


def test_its_evidence_is_the_shipped_one_and_all_of_it_is_used() -> None:
    ccsim("init", "acme")
    root = Path("acme/scenarios")
    with (root / "evidence.csv").open(encoding="utf-8") as own, (SHIPPED / "evidence.csv").open() as shipped:
        rows, known = list(csv.DictReader(own)), list(csv.DictReader(shipped))
    assert [row for row in rows if row not in known] == []
    used = {row.source for row in load_world(root / "worlds/client.yaml").inputs}
    assert {row["parameter"] for row in rows} == used - {"assumed"}


def test_the_wheel_has_it(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=SHIPPED.parent, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("ccsim/starter/files/")}
    written = {f"ccsim/starter/files/{name}" for name in starter_texts() if name.suffix != ".json"}
    assert packed == written


# Where it is written


def test_an_empty_folder_and_one_with_other_things_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("here/scenarios/worlds").mkdir(parents=True)
    Path("here/scenarios/worlds/other.yaml").write_text("kind: world\n", encoding="utf-8")
    monkeypatch.chdir("here")
    done = ccsim("init", ".", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert Path("scenarios/worlds/other.yaml").read_text(encoding="utf-8") == "kind: world\n"
    assert not list(Path().glob(".ccsim*"))


def test_folders_above_are_made() -> None:
    assert ccsim("init", "a/b/c").exit_code == 0
    assert Path("a/b/c/scenarios/worlds/client.yaml").is_file()


def test_nothing_is_overwritten() -> None:
    Path("acme/scenarios/studies").mkdir(parents=True)
    mine = Path(f"acme/scenarios/studies/{STUDY}.yaml")
    mine.write_text("mine", encoding="utf-8")
    Path("acme/README.md").symlink_to("nowhere")
    there = everything()
    done = ccsim("init", "acme")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"acme/README.md: is there already; nothing is overwritten\n{mine}: is there already; nothing is overwritten\n"
    )
    assert everything() == there
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("made", "asked", "message"),
    [
        ("acme", "acme", "acme: is no folder; name one that is empty or yet to be made\n"),
        ("acme", "acme/client", "acme: is no folder; name one that is empty or yet to be made\n"),
        ("acme/scenarios", "acme", "acme/scenarios: is there already, and is no folder\n"),
    ],
)
def test_a_file_where_a_folder_must_be(made: str, asked: str, message: str) -> None:
    Path(made).parent.mkdir(exist_ok=True)
    Path(made).write_text("a file", encoding="utf-8")
    there = everything()
    done = ccsim("init", asked)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", message)
    assert everything() == there


def test_a_scenarios_folder_is_no_place_for_another() -> None:
    Path("scenarios/structures").mkdir(parents=True)
    done = ccsim("init", "scenarios")
    assert done.exit_code == 2
    assert done.stderr.startswith("scenarios/structures: is there already, so names would be looked up beside it")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever runs this may write anywhere")
def test_a_folder_that_may_not_be_written() -> None:
    Path("locked").mkdir(mode=0o500)
    done = ccsim("init", "locked/acme")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "locked/acme: nothing was written: permission denied\n"


@pytest.mark.parametrize("at", [0, 3, 9])
def test_what_fails_midway_leaves_nothing(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("kept").mkdir()
    rename, count = Path.rename, iter(range(100))

    def failing(path: Path, target: Path) -> Path:
        if next(count) == at:
            raise OSError(28, "No space left on device", str(target))
        return rename(path, target)

    monkeypatch.setattr(starting.Path, "rename", failing)
    for folder, left in (("new/acme", ["kept"]), ("kept", ["kept"])):
        count = iter(range(100))
        done = ccsim("init", folder)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == f"{folder}: nothing was written: no space left on device\n"
        assert everything() == left
