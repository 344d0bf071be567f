"""Every measure is explained in plain words."""

import re
from pathlib import Path

from ccsim.experiment import format
from ccsim.report import definitions
from ccsim.scenario.measures import MEASURES

ROOT = Path(__file__).parents[2]


UNITS = {"share", "minutes", "hours", "money"}
"""As both the page and the table name them; all others are plain numbers."""


def documented() -> dict[str, tuple[str, str]]:
    """Key → unit and which way is good, as docs/measures.md says."""
    page = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_0-9]+(?:\.[A-Z])?)` \|.*\| (\w+) \| (\w+) \|$", page, flags=re.MULTILINE)
    return {key: (unit if unit in UNITS else "number", better) for key, unit, better in rows}


def test_units_and_good_ways_are_as_documented() -> None:
    letters = {"channel": "C", "team": "T", "department": "D"}
    table = {}
    for stem, measure in MEASURES.items():
        if measure.by != "channel":
            table[stem] = (measure.unit, measure.better)
        if measure.by:
            table[f"{stem}.{letters[measure.by]}"] = (measure.unit, measure.better)
    assert table == documented()


def test_every_measure_has_a_label_and_a_definition() -> None:
    assert set(definitions.MEASURES) == set(format.LABELS) == set(MEASURES)
    for key in documented():
        assert definitions.definition(key), key


def test_a_part_is_explained_as_a_part() -> None:
    assert "department" in definitions.definition("revenue.service")
    assert "team" in definitions.definition("occupancy.center")
    assert definitions.definition("wait_min_median.voice") == definitions.definition("wait_min_median")
    assert definitions.definition("unheard_of") == ""


def test_definitions_are_plain_sentences() -> None:
    everything = [*definitions.MEASURES.values(), *definitions.TERMS.values(), *definitions.OF_DEPARTMENT.values()]
    for text in everything:
        assert text.endswith(".")
        assert "`" not in text
        assert "_" not in text
        assert len(text) < 300
