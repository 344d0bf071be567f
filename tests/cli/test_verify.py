"""`ccsim verify`: the engine against theory, as a user runs it."""

import csv
import io
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from .command import SCRIPT, ccsim
from .test_interruption import alive, started, wait_until

QUICK = ("verify", "--quick", "--jobs", "1")
COUNTS = {
    "id": "mine", "model": "daily counts", "params": {"mean_daily_contacts": 300, "busyness_cv": 0.1},
    "expected": {"mean": 300, "variance": 1200}, "tolerance": {"type": "rel", "value": 0.1},
}  # fmt: skip
ROW = {"id": str, "measure": str, "expected": float, "measured": float, "standard_error": float, "ok": bool}


def written(tmp_path: Path, *cases: Any) -> Path:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(list(cases)), encoding="utf-8")
    return file


def test_json_is_one_array_and_nothing_else() -> None:
    done = ccsim(*QUICK, "--case", "OD-01", "--case", "CH-03", "--json")
    assert done.code == 0, done.stderr
    assert {row["id"] for row in done.document} == {"OD-01", "CH-03"}
    for row in done.document:
        assert all(isinstance(row[key], kind | int if kind is float else kind) for key, kind in ROW.items())
        assert row["ok"] is True


def test_it_draws_expected_against_measured(tmp_path: Path) -> None:
    done = ccsim(*QUICK, "--case", "OD-01", "--chart", tmp_path / "drawn", "-q")
    assert done.code == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["verification.png", "verification.svg"]


def test_a_table_for_other_programs() -> None:
    done = ccsim(*QUICK, "--case", "OD-01")
    rows = list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t"))
    assert [row["measure"] for row in rows] == ["mean", "variance", "index_of_dispersion"]
    assert {row["verdict"] for row in rows} == {"agrees"}
    assert done.stderr == "all 3 measures of 1 case agree with theory\n"


def test_quiet_says_nothing_but_the_results() -> None:
    done = ccsim(*QUICK, "--case", "OD-01", "-q")
    assert done.stdout
    assert done.stderr == ""


def test_the_same_seed_gives_the_same_rows_whatever_the_jobs() -> None:
    one, two = (ccsim("verify", "--quick", "--case", "OD-01", "--json", "--jobs", str(jobs)).stdout for jobs in (1, 2))
    assert one == two
    assert ccsim(*QUICK, "--case", "OD-01", "--json", "--seed", "9").stdout != one


def test_a_measure_that_differs_fails(tmp_path: Path) -> None:
    file = written(tmp_path, COUNTS, COUNTS | {"id": "wrong", "expected": {"mean": 400, "variance": 1200}})
    done = ccsim(*QUICK, "--file", file)
    assert done.code == 1
    verdicts = {
        (row["id"], row["measure"]): row["verdict"] for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t")
    }
    assert verdicts == {
        ("mine", "mean"): "agrees", ("mine", "variance"): "agrees",
        ("wrong", "mean"): "differs", ("wrong", "variance"): "agrees",
    }  # fmt: skip
    assert "3 of 4 measures of 2 cases agree with theory; see wrong" in done.stderr


def test_what_cannot_be_run_is_named_and_the_rest_is_run(tmp_path: Path) -> None:
    file = written(tmp_path, COUNTS, COUNTS | {"id": "odd", "params": {"mean_daily_contacts": 300, "busines_cv": 1}})
    done = ccsim(*QUICK, "--file", file, "--json")
    assert done.code == 2
    assert "odd: parameters that no case has had so far: busines_cv; did you mean 'busyness_cv'?" in done.stderr
    by_case = {row["id"]: row for row in done.document}
    assert by_case["mine"]["ok"] is True
    assert (by_case["odd"]["ok"], by_case["odd"]["measured"]) == (False, None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--case", "EA-3"], "no case 'EA-3'; did you mean 'EA-03'?"),
        (["--case", "EA-3", "--case", "nothing"], "no case 'nothing'"),
        (["--file", "nowhere.json"], "nowhere.json: No such file or directory"),
        (["--seed", "-1"], "--seed"),
        (["--jobs", "0"], "--jobs"),
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    done = ccsim("verify", *arguments)
    assert (done.code, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{", "cases.json:1:3: no JSON"),
        ("{}", "a mapping is not a list of cases"),
        ("[]", "a list is not a list of cases"),
        ("[3]", "case 1: 3 is not a case"),
        ('[{"id": 3}]', "case 1.id: 3 is not a name"),
        ('[{"id": "A", "params": {"agents": 1}}]', "A.expected: nothing is not a mapping"),
        (json.dumps([COUNTS, COUNTS]), "mine: the id is there twice"),
        (json.dumps([COUNTS | {"expected": {"mean": "many"}}]), "mine.expected.mean: 'many' is not a number"),
        (json.dumps([COUNTS | {"tolerance": {"type": "about"}}]), "mine.tolerance.type: 'about' is neither"),
        (json.dumps([COUNTS | {"tolerance": {"type": "rel", "value": 0}}]), "mine.tolerance.value: 0 is not"),
        (json.dumps([COUNTS | {"tolerance": {"type": "abs", "per_metric": {"mean": 1}}}]), "variance: nothing is not"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_refused_with_the_place(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_text(text, encoding="utf-8")
    done = ccsim("verify", "--file", tmp_path / "cases.json")
    assert (done.code, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_terminal_gets_a_table_with_a_last_line_that_sums_up() -> None:
    import pty

    near, far = pty.openpty()
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "90", "TERM": "xterm-256color"}
    command = [*SCRIPT, *QUICK, "--case", "OD-01", "-q"]
    with subprocess.Popen(command, stdout=far, stderr=subprocess.PIPE, env=environment) as process:
        os.close(far)
        shown = b""
        try:
            while part := os.read(near, 65536):
                shown += part
        except OSError:  # Linux says so when the other end has closed
            pass
        process.communicate()
    os.close(near)
    lines = [line.rstrip() for line in shown.decode().splitlines() if line.strip()]
    assert process.returncode == 0
    assert b"\x1b" not in shown
    assert lines[-1] == "all 3 measures of 1 case agree with theory"
    assert any("index_of_dispersion" in line and "agrees" in line for line in lines)
    assert max(map(len, lines)) <= 90


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c(jobs: int) -> None:
    command = [*SCRIPT, "verify", "--case", "EC-01", "--case", "OWN-03", "--jobs", str(jobs)]
    with started(command) as process:
        try:
            if jobs > 1:
                wait_until("the workers", lambda: len(alive(process.pid)) > jobs)
            time.sleep(2.0)
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the command and all that it started
            stdout, stderr = process.communicate(timeout=60)
            wait_until("the last child's end", lambda: not alive(process.pid))
        finally:
            for left in alive(process.pid):
                os.kill(left, signal.SIGKILL)
    assert (process.returncode, stdout, stderr.splitlines()[-1]) == (130, "", "interrupted")
