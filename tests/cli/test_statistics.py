"""What a study may ask of its replications: a choice, a family of measures, a warm-up that is chosen, a forecast."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from .command import ccsim, only_folder

DAYS = ("--set", "study.window=1 day", "--jobs", "1", "--json")


def test_a_choice_is_made_and_told() -> None:
    done = ccsim("compare", "tiny", *DAYS, "--select", "--set", "study.margin=0.05", "--out", "chosen")
    assert done.code == 0, done.stderr
    document = done.document
    selection = document["selection"]
    assert selection["chosen"] in ("one-team", "two-teams")
    assert selection["survivors"] == [selection["chosen"]]
    assert document["verdict"]["winner"] is None
    assert (
        "it is the best with at least 95 % probability if the best leads by 5.0\u00a0points"
        in document["verdict"]["text"]
    )
    assert document["replications"] == max(selection["replications"].values()) >= 10


def test_a_choice_is_the_same_wherever_the_work_is_done() -> None:
    """More workers run further ahead of the decision; what they bring too much does not count."""
    choice = ("compare", "tiny", *DAYS, "--select", "--set", "study.margin=0.02")
    alone = ccsim(*choice, "--out", "choice_1")
    together = ccsim(*choice, "--out", "choice_3", "--jobs", "3")
    assert alone.code == together.code == 0, together.stderr
    assert alone.document["replications"] > 10
    assert together.stdout == alone.stdout


@pytest.mark.parametrize("how", [("--select", "--set", "study.margin=0.0001"), ("--precision", "0.0001")])
def test_what_is_not_reached_ends_with_3_and_goes_on(how: tuple[str, ...]) -> None:
    out = "early_" + how[0].strip("-")
    early = ccsim("compare", "tiny", *DAYS, *how, "--replications", "12", "--out", out)
    assert early.code == 3
    assert early.document["replications"] == 12
    assert "stopped at 12 replications" in early.stderr
    more = ccsim("compare", "tiny", *DAYS, *how, "--replications", "14", "--out", out)
    assert (more.code, more.document["replications"]) == (3, 14)
    assert "reused 12 of 14" in more.stderr
    assert len(list(Path(out).iterdir())) == 1


@pytest.mark.parametrize("how", ["--select", "--precision=0.1"])
def test_a_budget_below_the_first_stage_is_refused(how: str) -> None:
    done = ccsim("compare", "tiny", *DAYS, how, "--replications", "5", "--out", "too_few")
    assert (done.code, done.stdout) == (2, "")
    assert "--replications 5: too few to find out how many it takes; expected 10 or more" in done.stderr
    assert not Path("too_few").exists()


SWAMPED = ("--set", "people.groups.service_agents.count=1", "--set", "demand.issues_per_day=900")


@pytest.mark.parametrize("how", [("--replications", "3"), ("--select",), ("--precision", "0.1")])
def test_a_primary_that_is_infinite_has_no_winner(how: tuple[str, ...]) -> None:
    """Those who are never answered must not vanish from the comparison."""
    swamped = ("--primary", "wait_min_p90.voice", "--set", "study.margin=1")
    done = ccsim("compare", "tiny", *DAYS, *SWAMPED, *swamped, *how, "--out", "swamped")
    assert (done.code, done.stdout) == (2, "")
    assert "'wait_min_p90.voice' has no value in" in done.stderr
    assert "too many were never answered" in done.stderr


def test_a_quantile_that_is_infinite_once_is_unknown() -> None:
    done = ccsim("compare", "tiny", *DAYS, *SWAMPED, "--replications", "3", "--out", "unknown")
    assert done.code == 0, done.stderr
    measures = done.document["structures"][0]["measures"]
    assert measures["wait_min_p90.voice"] == {"mean": None, "low": None, "high": None}
    assert measures["abandonment.voice"]["mean"] > 0.1


def test_force_forgets_first(compared: Path) -> None:
    """An interrupted --force leaves no old results that look finished."""
    ccsim("compare", "tiny", *DAYS, "--replications", "3", "--warmup", "auto", "--out", "forced")
    folder = only_folder(Path("forced"))
    before = {name: (folder / name).stat().st_ino for name in ("warmup.json", "results.json", "manifest.json")}
    again = ccsim("compare", "tiny", *DAYS, "--replications", "3", "--warmup", "auto", "--force", "--out", "forced")
    assert "choosing the warm-up from a trial" in again.stderr
    assert all((folder / name).stat().st_ino != inode for name, inode in before.items())


def test_what_other_versions_made_is_made_again() -> None:
    ccsim("compare", "tiny", *DAYS, "--replications", "3", "--out", "upgraded")
    file = only_folder(Path("upgraded")) / "command.json"
    file.write_text(file.read_text().replace('"numpy": "', '"numpy": "0.'))
    again = ccsim("compare", "tiny", *DAYS, "--replications", "3", "--out", "upgraded")
    assert "what is there was made with numpy 0." in again.stderr
    assert "reused" not in again.stderr


def test_measures_of_a_family_hold_together() -> None:
    """Three measures and one comparison: intervals as wide as Bonferroni's for three, the others as for one."""
    alone = ccsim("compare", "tiny", *DAYS, "--replications", "8", "--out", "family_1").document
    family = ("--set", "study.measures=[lost, contacts_per_issue]")
    together = ccsim("compare", "tiny", *DAYS, "--replications", "8", *family, "--out", "family_3").document
    assert (alone["family_size"], together["family_size"]) == (1, 3)
    widths = [
        {row["measure"]: row["high"] - row["low"] for row in document["differences"] if row["high"] is not None}
        for document in (alone, together)
    ]
    for key in ("fcr", "lost", "contacts_per_issue"):
        assert np.isclose(widths[1][key] / widths[0][key], 3.1276 / 2.3646, rtol=1e-3)  # t at 0.05/6 and 0.05/2, 7 df
    assert widths[1]["handoffs_per_issue"] == widths[0]["handoffs_per_issue"]


