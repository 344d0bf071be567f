"""Sentences: no winner without a verdict, nothing called different unless an interval says so, numbers as written."""

import math
from typing import Any

import pytest

from ccsim.experiment.format import format_value
from ccsim.report import findings
from ccsim.report.decisions import lead_of
from ccsim.report.document import difference_between, is_clear
from ccsim.report.patterns import FATES, extreme_period, fate_of, flow_shares, hour_name, peak

from .sample import comparison, interval, run

TOPICS = (
    "ranking",
    "differences",
    "channels",
    "course",
    "week",
    "flow",
    "organisation",
    "money",
    "convergence",
    "practices",
    "evidence",
)
CLAIMS = ("best", "leads", "better", "most at", "differs")


def bare(structures: int) -> dict[str, Any]:
    """A document in which nothing is known but names."""
    document = comparison(structures, winner=False, beside=False)
    for part in ("differences", "pairwise", "convergence", "best_against_rest"):
        document[part] = []
    document["structures"] = [
        {"name": s["name"], "title": s["title"], "measures": {"fcr": interval(None, None)}}
        for s in document["structures"]
    ]
    return document


SHAPES = {"run": run(), "run, nothing known": run(null=True)} | {
    f"{n}{words}": make(n)
    for n in (2, 3, 10, 19)
    for words, make in (("", comparison), (", no winner", lambda n: comparison(n, winner=False)), (", bare", bare))
}


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_topic_has_one_sentence(topic: str, shape: str) -> None:
    sentence = getattr(findings, topic)(SHAPES[shape])
    assert sentence
    assert sentence[0].isupper()
    assert not sentence.endswith(".")
    assert "nan" not in sentence.lower()
    assert "None" not in sentence
    assert "_" not in sentence


@pytest.mark.parametrize("structures", [2, 3, 10])
def test_nothing_is_claimed_where_nothing_is_known(structures: int) -> None:
    for topic in TOPICS[1:]:
        sentence = getattr(findings, topic)(bare(structures))
        assert not any(claim in sentence for claim in CLAIMS), sentence


def test_an_interval_around_zero_is_said_to_tell_nothing_apart() -> None:
    document = comparison(2)
    for row in document["differences"]:
        row |= interval(0.001, 0.002)
    assert "not told apart" in findings.differences(document)
    assert not is_clear(difference_between(document, document["structures"][0]["name"], document["baseline"], "fcr"))


def test_the_counts_of_clear_differences_are_those_of_the_rows() -> None:
    document = comparison(10)
    rows = [row for row in document["differences"] if row["measure"] == "fcr"]
    better, worse = sum(row["low"] > 0 for row in rows), sum(row["high"] < 0 for row in rows)
    assert f"of 9 structures {better} clearly better and {worse} clearly worse" in findings.differences(document)


def test_a_contrast_between_channels_needs_an_interval() -> None:
    document = comparison(3)
    assert "differs most on" in findings.channels(document)
    for row in document["pairwise"] + document["differences"]:
        row |= interval(0.0, 1.0)
    assert "is highest on" in findings.channels(document)


def test_every_issue_has_one_fate() -> None:
    for structure in comparison(4)["structures"]:
        assert math.isclose(sum(flow_shares(structure)[fate] for fate in FATES), 1.0)
        assert {fate_of(row) for row in structure["flow"]} <= set(FATES)


@pytest.mark.parametrize(
    ("then", "end", "fate"),
    [
        ("back_office", "lost", "another team"), ("(nobody)", "open", "another team"),
        ("(colleague)", "resolved", "within the team"), ("(people)", "resolved", "by a bot"),
        ("(returned)", "resolved", "came back"), ("(settled)", "resolved", "at once"),
        ("(settled)", "lost", "given up"), ("(settled)", "prevented", "prevented"),
    ],
)  # fmt: skip
def test_a_colleague_is_no_other_team(then: str, end: str, fate: str) -> None:
    assert fate_of({"channel": "voice", "first": "center", "then": then, "end": end}) == fate


def test_one_structure_s_handoffs_are_told_apart() -> None:
    (structure,) = run()["structures"]
    shares = flow_shares(structure)
    told = findings.flow(run())
    for fate, words in (("within the team", "are handed on within the team"), ("another team", "to another team")):
        assert f"{format_value('resolved', shares[fate])} {words}" in told
        assert format_value("resolved", shares[fate]) in findings.handed_on(structure)


def test_the_flow_is_written_as_measures_are() -> None:
    document = comparison(2)
    for structure in document["structures"]:
        assert format_value("resolved", flow_shares(structure)["another team"]) in findings.flow(document)


def test_the_peak_is_the_largest_hour() -> None:
    structure = comparison(3)["structures"][0]
    hour, height = peak(structure, "arrivals") or (0, 0.0)
    assert height == max(structure["week"]["arrivals"])
    assert structure["week"]["arrivals"].index(height) == hour
    assert hour_name(58) == "Wednesday 10:00"


def test_an_hour_is_named_with_what_comes_to_all_in_that_hour() -> None:
    document = comparison(3)
    for structure, wednesday in zip(document["structures"], (236.0, 244.0, 219.4), strict=True):
        structure["week"]["arrivals"] = [0.0] * 168
        structure["week"]["arrivals"][58] = wednesday
    assert findings.week(document).startswith("Most contacts come on Wednesday 10:00 (219 to 244 an hour)")
    document["structures"][2]["week"]["arrivals"][10] = 235.7
    told = findings.week(document).partition(";")[0]
    assert told == "On Wednesday 10:00, the busiest hour of 2 of 3 structures, 219 to 244 contacts come an hour"


def test_against_another_baseline_the_rows_are_that_baselines() -> None:
    document = comparison(3)
    for base in document["structures"]:
        told = findings.differences(document, base=base["name"])
        assert told.startswith(f"Against {base['title']}, ")
        for other in (s for s in document["structures"] if s is not base):
            mean = 100 * (other["measures"]["fcr"]["mean"] - base["measures"]["fcr"]["mean"])
            assert f"{other['title']} {mean:+.1f}".replace("-", "−") in told


def test_the_worst_period_is_found_past_unknown_ones() -> None:
    course = [interval(x, None) for x in (0.8, None, 0.7, 0.9)]
    assert extreme_period(course, largest=False) == 2
    assert extreme_period(course, largest=True) == 3
    assert extreme_period([interval(None, None)], largest=True) is None


def test_whether_the_interval_is_narrow_enough() -> None:
    document = comparison(3)
    assert "finer than the" in findings.convergence(document)
    assert "coarser than the" in findings.convergence(document | {"margin": 0.0001})


def test_verification_counts_measures_and_names_the_largest_gap() -> None:
    rows = [
        {"id": "EA-01", "measure": "wait", "ok": True, "standard_errors_away": -2.9},
        {"id": "EB-01", "measure": "p_block", "ok": True, "standard_errors_away": 1.0},
    ]
    assert findings.verification(rows) == (
        "All 2 measures agree with theory, in 2 cases; the largest gap is 2.9 standard errors (EA-01)"
    )
    rows[0]["ok"] = False
    assert findings.verification(rows).startswith("1 of 2 measures agree")


def test_what_is_always_the_same_is_not_a_matter_of_chance() -> None:
    document = comparison(3)
    for row in (*document["differences"], *document["best_against_rest"]):
        row |= interval(0.0, 0.0)
    document["verdict"]["winner"] = None
    assert findings.differences(document).endswith(
        "the same in every replication and Channel silos the same in every replication"
    )
    assert (
        lead_of(document) == "Contact center owns all and the best other structure are the same in every replication."
    )
