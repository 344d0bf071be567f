"""Levels, lead, margin and interval in one sentence agree as they are written, on every surface."""

import re
from pathlib import Path
from typing import Any

import pytest

from ccsim.experiment.format import difference_scale, format_range
from ccsim.report.decisions import lead_of
from ccsim.report.document import is_clear
from ccsim.report.findings import convergence, ranking

from .sample import comparison, interval
from .test_same_words import Surface, in_markdown, in_the_deck, on_the_page, plain


def close(lead: float = 0.0053, half: float = 0.002) -> dict[str, Any]:
    """Three structures, the first 78.56 % and the second so much below it."""
    document = comparison(3, beside=False)
    for structure, mean in zip(document["structures"], (0.7856, 0.7856 - lead, 0.7), strict=True):
        structure["measures"]["fcr"] = interval(mean, 0.005)
    for row, mean in zip(document["best_against_rest"], (lead, -lead, 0.7 - 0.7856), strict=True):
        row |= interval(mean, half)
    return document


def numbers(text: str, unit: str) -> list[float]:
    return [float(x) for x in re.findall(rf"([\d.]+) {unit}", plain(text))]


@pytest.mark.parametrize("lead", [0.0053, 0.0026, 0.00961, 0.0004, 0.0149])
def test_the_title_and_the_lead_add_up(lead: float) -> None:
    document = close(lead, half=lead / 2)
    first, second = numbers(ranking(document), "%")
    assert first > second
    for told in (*numbers(ranking(document), "points where"), *numbers(lead_of(document), "points ahead")):
        assert told == pytest.approx(first - second)
        assert (told < 1.0) is (lead < document["margin"])


def test_a_title_has_no_more_decimals_than_it_needs() -> None:
    assert "78.6 % against 77.0 %" in plain(ranking(close(0.016)))


@pytest.mark.parametrize("surface", [on_the_page, in_markdown, in_the_deck])
def test_every_surface_writes_the_lead_alike(surface: Surface, tmp_path: Path) -> None:
    document = close()
    if surface is in_markdown:
        document["verdict"]["text"] = ""
    told = plain(surface(document, tmp_path)).replace('</span><span class="proof">', "")
    told = re.sub("<[^>]*>", "", told)
    assert "78.56 % against 78.03 %" in told
    assert "a lead of 0.53 points where 1.0 matter" in told


@pytest.mark.parametrize(("low", "high"), [(-0.056, -0.0004), (0.00004, 0.03), (-0.0004, 0.03), (-0.056, -0.001)])
def test_an_interval_that_excludes_zero_has_no_end_written_as_zero(low: float, high: float) -> None:
    row = {"mean": (low + high) / 2, "low": low, "high": high}
    ends = [float(x.replace("−", "-")) for x in format_range(difference_scale("fcr", [row]), row).split(" to ")]
    if is_clear(row):
        assert ends[0] * ends[1] > 0
    else:
        assert ends[0] <= 0 <= ends[1]


def test_finer_than_what_matters_looks_finer() -> None:
    document = close()
    document["convergence"][-1]["half_width"] = 0.00961
    known, matter = numbers(convergence(document), "points")
    assert known < matter == 1.0
