"""What holds of a study's file when options change its measure or its world."""

from pathlib import Path
from typing import Any

import pytest

from ccsim.errors import InputError
from ccsim.scenario.load import LoadedStudy, load_study

STUDY = """kind: study
title: Who should own the retailer's channels?
world: retailer
structures: [contact-center-owns-all, marketing-owns-digital]
warmup: 7 days
window: 14 days
"""
SCENARIOS = Path(__file__).parents[2] / "scenarios"


def study(folder: Path, more: str = "", *assignments: str, world: str | None = None, **options: Any) -> LoadedStudy:
    """The study above with more lines, loaded from a file beside the shipped scenarios."""
    for kind in ("worlds", "structures"):
        (folder / kind).exists() or (folder / kind).symlink_to(SCENARIOS / kind)
    file = folder / "studies" / "who.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(STUDY + more, encoding="utf-8")
    return load_study(file, assignments, world, options)


@pytest.mark.parametrize("primary", ["fcr", "abandonment.voice", "prevented"])
def test_a_point_matters_of_shares(tmp_path: Path, primary: str) -> None:
    assert study(tmp_path, primary=primary).study.margin == 0.01


@pytest.mark.parametrize("primary", ["profit", "wait_min.voice", "contacts_per_issue", "time_to_resolution_h"])
def test_of_other_measures_nothing_is_taken_to_matter(tmp_path: Path, primary: str) -> None:
    assert study(tmp_path, primary=primary).study.margin is None
    assert study(tmp_path, f"primary: {primary}\n").study.margin is None
    assert study(tmp_path, f"primary: {primary}\nmargin: 20\n").study.margin == 20
    assert study(tmp_path, primary=primary, margin=30.0).study.margin == 30


def test_another_measure_has_another_margin_and_precision(tmp_path: Path) -> None:
    file = "margin: 0.05\nprecision: 0.005\n"
    assert study(tmp_path, file, primary="fcr").study.margin == 0.05
    assert study(tmp_path, file, primary="resolved").study.margin == 0.01
    for changed in (study(tmp_path, file, primary="profit"), study(tmp_path, file, "study.primary=profit")):
        assert (changed.study.margin, changed.study.precision) == (None, None)
    assert study(tmp_path, file, "study.margin=20", primary="profit").study.margin == 20
    assert study(tmp_path, file, primary="profit", precision=500.0, margin=20.0).study.precision == 500


def test_a_margin_that_is_usual_may_be_written_or_not(tmp_path: Path) -> None:
    assert study(tmp_path, "margin: 0.01\n").study == study(tmp_path).study


def test_a_choice_needs_a_margin(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--select: select: needs a margin.*in profit.*--margin X"):
        study(tmp_path, primary="profit", select=True)
    assert study(tmp_path, primary="profit", select=True, margin=500.0).study.margin == 500
    assert study(tmp_path, select=True).study.margin == 0.01


def test_a_title_names_no_other_client(tmp_path: Path) -> None:
    own = "Who should own the retailer's channels?"
    assert study(tmp_path).study.title == own
    assert study(tmp_path, world="retailer").study.title == own
    for moved in (study(tmp_path, world="bank"), study(tmp_path, "", "study.world=bank")):
        assert (
            moved.study.title == f"contact-center-owns-all against marketing-owns-digital in {moved.world.world.title}"
        )
    assert study(tmp_path, "", "study.title=Mine", world="bank").study.title == "Mine"
