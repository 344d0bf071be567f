"""The pages of the docs speak of every mechanism and of every measure, and of no others."""

import re
from pathlib import Path

import pytest

from ccsim.codes import HOUR
from ccsim.plan.plan import Clock
from ccsim.scenario.measures import MEASURES
from ccsim.scenario.mechanisms import MECHANISMS

from .shipped import NAMES, run, scenario

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| `(\w+)(?:\.\w+)?` \|.*\| (\w+) \|$", re.MULTILINE)
PARTS = ("What", "Scenario", "Rule", "Neutral", "Pushes", "Evidence", "Test")


def sections() -> dict[str, str]:
    """Text under each heading of the page on mechanisms."""
    page = (DOCS / "mechanisms.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))


def test_mechanisms_have_their_sections_in_order() -> None:
    assert list(sections()) == list(MECHANISMS)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_section_has_all_its_parts(mechanism: str) -> None:
    text = sections()[mechanism]
    assert re.findall(r"^- \*\*(\w+)\.\*\*", text, re.MULTILINE) == list(PARTS)
    assert f"`test_{mechanism}`" in text


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_section_names_what_the_mechanism_rests_on(mechanism: str) -> None:
    text = sections()[mechanism]
    assert all(path in text for path in MECHANISMS[mechanism].rests_on)


def test_measures_have_their_rows_and_directions() -> None:
    page = (DOCS / "measures.md").read_text(encoding="utf-8")
    better = dict(ROW.findall(page))
    short = Clock(warmup=0, window=12 * HOUR, horizon=12 * HOUR)
    measured = {key.partition(".")[0] for name in NAMES for key in run(scenario(name), 0, short).measures}
    assert better.keys() == measured == MEASURES.keys()
    assert better == {stem: measure.better for stem, measure in MEASURES.items()}