def test_ratios_are_sums_over_sums() -> None:
    """The cost of all replications by what all resolved, from the tables that the run keeps."""
    done = ccsim("compare", "tiny", *DAYS, "--replications", "6", "--out", "sums")
    frame = pd.read_parquet(only_folder(Path("sums")) / "replications.parquet")
    own = frame[(frame.practice == done.document["practice"]) & (frame.structure == "two-teams")]
    cost, rows = own[own.measure == "answering_cost"], own[own.measure == "cost_per_resolved"]
    shown = next(s for s in done.document["structures"] if s["name"] == "two-teams")["measures"]["cost_per_resolved"]
    assert np.isclose(shown["mean"], cost.value.sum() / rows.weight.sum(), rtol=1e-12)
    assert not np.isclose(shown["mean"], rows.value.mean(), rtol=1e-12)


def test_pairing_is_reported() -> None:
    document = ccsim("compare", "tiny", *DAYS, "--replications", "8", "--out", "pairs").document
    (pair,) = document["pairing"]
    assert 0.0 < pair["correlation"] <= 1.0
    assert pair["fewer_replications"] > 1.0


def test_a_warm_up_is_chosen_once_and_kept() -> None:
    command = ("compare", "tiny", *DAYS, "--replications", "2", "--warmup", "auto", "--out", "warm")
    first = ccsim(*command)
    assert first.code == 0, first.stderr
    assert "choosing the warm-up from a trial" in first.stderr
    trial = first.document["warmup_trial"]
    assert first.document["window"]["warmup_days"] == 7 * trial["warmup_weeks"] >= 7
    assert len(trial["courses"][0]["weekly"]) == trial["weeks"]
    folder = only_folder(Path("warm"))
    assert {"warmup.json", "warmup.png", "warmup.svg"} <= {f.name for f in folder.iterdir()}
    again = ccsim(*command)
    assert again.stdout == first.stdout
    assert "choosing" not in again.stderr


def test_a_start_that_is_empty_on_purpose_has_no_warm_up() -> None:
    wrong = ccsim("compare", "tiny", *DAYS, "--set", "study.start=empty", "--out", "launch")
    assert wrong.code == 2
    assert "a study that starts empty has no warm-up; write 0 days" in wrong.stderr
    right = ccsim("compare", "tiny", *DAYS, "--set", "study.start=empty", "--warmup", "0 days", "--out", "launch")
    assert (right.code, right.document["start"]) == (0, "empty")
    assert "no warm-up" not in right.stderr


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_no_warm_up_without_a_word_on_the_start_is_noted(more: tuple[str, ...]) -> None:
    done = ccsim("compare", "tiny", *DAYS, "--warmup", "0 days", "--replications", "2", "--out", "sudden", *more)
    assert done.code == 0
    assert "no warm-up: the first day begins without a backlog" in done.stderr
    assert "start: empty" in done.stderr


