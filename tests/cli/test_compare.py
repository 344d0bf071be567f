"""`run` and `compare`: one document on stdout, everything else on stderr, the same seed the same bytes."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from .command import SCRIPT, ccsim, only_folder

SMALL = ("--jobs", "1", "--replications", "2", "--set", "study.window=1 day", "--set", "study.warmup=0 days")
INTERVAL = {"mean", "low", "high"}


def has(shape: Any, document: Any, at: str = "$") -> None:
    """Whether the document has every key of the shape, and the types that stand in it."""
    if isinstance(shape, dict):
        assert shape.keys() <= document.keys(), at
        for key, below in shape.items():
            has(below, document[key], f"{at}.{key}")
    elif isinstance(shape, list):
        assert document, at
        for i, entry in enumerate(document):
            has(shape[0], entry, f"{at}[{i}]")
    elif isinstance(shape, set):
        assert shape <= document.keys(), at
    else:
        assert isinstance(document, shape), at


RUN = {
    "schema_version": int, "study": str, "world": str, "fairness": str, "seed": int, "replications": int,
    "primary": str, "baseline": str, "level": float, "practice": str,
    "structures": [{"name": str, "measures": {"fcr": INTERVAL, "wait_min.voice": INTERVAL, "profit": INTERVAL}}],
    "counts": {"issues": int, "contacts": int, "legs": int},
    "assumed_inputs": {"count": int, "of": int, "decisive": list},
}  # fmt: skip
COMPARE = RUN | {
    "family_size": int,
    "differences": [{"structure", "measure", *INTERVAL}],
    "best_against_rest": [{"structure", *INTERVAL}],
    "ranking": [{"structure", "probability_best"}],
    "verdict": {"winner": str | None, "text": str},
}


# Streams


def test_compare_as_json_is_one_document_and_nothing_else(compared: Path) -> None:
    done = subprocess.run([*SCRIPT, "compare", "tiny", "--out", "compared", "--json"], capture_output=True, check=True)
    assert done.stdout == (compared / "results.json").read_bytes()
    assert b"reused 4 of 4 replications" in done.stderr
    has(COMPARE, json.loads(done.stdout))


def test_run_as_json_compares_nothing() -> None:
    done = ccsim("run", "one-team", "--world", "corner-shop", "--out", "ran", "--json", *SMALL)
    assert done.code == 0
    assert done.stdout == (only_folder(Path("ran")) / "results.json").read_text(encoding="utf-8")
    has(RUN, done.document)
    assert done.document.keys() & {"differences", "best_against_rest", "ranking", "verdict"} == set()


def test_a_difference_is_told_for_every_measure(compared: Path) -> None:
    document = json.loads((compared / "results.json").read_text(encoding="utf-8"))
    measures = [set(structure["measures"]) for structure in document["structures"]]
    assert {row["measure"] for row in document["differences"]} == measures[0] & measures[1]
    assert {row["structure"] for row in document["differences"]} == {"two-teams"}


def test_every_measure_is_a_known_name(compared: Path) -> None:
    from ccsim.scenario.measures import MEASURES

    document = json.loads((compared / "results.json").read_text(encoding="utf-8"))
    keys = {key for structure in document["structures"] for key in structure["measures"]}
    of_bots = {"containment", "true_containment"}  # none stands before these channels
    by = {stem: measure.by for stem, measure in MEASURES.items()}
    assert {key for key in keys if "." not in key} == {stem for stem in by if by[stem] != "channel"} - of_bots
    assert {key.partition(".")[0] for key in keys if "." in key} == {stem for stem in by if by[stem]}


def test_piped_results_are_tab_separated(compared: Path) -> None:
    done = ccsim("compare", "tiny", "--out", "compared")
    rows = list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t"))
    document = json.loads((compared / "results.json").read_text(encoding="utf-8"))
    assert float(rows[0]["mean"]) == document["structures"][0]["measures"][rows[0]["measure"]]["mean"]
    assert {row["quantity"] for row in rows} >= {"value", "difference", "best_against_rest", "probability_best"}
    assert "\x1b" not in done.stdout + done.stderr
    assert document["verdict"]["text"].replace("\u00a0", " ") in done.stderr
    assert f"saved in compared{os.sep}{compared.name}" in done.stderr


FACTS = ("fairness", "seed 7", "4 replications", "95 % intervals", "inputs assumed")


@pytest.mark.parametrize("command", [("compare", "tiny"), ("results", "show", "tiny")], ids=["compare", "show again"])
def test_a_pipe_is_told_what_the_rows_rest_on(compared: Path, command: tuple[str, ...]) -> None:
    told = ccsim(*command, "--out", "compared").stderr
    assert any(all(fact in line for fact in (*FACTS, compared.name)) for line in told.splitlines())


def test_a_piped_run_is_told_too() -> None:
    told = ccsim("run", "one-team", "--world", "corner-shop", "--out", "told", *SMALL).stderr
    (line,) = (line for line in told.splitlines() if "95 % intervals" in line)
    assert only_folder(Path("told")).name in line


def test_quiet_says_nothing_but_the_results(compared: Path) -> None:
    done = ccsim("compare", "tiny", "--out", "compared", "-q")
    assert done.stdout
    assert done.stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_narrow_terminal_without_colour() -> None:
    import pty

    near, far = pty.openpty()
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "60", "TERM": "xterm-256color"}
    command = [*SCRIPT, "run", "one-team", "--world", "corner-shop", "--out", "narrow", *SMALL]
    with subprocess.Popen(command, stdout=far, stderr=subprocess.PIPE, env=environment) as process:
        os.close(far)
        shown = b""
        while part := _read(near):
            shown += part
        process.communicate()
    os.close(near)
    assert process.returncode == 0
    assert b"\x1b" not in shown
    lines = shown.decode().splitlines()
    assert any("Resolved at first contact" in line for line in lines)
    assert max(map(len, lines)) <= 60


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end has closed
        return b""


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = [*SCRIPT, "validate", "scenarios"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""


# The same seed, the same bytes


def test_jobs_do_not_change_the_bytes(compared: Path) -> None:
    done = ccsim("compare", "tiny", "--out", "on_two_cores", "--jobs", "2", "--json")
    assert done.code == 0
    assert done.stdout == (compared / "results.json").read_text(encoding="utf-8")
    assert only_folder(Path("on_two_cores")).name == compared.name


def test_a_second_run_reuses_and_force_computes_again() -> None:
    first = ccsim("compare", "tiny", "--out", "twice", "--json", *SMALL)
    folder = only_folder(Path("twice"))
    times = _times(folder)
    second = ccsim("compare", "tiny", "--out", "twice", "--json", *SMALL)
    assert "reused 2 of 2 replications (--force computes them again)" in second.stderr
    assert _times(folder) == times
    third = ccsim("compare", "tiny", "--out", "twice", "--json", "--force", *SMALL)
    assert "reused" not in third.stderr
    assert all(later > earlier for earlier, later in zip(times, _times(folder), strict=True))
    assert first.stdout == second.stdout == third.stdout
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["reused"] == 0


def _times(folder: Path) -> list[int]:
    return [file.stat().st_mtime_ns for file in sorted((folder / "replications").iterdir())]


def test_replications_that_are_missing_are_made_up_for() -> None:
    whole = ccsim("compare", "tiny", "--out", "missing", "--json", "--jobs", "1")
    replications = only_folder(Path("missing")) / "replications"
    (replications / "000000.parquet").unlink()
    (replications / "000002.parquet").unlink()
    again = ccsim("compare", "tiny", "--out", "missing", "--json", "--resume", "--jobs", "1")
    assert "reused 2 of 4 replications" in again.stderr
    assert again.stdout == whole.stdout


def test_a_damaged_replication_is_named() -> None:
    ccsim("compare", "tiny", "--out", "damaged", *SMALL)
    file = only_folder(Path("damaged")) / "replications" / "000001.parquet"
    file.write_bytes(file.read_bytes()[:100])
    done = ccsim("compare", "tiny", "--out", "damaged", *SMALL)
    assert (done.code, done.stdout) == (1, "")
    assert f"{file} cannot be read; delete it, and run the same command again" in done.stderr


def test_another_seed_is_another_run() -> None:
    ccsim("compare", "tiny", "--out", "seeds", *SMALL)
    ccsim("compare", "tiny", "--out", "seeds", *SMALL, "--seed", "8")
    first, second = ((folder / "results.json").read_text() for folder in sorted(Path("seeds").iterdir()))
    assert first != second


def test_the_folder_holds_what_it_promises(compared: Path) -> None:
    assert {"results.json", "manifest.json", "scenario.json", "replications.parquet"} <= {
        file.name for file in compared.iterdir()
    }
    assert compared.name.startswith("tiny-")
    assert len(compared.name.removeprefix("tiny-")) == 12
    assert not list(compared.rglob("*.part"))
    assert (compared / "manifest.json").stat().st_mtime_ns == max(f.stat().st_mtime_ns for f in compared.iterdir())
    frame = pd.read_parquet(compared / "replications.parquet")
    assert set(frame.replication) == {0, 1, 2, 3}
    manifest = json.loads((compared / "manifest.json").read_text(encoding="utf-8"))
    assert {"seed", "replications", "arguments", "jobs", "seconds", "versions"} <= manifest.keys()


# Options


def test_structures_by_name_in_a_world() -> None:
    done = ccsim(
        "compare", "two-teams", "one-team", "--world", "corner-shop", "--baseline", "one-team",
        "--primary", "wait_min.email", "--out", "named", "--json", *SMALL,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    document = done.document
    assert [structure["name"] for structure in document["structures"]] == ["two-teams", "one-team"]
    assert (document["baseline"], document["primary"]) == ("one-team", "wait_min.email")
    means = {s["name"]: s["measures"]["wait_min.email"]["mean"] for s in document["structures"]}
    gap = next(row for row in document["differences"] if row["measure"] == "wait_min.email")
    assert gap["structure"] == "two-teams"
    assert gap["mean"] == pytest.approx(means["two-teams"] - means["one-team"])


def test_structures_by_path() -> None:
    done = ccsim(
        "compare", "scenarios/structures/one-team.yaml", "./scenarios/structures/two-teams.yaml",
        "--world", "scenarios/worlds/corner-shop.yaml", "--out", "paths", "--json", *SMALL,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    assert [structure["name"] for structure in done.document["structures"]] == ["one-team", "two-teams"]
    assert done.document["world"] == "corner-shop"


def test_a_study_by_path_from_elsewhere(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = ccsim("compare", shop / "scenarios" / "studies" / "tiny.yaml", "--out", "out", "--json", *SMALL)
    assert done.code == 0, done.stderr
    assert done.document["study"] == "tiny"


def test_paths_in_a_study_count_from_its_folder(shop: Path) -> None:
    own = shop / "own"
    own.mkdir()
    text = (shop / "scenarios/studies/tiny.yaml").read_text(encoding="utf-8")
    (own / "mine.yaml").write_text(text.replace("corner-shop", "../scenarios/worlds/corner-shop.yaml"))
    assert ccsim("validate", "own/mine.yaml").code == 0


def test_overrides_change_the_inputs() -> None:
    plain = ccsim("compare", "tiny", "--out", "set", "--json", *SMALL).document
    other = ccsim("compare", "tiny", "--out", "set", "--json", *SMALL, "--set", "demand.issues_per_day=100").document
    assert other["counts"]["issues"] > 1.5 * plain["counts"]["issues"]


def test_the_number_of_replications_by_override_and_by_option() -> None:
    days = ("--set", "study.window=1 day", "--set", "study.warmup=0 days", "--jobs", "1", "--json", "--out", "number")
    assert ccsim("compare", "tiny", *days, "--set", "study.replications=3").document["replications"] == 3
    both = ccsim("compare", "tiny", *days, "--set", "study.replications=3", "--replications", "2").document
    assert both["replications"] == 2
    fixed = ccsim("compare", "tiny", *days, "--set", "study.precision=0.01", "--replications", "2").document
    assert fixed["replications"] == 2


def test_neutralised_mechanisms_are_named_in_the_results() -> None:
    done = ccsim("compare", "tiny", "--out", "off", "--json", "--neutralise", "goals", "--neutralise", "repeat", *SMALL)
    assert done.document["neutralised"] == ["goals", "repeat"]


def test_precision_runs_until_the_half_width_is_small_enough() -> None:
    days = ("--set", "study.window=1 day", "--set", "study.warmup=0 days", "--jobs", "1", "--json", "--out", "precise")
    done = ccsim("compare", "tiny", *days, "--precision", "0.035")
    assert done.code == 0, done.stderr
    assert done.document["replications"] > 10
    widths = [(row["high"] - row["low"]) / 2 for row in done.document["best_against_rest"]]
    assert max(widths) <= 0.035


def test_precision_needs_something_to_compare() -> None:
    done = ccsim(
        "compare", "one-team", "--world", "corner-shop", "--out", "alone", "--precision", "0.1", *SMALL[:2], *SMALL[4:]
    )
    assert done.code == 2
    assert "--precision 0.1: precision: needs at least two structures to compare" in done.stderr
    assert not Path("alone").exists()


def test_records_are_kept_when_asked_for() -> None:
    run = ("compare", "tiny", "--out", "records", *SMALL)
    plain = ccsim(*run, "--json")
    folder = only_folder(Path("records"))
    assert not (folder / "records").exists()
    kept = ccsim(*run, "--json", "--records")
    assert kept.stdout == plain.stdout
    tables = {file.relative_to(folder / "records").as_posix() for file in folder.rglob("records/**/*.parquet")}
    assert tables == {
        f"well_run/{structure}/{replication:06d}-{table}.parquet"
        for structure in ("one-team", "two-teams")
        for replication in (0, 1)
        for table in ("issues", "contacts", "legs", "duty")
    }
    issues = pd.read_parquet(folder / "records/well_run/one-team/000000-issues.parquet")
    assert len(issues) > 20
    assert "reused 2 of 2" in ccsim(*run, "--records").stderr
    (folder / "records/well_run/two-teams/000001-duty.parquet").unlink()
    assert "reused 1 of 2" in ccsim(*run, "--records").stderr
    assert (folder / "records/well_run/two-teams/000001-duty.parquet").is_file()


def test_a_folder_that_cannot_be_written() -> None:
    Path("a_file").write_text("not a folder")
    done = ccsim("compare", "tiny", "--out", "a_file/results", *SMALL)
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr == "cannot write results in a_file/results: Not a directory\n"


def test_what_a_world_lacks_is_told_when_asked() -> None:
    extra = ("--set", "structures/one-team.owners.chat=center")
    done = ccsim("compare", "tiny", "--out", "notes", "-v", *extra, *SMALL)
    assert "note: one-team: this world has no chat; their owners are skipped" in done.stderr


def test_a_second_practice_can_be_asked_for_or_left_out() -> None:
    shop = ("one-team", "two-teams", "--world", "corner-shop", "--out", "beside", "--json", *SMALL)
    asked = ccsim("compare", *shop, "--beside", "typical").document
    assert asked["beside"]["practice"] == "typical"
    assert {row["structure"] for row in asked["beside"]["decomposition"]} == {"two-teams"}
    assert "beside" not in ccsim("compare", *shop).document
    left_out = ccsim("compare", *shop, "--set", "study.beside=typical", "--beside", "none").document
    assert "beside" not in left_out
    wrong = ccsim("compare", *shop, "--beside", "tipical")
    assert wrong.code == 2
    assert "--beside tipical: beside: " in wrong.stderr
    assert "did you mean 'typical'?" in wrong.stderr


def test_a_mechanism_that_is_missed_by_nobody_is_told() -> None:
    done = ccsim("compare", "tiny", "--neutralise", "self_service", "--out", "idle", "--json", *SMALL)
    said = "self_service changes nothing here: as it is, no bot stands before people"
    assert said in done.stderr
    assert done.document["notes"][-1] == said


def test_a_margin_of_another_measure_is_its_own() -> None:
    of = ("compare", "tiny", "--out", "margins", "--json", *SMALL)
    assert ccsim(*of).document["margin"] == 0.01
    assert ccsim(*of, "--primary", "profit").document["margin"] is None
    told = ccsim(*of, "--primary", "profit", "--margin", "1000000").document
    assert told["margin"] == 1e6
    refused = ccsim(*of, "--margin", "0")
    assert (refused.code, "--margin 0: margin: " in refused.stderr) == (2, True)


def test_a_few_replications_say_nothing_of_who_is_best() -> None:
    """Redrawing two or nine gives chances of 0 and 1 that are no evidence."""
    for count, is_known in ((2, False), (9, False), (10, True)):
        done = ccsim("compare", "tiny", "--out", "few", "--json", *SMALL, "--replications", count)
        chances = [row["probability_best"] for row in done.document["ranking"]]
        assert all((chance is not None) is is_known for chance in chances)
        assert is_known or "Simulation noise" not in done.document["verdict"]["text"]
