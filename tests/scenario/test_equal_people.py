"""Comparing unlike people proves nothing: it is refused unless the study says so (model.md, section 5)."""

from pathlib import Path

import pytest

from ccsim.errors import InputError
from ccsim.scenario.load import adhoc_study, load_study

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SETTINGS = {"kind": "study", "warmup": "0 s", "window": "1 day"}
UNLIKE = "study.fairness=unlike people"


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SCENARIOS.parent)


def test_another_companys_people_are_refused_beside_ones_own() -> None:
    with pytest.raises(InputError, match="'outsourced' has another company's people in center"):
        adhoc_study(["contact-center-owns-all", "outsourced"], "retailer", SETTINGS, [])


def test_a_study_may_compare_unlike_people_if_it_says_so() -> None:
    study = adhoc_study(["contact-center-owns-all", "outsourced"], "retailer", SETTINGS, [UNLIKE])
    assert study.study.fairness == "unlike people"


def test_one_structure_alone_compares_nothing() -> None:
    assert adhoc_study(["outsourced"], "retailer", SETTINGS, []).name == "outsourced"


def test_people_who_would_be_paid_for_nothing_are_refused() -> None:
    half = "structures/channel-silos.teams.back_office.members.back_office=50 %"
    with pytest.raises(InputError, match=r"'channel-silos' places \d+ of back_office"):
        adhoc_study(["contact-center-owns-all", "channel-silos"], "retailer", SETTINGS, [half])


def test_the_shipped_studies_compare_equal_people() -> None:
    for path in sorted((SCENARIOS / "studies").glob("*.yaml")):
        assert load_study(path).study.fairness == "equal people"