def test_a_dry_run_foretells_the_run() -> None:
    """Events and memory; time is not for a test to judge."""
    run = ("compare", "tiny", "--replications", "3", "--set", "study.window=28 days", "--jobs", "1")
    foretold = ccsim(*run, "--dry-run", "--json", "--out", "foretold")
    assert foretold.code == 0, foretold.stderr
    assert not Path("foretold").exists()
    done = ccsim(*run, "--json", "--out", "come_true")
    frame = pd.read_parquet(only_folder(Path("come_true")) / "replications.parquet")
    for key in ("contacts", "legs"):
        true = frame[frame.measure == f"count.{key}"].value.sum()
        assert 1 / 1.5 < foretold.document[key] / true < 1.5
    issues = frame[frame.measure == "count.issues"].groupby("replication").value.first().sum()
    assert 1 / 1.5 < foretold.document["issues"] / issues < 1.5
    assert done.code == 0


def test_saved_results_are_listed_and_shown_again(compared: Path) -> None:
    listed = ccsim("results", "--out", "compared", "--json").document["results"]
    assert [(run["id"], run["finished"]) for run in listed] == [(compared.name, True)]
    assert listed[0]["verdict"] == json.loads((compared / "results.json").read_text())["verdict"]["text"]
    assert compared.name in ccsim("results", "--out", "compared").stdout
    for name in (compared.name, compared.name[:9], str(compared)):
        shown = ccsim("results", "--out", "compared", "show", name, "--json")
        assert (shown.code, shown.stdout) == (0, (compared / "results.json").read_text())
    assert "fcr" in ccsim("results", "show", str(compared)).stdout


def test_an_unfinished_run_is_listed_as_such() -> None:
    done = ccsim("compare", "tiny", *DAYS, "--replications", "3", "--out", "half")
    folder = only_folder(Path("half"))
    for name in ("results.json", "manifest.json"):
        (folder / name).unlink()
    (run,) = ccsim("results", "--out", "half", "--json").document["results"]
    assert (run["finished"], run["replications"], run["verdict"]) == (False, 3, None)
    shown = ccsim("results", "--out", "half", "show", folder.name)
    assert shown.code == 1
    assert "was stopped after 3 replications" in shown.stderr
    assert done.code == 0


def test_no_results_are_an_empty_list() -> None:
    done = ccsim("results", "--out", "nowhere", "--json")
    assert (done.code, done.document["results"]) == (0, [])
    assert not Path("nowhere").exists()


def test_the_doctor_looks_at_everything() -> None:
    done = ccsim("doctor", "--json")
    found = {check["what"]: check["state"] for check in done.document["checks"]}
    assert {"Python", "ccsim", "numpy", "simpy", "distributed", "cores", "local workers", "browser"} <= found.keys()
    assert done.code == 0
    assert "missing" not in found.values()
    assert not Path("results").exists()


def test_the_doctor_names_what_is_missing_and_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    true = metadata.version

    def version(name: str) -> str:
        if name == "simpy":
            raise metadata.PackageNotFoundError
        return "1.0" if name == "numpy" else true(name)

    monkeypatch.setattr(metadata, "version", version)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    done = ccsim("doctor", "--json", "--out", str(blocked / "results"))
    checks = {check["what"]: check for check in done.document["checks"]}
    assert done.code == 1
    assert (checks["simpy"]["state"], checks["simpy"]["remedy"]) == ("missing", "pip install 'simpy>=4.1'")
    assert (checks["numpy"]["state"], checks["numpy"]["found"]) == ("missing", "1.0")
    assert checks[f"results in {blocked / 'results'}"]["state"] == "missing"


@pytest.mark.parametrize("key", ["occupancy", "occupancy.center", "containment", "called_back.voice", "fcr_answered"])
def test_what_is_neither_good_nor_bad_decides_nothing(key: str) -> None:
    done = ccsim("compare", "tiny", "--primary", key, "--out", "undecidable")
    assert done.code == 2
    assert f"neither more nor less of '{key}' is better" in done.stderr
    assert "allowed: fcr, fcr_one_team" in done.stderr
    assert not Path("undecidable").exists()


def test_a_window_without_a_whole_hour_has_no_hours_to_show() -> None:
    moment = ("--json", "--warmup", "34 h", "--set", "study.window=30 min", "--out", "moment")
    done = ccsim("compare", "tiny", "--replications", "4", *moment)
    assert done.code == 0, done.stderr
    assert all(structure["week"] == {} for structure in done.document["structures"])
