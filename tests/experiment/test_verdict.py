"""What a verdict says, and in which numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccsim.experiment.verdict import Standing, Terms, to_tell, verdict_text
from ccsim.inference.intervals import Interval


def verdict(
    key: str, levels: tuple[float, float], gap: Interval, margin: float | None = None, chance: float | None = 0.9
) -> str:
    """Two structures, the best first, with levels known to a hundredth of their size."""
    standings = [
        Standing(name, f"Structure {name}", {"mean": x, "low": x - abs(x) / 100, "high": x + abs(x) / 100}, gap, chance)
        for name, x in zip("AB", levels, strict=True)
    ]
    return verdict_text(standings, Terms(key, "USD", margin, 0.95, "all well run"), 20).replace("\u00a0", " ")


WON = Interval(7543.76, 2000.4, 13000.2)


def test_money_is_written_as_in_the_tables() -> None:
    told = verdict("profit", (-421408.7, -428952.46), WON)
    assert "−421 thousand USD against −429 thousand USD" in told
    assert "7,544 USD apart (95 % interval 2,000 to 13,000)" in told
    assert "-" not in told.replace("B; ", "")


@pytest.mark.parametrize("margin", [None, 5000.0, 10000.0])
def test_a_lead_is_too_small_only_for_a_margin_that_was_set(margin: float | None) -> None:
    told = verdict("profit", (-421408.7, -428952.46), WON, margin)
    assert ("below the practical margin of 10,000 USD" in told) is (margin == 10000.0)
    assert ("practical margin" in told) is (margin == 10000.0)


def test_waits_are_written_in_the_unit_that_fits() -> None:
    told = verdict("wait_min.voice", (0.5, 0.6), Interval(0.1, 0.05, 0.15))
    assert "30.0 s against 36.0 s" in told
    assert "6.0 s apart (95 % interval 3.0 to 9.0)" in told


def test_no_number_is_left_without_a_thousands_separator() -> None:
    told = verdict("main_work_displaced_h", (12345.6, 23456.7), Interval(11111.1, 9000.0, 13222.2))
    assert not re.search(r"\d{4}", told)
    assert "12,346 h against 23,457 h" in told


def test_what_is_always_the_same_is_said_to_be() -> None:
    told = verdict("fcr", (0.7, 0.7), Interval(0.0, 0.0, 0.0))
    assert "Structure A and Structure B are the same in every replication (70.0 %)" in told
    assert told.startswith("No clear winner")
    assert "interval" not in told
    assert "same in every" not in verdict("fcr", (0.7, 0.7), Interval(0.0, -0.01, 0.01))


@pytest.mark.parametrize(
    ("chance", "words"), [(0.9, "best 90 times in 100"), (1.0, "best more than 99 times in 100"), (None, None)]
)
def test_a_chance_that_is_unknown_is_not_told(chance: float | None, words: str | None) -> None:
    told = verdict("fcr", (0.7, 0.6), Interval(0.1, 0.05, 0.15), 0.01, chance)
    assert ("Simulation noise" in told) is (words is not None)
    assert words is None or words in told


@given(st.floats(1e-6, 1.0), st.floats(0.0, 3.0, allow_subnormal=False), st.floats(0.0, 3.0), st.integers(2, 10_000))
def test_where_the_interval_holds_zero_it_takes_more_than_there_are(
    mean: float, below: float, above: float, replications: int
) -> None:
    lopsided = Interval(mean, -below, mean + above)
    more = to_tell(lopsided, replications)
    assert more is not None
    assert more > replications
    reach = (mean + below) * (replications / more) ** 0.5
    assert reach <= mean * (1 + 1e-9), "at which the interval would no longer hold zero"


def test_no_gap_is_never_told() -> None:
    assert to_tell(Interval(0.0, -1.0, 1.0), 10) is None
    assert to_tell(Interval(1.0, None, None), 10) is None
