"""What a measure is called and how its values are written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccsim.experiment.format import (
    format_difference,
    format_interval,
    format_value,
    measure_label,
    scale_for,
)

from .sample import interval


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("fcr", "Resolved at first contact"),
        ("wait_min_median.voice", "Median wait, voice"),
        ("occupancy.digital-team", "Occupancy, digital team"),
        ("overtime_h", "Overtime"),
        ("never_heard_of.it", "Never heard of, IT"),
    ],
)
def test_label(key: str, label: str) -> None:
    assert measure_label(key) == label


@pytest.mark.parametrize(
    ("key", "x", "written"),
    [
        ("fcr", 0.713, "71.3 %"),
        ("wait_min_median.voice", 0.5, "30 s"),
        ("wait_min_median.voice", 4.25, "4.2 min"),
        ("wait_min_median.email", 300.0, "5.0 h"),
        ("cost_per_resolved", 12.5, "12.50 USD"),
        ("profit", -1_234_567.0, "−1,235 thousand USD"),
        ("main_work_displaced_h", 1234.0, "1,234 h"),
        ("contacts_per_issue", 1.234, "1.23"),
        ("wait_min.voice", 0.0, "0 s"),
        ("fcr", None, "–"),
        ("fcr", math.nan, "–"),
        ("wait_min_median.voice", math.inf, "∞"),
    ],
)
def test_value(key: str, x: float | None, written: str) -> None:
    assert _plain(format_value(key, x, "USD")) == written


def test_interval_and_difference() -> None:
    assert _plain(format_interval("fcr", interval(0.713, 0.004))) == "71.3 ± 0.4 %"
    assert _plain(format_interval("fcr", interval(0.713, None))) == "71.3 %"
    assert format_interval("fcr", interval(None, None)) == "–"
    assert _plain(format_difference("fcr", interval(0.053, 0.022))) == "+5.3 points (+3.1 to +7.5)"
    assert _plain(format_difference("fcr", interval(-0.053, None))) == "−5.3 points"


def test_a_narrow_interval_is_not_shown_as_none() -> None:
    assert _plain(format_interval("fcr", interval(0.713, 0.0003))) == "71.30 ± 0.03 %"
    wide_and_narrow = [interval(5.0, 1.0), interval(0.9, 0.01)]
    scale = scale_for("wait_min.voice", wide_and_narrow)
    assert [scale.half_width(estimate) for estimate in wide_and_narrow] == ["1.0", "<0.1"]


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5),
    st.sampled_from(["profit", "wait_min.email", "fcr"]),
)
def test_what_is_written_rounds_what_was_given(values: list[float], key: str) -> None:
    scale = scale_for(key, [interval(x, 0.01) for x in values])
    for x in values:
        written = float(scale.number(x).replace("−", "-").replace(",", ""))
        assert abs(written - x * scale.factor) <= 0.5 * 10**-scale.decimals * 1.001 + 1e-6


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")
