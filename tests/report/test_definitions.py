"""Every measure is explained in plain words."""

import re
from pathlib import Path

from ccsim.experiment import format
from ccsim.report import definitions

ROOT = Path(__file__).parents[2]


def test_every_measure_has_a_label_and_a_definition() -> None:
    page = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| `([a-z_0-9]+(?:\.[A-Z])?)` \|", page, flags=re.MULTILINE)
    assert len(keys) > 40
    for key in keys:
        stem, _, of = key.partition(".")
        assert stem in format.MEASURES, key
        assert definitions.definition(f"{stem}.voice" if of else stem), key
    assert set(definitions.MEASURES) == {key.partition(".")[0] for key in keys} == set(format.MEASURES)


def test_what_is_neither_good_nor_bad_is_as_documented() -> None:
    page = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    stems = {key.partition(".")[0] for key in re.findall(r"^\| `([^`]+)` \|.*\| neither \|$", page, flags=re.MULTILINE)}
    assert stems == definitions.NEITHER


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
