"""Issues arise as a Poisson process of the stated mean, profile, weekdays, busyness and campaigns."""

import numpy as np
import numpy.typing as npt
import pytest
from demand_world import OFFICE, demand_world
from scipy.stats import chi2, kstest, norm, poisson

from ccsim.codes import DAY, HALF_HOUR, WEEK
from ccsim.issues import Issues, draw_issues

LEVEL = 1e-4
"""Chance of a false alarm; seeds are fixed."""
STANDARD_ERRORS = 3.9
"""Two-sided, of that level."""

Counts = npt.NDArray[np.int64]


def by_day(issues: Issues, days: int, channel: int = 0, reason: int = 0) -> Counts:
    stream = (issues.channel == channel) & (issues.reason == reason)
    return np.bincount(issues.arise[stream] // DAY, minlength=days)


def assert_mean(counts: Counts, expected: float) -> None:
    assert abs(counts.mean() - expected) < STANDARD_ERRORS * counts.std(ddof=1) / np.sqrt(len(counts))


# --- Poisson -----------------------------------------------------------------------------------------------

STREAMS = {
    "order": {"share": 6.0, "channels": {"voice": 3.0, "chat": 1.0}},
    "bill": {"share": 2.0, "channels": {"voice": 1.0, "chat": 1.0}},
}
MEANS = {(0, 0): 90.0, (1, 0): 30.0, (0, 1): 20.0, (1, 1): 20.0}
"""(channel, reason) → issues a day of 160."""


@pytest.fixture(scope="module")
def four_streams() -> Issues:
    return draw_issues(demand_world(160.0, STREAMS, ("voice", "chat")), 1400 * DAY, 7, 0)


@pytest.mark.parametrize(("stream", "mean"), MEANS.items())
def test_daily_counts_are_poisson(four_streams: Issues, stream: tuple[int, int], mean: float) -> None:
    counts = by_day(four_streams, 1400, *stream)
    n = len(counts)
    assert_mean(counts, mean)
    dispersion = ((counts - mean) ** 2 / mean).sum()
    # A Poisson count's squared deviation has variance 2 + 1/mean in units of its mean.
    assert abs(dispersion - n) < STANDARD_ERRORS * np.sqrt(n * (2.0 + 1.0 / mean))
    edges = np.unique(poisson.ppf(np.linspace(0.0, 1.0, 13)[1:-1], mean))
    chances = np.diff(np.concatenate(([0.0], poisson.cdf(edges, mean), [1.0])))
    observed = np.bincount(np.searchsorted(edges, counts), minlength=len(chances))
    assert ((observed - n * chances) ** 2 / (n * chances)).sum() < chi2.isf(LEVEL, len(chances) - 1)


def test_streams_and_days_are_independent(four_streams: Issues) -> None:
    counts = [by_day(four_streams, 1400, *stream) for stream in MEANS]
    bound = norm.isf(LEVEL / 2) / np.sqrt(1400)
    between = np.corrcoef(counts)[np.triu_indices(4, 1)]
    along = [np.corrcoef(c[:-lag], c[lag:])[0, 1] for c in counts for lag in (1, 7)]
    assert np.abs([*between, *along]).max() < bound


def test_times_of_day_follow_the_profile(four_streams: Issues) -> None:
    slots = np.bincount(four_streams.arise % DAY // HALF_HOUR, minlength=48)
    profile = np.array(OFFICE)
    expected = slots.sum() * profile / profile.sum()
    used = expected > 0
    assert slots[~used].sum() == 0
    chi_square = ((slots[used] - expected[used]) ** 2 / expected[used]).sum()
    assert chi_square < chi2.isf(LEVEL, used.sum() - 1)


def test_within_a_half_hour_times_are_uniform(four_streams: Issues) -> None:
    part = four_streams.arise % HALF_HOUR / HALF_HOUR
    assert kstest(part, "uniform").pvalue > LEVEL


def test_gaps_in_a_steady_stretch_are_exponential(four_streams: Issues) -> None:
    """Three half-hours of one level in a day, in operational time: gaps of a Poisson process given its rate."""
    stream = (four_streams.channel == 0) & (four_streams.reason == 0)
    quiet = four_streams.arise[stream & (four_streams.arise % DAY >= 40 * HALF_HOUR)]
    gaps = np.diff(quiet)[np.diff(quiet // DAY) == 0]
    rate = 90.0 * 0.5 / sum(OFFICE) / HALF_HOUR
    # A gap is only seen if it ends before midnight, which takes a little off the long ones: half the stretch will do.
    starts = quiet[:-1][np.diff(quiet // DAY) == 0] % DAY
    early = starts < 44 * HALF_HOUR
    limit = 4 * HALF_HOUR
    seen = gaps[early & (gaps < limit)]
    truncated = (1.0 - np.exp(-rate * seen)) / (1.0 - np.exp(-rate * limit))
    assert kstest(truncated, "uniform").pvalue > LEVEL


def test_weekdays_have_their_shares() -> None:
    weekday = {"mon": 2.0, "tue": 1.5, "wed": 1.0, "thu": 1.0, "fri": 1.0, "sat": 0.5, "sun": 0.0}
    counts = by_day(draw_issues(demand_world(100.0, weekday=weekday), 280 * DAY, 3, 0), 280)
    for day, factor in enumerate(weekday.values()):
        expected = 100.0 * factor
        sample = counts[day::7]
        assert abs(sample.mean() - expected) <= STANDARD_ERRORS * np.sqrt(expected / len(sample))


def test_issues_stand_in_the_order_of_arising(four_streams: Issues) -> None:
    assert np.diff(four_streams.arise).min() >= 0
    assert four_streams.arise.min() >= 0
    assert four_streams.arise.max() < 1400 * DAY


# --- busyness ----------------------------------------------------------------------------------------------


def test_busyness_adds_its_variance() -> None:
    """Oracle OD-01: mean 2000 a day and cv 0.15 give variance 2000 + (0.15 × 2000)² = 92,000."""
    world = demand_world(2000.0, cv=0.15)
    counts = np.concatenate([by_day(draw_issues(world, 300 * DAY, 11, r), 300) for r in range(7)])
    assert len(counts) >= 2000
    assert_mean(counts, 2000.0)
    squares = (counts - 2000.0) ** 2
    assert abs(squares.mean() - 92_000.0) < STANDARD_ERRORS * squares.std() / np.sqrt(len(squares))


@pytest.mark.parametrize("correlation", [0.0, 0.57, 1.0])
def test_busyness_is_correlated_across_channels_as_stated(correlation: float) -> None:
    cv, mean, days = 0.3, 400.0, 1500
    reasons = {"order": {"share": 1.0, "channels": {"voice": 1.0, "chat": 1.0}}}
    world = demand_world(2 * mean, reasons, ("voice", "chat"), cv=cv, correlation=correlation)
    issues = draw_issues(world, days * DAY, 5, 0)
    voice, chat = by_day(issues, days, 0), by_day(issues, days, 1)
    product = (voice - mean) * (chat - mean)
    expected = correlation * (cv * mean) ** 2
    assert abs(product.mean() - expected) < STANDARD_ERRORS * product.std() / np.sqrt(days)
    for counts in (voice, chat):
        squares = (counts - mean) ** 2
        error = squares.std() / np.sqrt(days)
        assert abs(squares.mean() - (mean + (cv * mean) ** 2)) < STANDARD_ERRORS * error


def test_busy_days_do_not_follow_one_another() -> None:
    counts = by_day(draw_issues(demand_world(500.0, cv=0.3), 1000 * DAY, 13, 0), 1000)
    assert abs(np.corrcoef(counts[:-1], counts[1:])[0, 1]) < norm.isf(LEVEL / 2) / np.sqrt(999)


def test_neutral_busyness_is_no_busyness() -> None:
    busy, even = demand_world(300.0, cv=0.4), demand_world(300.0)
    neutral = draw_issues(busy, 14 * DAY, 1, 0, frozenset({"busyness"}))
    plain = draw_issues(even, 14 * DAY, 1, 0)
    np.testing.assert_array_equal(neutral.arise, plain.arise)


# --- campaigns ---------------------------------------------------------------------------------------------

SALE = {"start": "week 2 Tue 08:00", "length": "3 days", "uplift": {"offer": 1.5}}
TWO_REASONS = {
    "order": {"share": 1.0, "channels": {"voice": 1.0, "chat": 1.0}},
    "offer": {"share": 1.0, "channels": {"voice": 1.0, "chat": 1.0}},
}
START = WEEK + DAY + 16 * HALF_HOUR
END = START + 3 * DAY


def rows(issues: Issues, keep: npt.NDArray[np.bool_]) -> list[tuple[int, ...]]:
    table = (issues.arise, issues.channel, issues.reason, issues.key_a, issues.key_b)
    return list(zip(*(column[keep].tolist() for column in table), strict=True))


def test_campaigns_raise_their_reasons_while_they_run() -> None:
    calm = demand_world(800.0, TWO_REASONS, ("voice", "chat"))
    busy = demand_world(800.0, TWO_REASONS, ("voice", "chat"), campaigns={"sale": SALE})
    during, expected = 0, 0.0
    for replication in range(20):
        issues = draw_issues(busy, 3 * WEEK, 2, replication)
        runs = (issues.arise >= START) & (issues.arise < END)
        during += int((runs & (issues.reason == 1)).sum())
        expected += 3 * 400.0 * 2.5
    assert abs(during - expected) < STANDARD_ERRORS * np.sqrt(expected)
    plain = draw_issues(calm, 3 * WEEK, 2, 0)
    with_sale = draw_issues(busy, 3 * WEEK, 2, 0)
    assert rows(with_sale, with_sale.reason == 0) == rows(plain, plain.reason == 0)


def test_campaigns_change_nothing_before_they_start_nor_on_later_days() -> None:
    calm = demand_world(800.0, TWO_REASONS, ("voice", "chat"), cv=0.2, correlation=0.5)
    busy = demand_world(800.0, TWO_REASONS, ("voice", "chat"), cv=0.2, correlation=0.5, campaigns={"sale": SALE})
    plain, with_sale = draw_issues(calm, 3 * WEEK, 2, 0), draw_issues(busy, 3 * WEEK, 2, 0)
    for keep in (lambda t: t < START, lambda t: t >= -(-END // DAY) * DAY):
        assert rows(with_sale, keep(with_sale.arise)) == rows(plain, keep(plain.arise))
    assert len(with_sale) > len(plain)


def test_neutral_campaigns_bring_nobody() -> None:
    calm = demand_world(800.0, TWO_REASONS, ("voice", "chat"))
    busy = demand_world(800.0, TWO_REASONS, ("voice", "chat"), campaigns={"sale": SALE})
    neutral = draw_issues(busy, 3 * WEEK, 2, 0, frozenset({"campaigns"}))
    np.testing.assert_array_equal(neutral.arise, draw_issues(calm, 3 * WEEK, 2, 0).arise)
