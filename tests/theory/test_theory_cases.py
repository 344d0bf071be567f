"""The engine reproduces queueing theory: exact formulas and solved Markov chains, case by case."""

from dataclasses import replace

import pytest

from ccsim.verify.cases import Case, load_cases
from ccsim.verify.check import PILOT, Row, check
from ccsim.verify.suite import verify
from ccsim.verify.systems import CaseError

CASES = {case.id: case for case in load_cases()}
QUICK = (
    "EB-02", "EA-04", "EG-03", "MG1-01", "MT-01", "OD-01", "PR-03", "BL-01", "SK-01", "SK-03", "RT-02", "CH-03",
    "FC-01", "SSJ-02", "SSJ-04",
)  # fmt: skip
"""A case of each kind."""
PUBLISHED = {"SSJ-04"}
"""Cases whose numbers are another simulation's, with luck of their own."""
LUCK = 4.5
"""Standard errors that luck alone exceeds in less than one of a thousand runs of all cases."""


def without_luck(rows: list[Row]) -> list[Row]:
    """Measures that are further from theory than luck explains, however small the gap."""
    return [row for row in rows if row.id not in PUBLISHED and abs(row.standard_errors_away) > LUCK]


@pytest.mark.parametrize("name", QUICK)
def test_a_case_agrees_with_theory_at_a_glance(name: str) -> None:
    rows = check(CASES[name], quick=True)
    assert {row.measure for row in rows} == set(CASES[name].expected)
    assert [row for row in rows if not row.ok] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_case_agrees_with_theory(name: str) -> None:
    rows = check(CASES[name])
    assert {row.measure for row in rows} == set(CASES[name].expected)
    assert [row for row in rows if not row.ok] == []
    assert without_luck(rows) == []


# The check itself


def wrong_by(case: Case, factor: float) -> Case:
    return replace(case, expected={name: factor * value for name, value in case.expected.items()})


@pytest.mark.parametrize("quick", [False, True])
def test_a_wrong_expectation_is_found(quick: bool) -> None:
    rows = check(wrong_by(CASES["CH-03"], 1.1), quick=quick)
    assert not any(row.ok for row in rows)
    assert {row.verdict for row in rows} == {"differs"}
    assert min(row.replications for row in rows) > PILOT, "what is off is run on before it is called wrong"


def test_a_case_that_could_not_be_run_long_enough_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccsim.verify.check.MOST_LEGS", 0)
    rows = check(replace(CASES["CH-03"], tolerance={"type": "rel", "value": 1e-4}))
    assert {row.verdict for row in rows} <= {"too short to tell", "differs"}
    assert not any(row.ok for row in rows)


def test_the_number_of_jobs_changes_nothing() -> None:
    cases = [CASES["CH-03"], CASES["OD-01"]]
    alone, together = (verify(cases, seed=3, quick=True, jobs=jobs) for jobs in (1, 2))
    assert alone == together
    assert alone.ok


def test_a_case_that_cannot_be_run_leaves_the_others_alone() -> None:
    odd = replace(CASES["CH-03"], id="odd", params={**CASES["CH-03"].params, "weather": "fine"})
    outcome = verify([odd, CASES["CH-03"]], quick=True)
    assert not outcome.ok
    assert {row.id: row.verdict for row in outcome.rows} == {"odd": "not run", "CH-03": "agrees"}
    assert "weather" in outcome.refusals["odd"]
    with pytest.raises(CaseError, match="odd: parameters that no case has had so far: weather"):
        verify([odd], quick=True)
