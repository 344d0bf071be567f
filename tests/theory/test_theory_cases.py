"""The engine reproduces queueing theory: exact formulas and solved Markov chains, case by case."""

from dataclasses import replace

import numpy as np
import pytest

from ccsim.verify.cases import Case, load_cases
from ccsim.verify.check import check, ratio_of_sums
from ccsim.verify.systems import CaseError, systems

CASES = {case.id: case for case in load_cases()}
QUICK = ("MG1-01", "PR-03", "SK-01", "SK-03", "CH-03")


def assert_agrees(case: Case) -> None:
    rows = check(case)
    assert {row.measure for row in rows} == set(case.expected)
    assert [row for row in rows if not row.ok] == []


@pytest.mark.parametrize("name", QUICK)
def test_a_quick_case_agrees_with_theory(name: str) -> None:
    assert_agrees(CASES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_case_agrees_with_theory(name: str) -> None:
    assert_agrees(CASES[name])


def test_a_wrong_expectation_is_found() -> None:
    case = CASES["CH-03"]
    wrong = replace(case, expected={name: 1.05 * value for name, value in case.expected.items()})
    assert not any(row.ok for row in check(wrong))


def test_a_case_that_could_not_be_run_long_enough_does_not_pass() -> None:
    case = replace(CASES["CH-03"], tolerance={"type": "rel", "value": 1e-4})
    assert not any(row.ok for row in check(case, seconds=0.0))


@pytest.mark.parametrize(("name", "value"), [("trunks", 24), ("aht_dist", "weibull")])
def test_what_the_engine_has_no_word_for_is_refused(name: str, value: object) -> None:
    with pytest.raises(CaseError, match=str(value) if name == "aht_dist" else name):
        systems({**CASES["EA-03"].params, name: value})


def test_the_jackknife_of_a_mean_is_the_mean_with_its_standard_error() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, size=(30, 1))
    value, error = ratio_of_sums(values, np.ones_like(values))
    assert value == pytest.approx(values.mean())
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(30))
