"""What scenarios/worlds/bank.yaml says on the logs' word is what the logs say.

The logs are not part of the project. CCSIM_DATA names the folder that holds them; without it, or without a file in it,
the tests that need them are skipped, and those that need none remain: that the fits find what a log was made with, and
that the worlds are sound.
"""

import math
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bank_log import (
    COLUMNS,
    Measured,
    busyness,
    half_hours,
    handle_times,
    kaplan_meier,
    mean_and_cv,
    mix,
    ordinary_days,
    patience,
    patience_by,
    patience_curve,
    priority_share,
    queued,
    read_bins,
    read_calls,
    read_stamps,
    redials,
    short_service_share,
    weekday_factors,
)
from scipy import stats

from ccsim.codes import MINUTE, SECOND
from ccsim.plan.people import handles, paces, proficiency
from ccsim.rules.handling import speed_factor
from ccsim.scenario.checks import notes_together
from ccsim.scenario.load import load_structure, load_world, make_scenario
from ccsim.scenario.placement import place
from ccsim.scenario.sources import EvidenceRow, Input, read_evidence
from ccsim.scenario.world import World

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("bank", "telco")
STRUCTURES = sorted(path.stem for path in (SCENARIOS / "structures").glob("*.yaml"))
LOADED = {name: load_world(SCENARIOS / f"worlds/{name}.yaml") for name in NAMES}
BANK = LOADED["bank"].world
CENTER = load_structure(SCENARIOS / "structures/contact-center-owns-all.yaml")

STANDARD_ERRORS = 3.5
TYPES = {"regular": ("PS", "PE"), "prospect": ("NW",), "trading": ("NE",), "internet": ("IN",)}
REASONS = {
    "regular": ("account_service", "card_or_payment"),
    "prospect": ("product_enquiry", "campaign_offer"),
    "trading": ("securities_trading",),
    "internet": ("online_banking",),
}
IN_THE_MIX = ("regular", "prospect", "trading")
WORKING_DAYS_1999 = (6, 0, 1, 2, 3)
"""Sunday to Thursday."""
SHORT_DAY_1999, REST_DAY_1999 = 4, 5
WORKING_DAYS_2003 = (0, 1, 2, 3, 4)


# --- the logs --------------------------------------------------------------------------------------------


def the_file(name: str) -> Path:
    folder = os.environ.get("CCSIM_DATA")
    if not folder:
        pytest.skip("CCSIM_DATA names no folder of logs")
    found = Path(folder) / name
    if not found.is_file():
        pytest.skip(f"CCSIM_DATA holds no {name}")
    return found


@cache
def calls_1999() -> pd.DataFrame:
    return read_calls(the_file("bank_calls_1999_feb_01_21.tsv"))


@cache
def days_1999() -> pd.DataFrame:
    return read_bins(the_file("bank_counts_1999_6min.csv"))


@cache
def days_2003() -> pd.DataFrame:
    return read_stamps(the_file("us_bank_counts_2003_5min.csv"))


@cache
def working_days_1999() -> pd.DataFrame:
    return ordinary_days(days_1999(), WORKING_DAYS_1999)


@cache
def types_measured() -> dict[str, Measured]:
    return handle_times(calls_1999(), TYPES).measured()


@cache
def callers_measured() -> dict[str, Measured]:
    calls = calls_1999()
    samples = patience(calls), redials(calls), mix(calls, {name: TYPES[name] for name in IN_THE_MIX})
    return {name: fact for sample in (*samples, priority_share(calls)) for name, fact in sample.measured().items()}


@cache
def days_measured() -> dict[str, Measured]:
    counts = days_1999()
    weeks = [ordinary_days(counts, days) for days in (WORKING_DAYS_1999, (SHORT_DAY_1999,), (REST_DAY_1999,))]
    return weekday_factors(pd.concat(weeks), WORKING_DAYS_1999).measured()


# --- agreement -------------------------------------------------------------------------------------------


def assert_agrees(said: float, measured: Measured, rounded_to: float) -> None:
    """What a file says is what was measured, but for chance and for the rounding of what is said."""
    allowed = STANDARD_ERRORS * measured.error + rounded_to / 2
    text = f"said {said:.4g}, measured {measured.value:.4g} ± {measured.error:.2g} (standard error)"
    assert abs(said - measured.value) < allowed, text


def evidence(parameter: str) -> EvidenceRow:
    return read_evidence(SCENARIOS / "evidence.csv").rows[parameter]


def assert_row_agrees(parameter: str, measured: Measured, rounded_to: float) -> None:
    """An evidence row's typical value and its 95 % interval."""
    row = evidence(parameter)
    assert_agrees(row.typical, measured, rounded_to)
    assert row.grade == "measured"
    assert row.low is not None
    assert row.high is not None
    assert row.high - row.low == pytest.approx(2 * 1.96 * measured.error, rel=0.6, abs=2 * rounded_to)


def time_in_the_center() -> dict[str, float]:
    """By reason, seconds that the bank's people take on the phone, when one center answers everything."""
    scenario = make_scenario(LOADED["bank"], CENTER, "well_run")
    placed = place(scenario.structure, {g: group.count for g, group in BANK.people.groups.items()})
    pace, skills = paces(scenario, handles(scenario, placed))["center"], proficiency(scenario)
    people = placed["center"]
    return {
        r: reason.handle_time / SECOND * BANK.channels["voice"].handle_factor * pace * float(np.average(
            [speed_factor(skills[group][r], BANK.handling.slowness) for group in people], weights=list(people.values())
        ))
        for r, reason in BANK.reasons.items()
    }  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_handle_time(name: str) -> None:
    facts = types_measured()
    times = time_in_the_center()
    for reason in REASONS[name]:
        assert_agrees(times[reason], facts[f"aht_{name}"], rounded_to=2.0)
        cv = BANK.reasons[reason].cv
        assert cv is not None
        assert_agrees(cv, facts[f"aht_cv_{name}"], rounded_to=0.01)
    assert_row_agrees(f"aht_bank_1999_{name}", facts[f"aht_{name}"], rounded_to=1.0)
    assert_row_agrees(f"aht_cv_bank_1999_{name}", facts[f"aht_cv_{name}"], rounded_to=0.01)


def test_handle_time_is_the_bodys_and_lognormal() -> None:
    """The spike is there to be cut off; above it the median call lies where the fitted law has it."""
    calls = calls_1999()
    assert 0.02 < short_service_share(calls) < 0.10
    for name, codes in TYPES.items():
        mean, cv = (types_measured()[f"{what}_{name}"].value for what in ("aht", "aht_cv"))
        sigma = math.sqrt(math.log1p(cv * cv))
        law = stats.lognorm(sigma, scale=mean / math.exp(sigma * sigma / 2))
        served = calls.loc[(calls["outcome"] == "AGENT") & calls["type"].isin(codes), "served_s"]
        body = served[served > 10]
        expected = law.isf(law.sf(10) / 2)
        error = 0.5 / math.sqrt(len(body)) * law.sf(10) / law.pdf(expected)
        by_days = types_measured()[f"aht_{name}"].error
        assert abs(body.median() - expected) < STANDARD_ERRORS * math.hypot(error, by_days), name


def test_patience() -> None:
    facts, said = callers_measured(), BANK.channels["voice"].patience
    assert said is not None
    assert said.law == "lognormal"
    assert_agrees(said.mean / SECOND, facts["patience_mean"], rounded_to=1.0)
    assert_agrees(said.cv, facts["patience_cv"], rounded_to=0.01)
    assert_agrees(said.balk, facts["patience_balk"], rounded_to=0.001)
    for name, rounded_to in {"mean": 1.0, "cv": 0.01, "median": 1.0, "balk": 0.001}.items():
        assert_row_agrees(f"patience_{name}_bank_1999", facts[f"patience_{name}"], rounded_to)


def test_patience_follows_the_logs_curve() -> None:
    """Where most customers wait, from ten seconds to ten minutes, the world's law is within error of Kaplan–Meier."""
    at = (10, 20, 30, 60, 90, 120, 180, 240, 300, 400, 500, 600)
    said = BANK.channels["voice"].patience
    assert said is not None
    curve = patience_curve(calls_1999(), at).measured()
    shares = patience_by(at, said.mean / SECOND, said.cv, said.balk)
    for second, share in zip(at, shares.tolist(), strict=True):
        assert_agrees(share, curve[str(second)], rounded_to=0.001)


def test_our_kaplan_meier_is_scipys() -> None:
    waits = queued(calls_1999())
    hung = waits["outcome"] == "HANG"
    theirs = stats.ecdf(stats.CensoredData(uncensored=waits["waited_s"][hung], right=waits["waited_s"][~hung])).cdf
    longest = int(waits["waited_s"].max())
    went, stayed = (np.bincount(waits["waited_s"][which], minlength=longest + 1)[1:] for which in (hung, ~hung))
    seconds = np.arange(1, longest + 1)
    assert kaplan_meier(went, stayed) == pytest.approx(theirs.evaluate(seconds), abs=1e-9)


def test_redialling() -> None:
    facts, said = callers_measured(), BANK.channels["voice"].after_abandonment
    assert said is not None
    assert_agrees(said.probability, facts["p_redial_within_3h"], rounded_to=0.01)
    assert_agrees(said.delay / MINUTE, facts["redial_delay"], rounded_to=1.0)
    assert_row_agrees("p_redial_within_3h_bank_1999", facts["p_redial_within_3h"], rounded_to=0.01)
    assert_row_agrees("redial_delay_bank_1999", facts["redial_delay"], rounded_to=1.0)


def test_mix_on_the_phone() -> None:
    facts, phoned = callers_measured(), by_phone(BANK)
    total = sum(phoned[reason] for name in IN_THE_MIX for reason in REASONS[name])
    for name in IN_THE_MIX:
        assert_agrees(sum(phoned[reason] for reason in REASONS[name]) / total, facts[f"mix_{name}"], rounded_to=0.005)
        assert_row_agrees(f"mix_bank_1999_{name}", facts[f"mix_{name}"], rounded_to=0.001)


def test_priority() -> None:
    assert_row_agrees("priority_share_bank_1999", callers_measured()["priority_share"], rounded_to=0.01)


def test_the_phones_day() -> None:
    facts, profile = half_hours(working_days_1999()).measured(), BANK.demand.profiles["phone"]
    for slot, share in enumerate(profile):
        assert_agrees(share / sum(profile), facts[str(slot)], rounded_to=0.0001)
    peak = max(facts.values(), key=lambda fact: fact.value)
    assert_row_agrees("peak_half_hour_share_bank_1999", peak, rounded_to=0.0001)


def test_the_working_week() -> None:
    facts = weekday_factors(ordinary_days(days_2003(), WORKING_DAYS_2003), WORKING_DAYS_2003).measured()
    days = BANK.demand.weekday.days()
    row = evidence("weekday_factor_bank_2003")
    for day in WORKING_DAYS_2003:
        assert_agrees(days[day], facts[str(day)], rounded_to=0.01)
        assert row.low is not None
        assert row.high is not None
        assert row.low <= facts[str(day)].low
        assert facts[str(day)].high <= row.high


def test_the_weekend() -> None:
    """The bank's Saturday is the log's Friday, its Sunday the log's Saturday."""
    facts, days = days_measured(), BANK.demand.weekday.days()
    for ours, theirs, parameter in ((5, SHORT_DAY_1999, "short_day"), (6, REST_DAY_1999, "rest_day")):
        assert_agrees(days[ours], facts[str(theirs)], rounded_to=0.01)
        assert_row_agrees(f"{parameter}_factor_bank_1999", facts[str(theirs)], rounded_to=0.001)


def test_busyness() -> None:
    facts, said = busyness(working_days_1999()).measured(), BANK.demand.busyness
    assert_agrees(said.cv, facts["busyness_cv"], rounded_to=0.01)
    assert_agrees(said.correlation, facts["corr_halves"], rounded_to=0.01)
    assert_row_agrees("busyness_cv_bank_1999", facts["busyness_cv"], rounded_to=0.001)
    assert_row_agrees("corr_halves_bank_1999", facts["corr_halves"], rounded_to=0.001)


def test_a_larger_bank_differs_less_from_day_to_day() -> None:
    facts = busyness(ordinary_days(days_2003(), WORKING_DAYS_2003)).measured()
    assert_row_agrees("busyness_cv_bank_2003", facts["busyness_cv"], rounded_to=0.001)
    lowest = next(entry.low for entry in LOADED["bank"].inputs if entry.path == "demand.busyness.cv")
    assert isinstance(lowest, float)
    assert_agrees(lowest, facts["busyness_cv"], rounded_to=0.01)


# --- the fits find what a log was made with --------------------------------------------------------------

MADE_TYPES = {"loans": (240.0, 1.1), "cards": (90.0, 1.4)}
MADE_PATIENCE = (400.0, 1.6, 0.03)
"""Mean, cv, balk."""
MADE_REDIAL = 0.6


@pytest.fixture(scope="module")
def another_export(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """A log in the layout of the bank's, of another year, with types, a separator and customers of its own."""
    luck = np.random.default_rng(7)
    rows = [row for day in range(1, 25) for row in made_day(luck, f"0003{day:02d}")]
    path = tmp_path_factory.mktemp("export") / "calls.csv"
    pd.DataFrame(rows, columns=["call_id", *COLUMNS, "server"]).to_csv(path, index=False)
    return read_calls(path)


def made_day(luck: np.random.Generator, date: str, size: int = 400) -> list[tuple[object, ...]]:
    """A day's calls, of which a fifth need not wait; everybody who hangs up may call again ten minutes later."""
    rows: list[tuple[object, ...]] = []
    mean, cv, balk = MADE_PATIENCE
    for number in range(size):
        kind = "loans" if luck.random() < 0.3 else "cards"
        arrived = int(luck.integers(8 * 3600, 20 * 3600))
        customer = f"{date}{number:04d}" if luck.random() < 0.5 else "0"
        offered = 0 if luck.random() < 0.2 else 1 + int(luck.exponential(120))
        patient = 1 if luck.random() < balk else max(1, round(lognormal(luck, mean, cv)))
        served = luck.integers(1, 10) if luck.random() < 0.07 else max(1, round(lognormal(luck, *MADE_TYPES[kind])))
        answered = patient > offered
        waited, busy = (offered, served) if answered else (patient, 0)
        common = (customer, 2 if number % 4 == 0 else 0, kind, date)
        rows.append((len(rows), *common, clock(arrived), 8, waited, "AGENT" if answered else "HANG", busy, "ANN"))
        if not answered and luck.random() < MADE_REDIAL:
            back = arrived + 8 + waited + 600
            rows.append((len(rows), *common, clock(back), 8, 0, "AGENT", 5, "ANN"))
    rows.append((len(rows), "0", 0, "cards", date, clock(9 * 3600), 8, 30, "PHANTOM", 4, "NO_SERVER"))
    return rows


def lognormal(luck: np.random.Generator, mean: float, cv: float) -> float:
    sigma = math.sqrt(math.log1p(cv * cv))
    return float(luck.lognormal(math.log(mean) - sigma * sigma / 2, sigma))


def clock(second: int) -> str:
    return f"{second // 3600}:{second % 3600 // 60:02d}:{second % 60:02d}"


def test_another_export_is_read(another_export: pd.DataFrame) -> None:
    assert str(another_export["day"].min().date()) == "2000-03-01"
    assert set(another_export["type"]) == set(MADE_TYPES)
    assert set(another_export["outcome"]) == {"AGENT", "HANG"}
    assert priority_share(another_export).measured()["priority_share"].value == pytest.approx(0.25, abs=0.02)


def test_handle_times_are_found(another_export: pd.DataFrame) -> None:
    facts = handle_times(another_export, {name: (name,) for name in MADE_TYPES}).measured()
    for name, (mean, cv) in MADE_TYPES.items():
        assert_agrees(mean, facts[f"aht_{name}"], rounded_to=1.0)
        assert_agrees(cv, facts[f"aht_cv_{name}"], rounded_to=0.01)


def test_patience_is_found(another_export: pd.DataFrame) -> None:
    facts, (mean, cv, balk) = patience(another_export).measured(), MADE_PATIENCE
    assert_agrees(mean, facts["patience_mean"], rounded_to=1.0)
    assert_agrees(cv, facts["patience_cv"], rounded_to=0.01)
    early = float(patience_by([5.5], mean, cv, balk)[0])
    assert_agrees(early, facts["patience_balk"], rounded_to=0.001)


def test_redials_are_found(another_export: pd.DataFrame) -> None:
    facts = redials(another_export).measured()
    assert_agrees(MADE_REDIAL, facts["p_redial_within_3h"], rounded_to=0.01)
    assert facts["redial_delay"].value == pytest.approx(10.0, abs=0.1)


def test_busyness_is_found() -> None:
    """A year of counts with weekdays, months and Gamma days whose halves share half of what moves them."""
    luck, cv, shared = np.random.default_rng(3), 0.2, 0.5
    dates = pd.date_range("2001-01-01", periods=364)
    usual = 2000 * (1 + 0.1 * (dates.day_of_week.to_numpy() % 3)) * (1 + 0.05 * (dates.month.to_numpy() % 4))
    shape = 1 / (cv * cv)
    common = luck.gamma(shape * shared, size=len(dates))
    halves = [(common + luck.gamma(shape * (1 - shared), size=len(dates))) / shape for _ in range(2)]
    busy = np.repeat(np.array(halves).T, 24, axis=1)
    counts = pd.DataFrame(luck.poisson(usual[:, None] * busy / 48), index=dates)
    facts = busyness(ordinary_days(counts, range(7))).measured()
    assert_agrees(cv * math.sqrt((1 + shared) / 2), facts["busyness_cv"], rounded_to=0.001)
    assert_agrees(shared, facts["corr_halves"], rounded_to=0.001)
    assert half_hours(counts).measured()["0"].value == pytest.approx(1 / 48, rel=0.05)


def test_what_is_missing_from_an_export_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.tsv"
    path.write_text("call_id\ttype\tdate\tvru_entry\n1\tPS\t990201\t7:00:00\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"calls\.tsv: missing columns: customer_id, priority, vru_time, q_time"):
        read_calls(path)
    with pytest.raises(ValueError, match=r"calls\.tsv: missing columns: DateTime, Calls"):
        read_stamps(path)


def test_a_law_and_its_logarithm() -> None:
    assert mean_and_cv(0.0, math.sqrt(math.log(2.0))) == pytest.approx((math.sqrt(2.0), 1.0))


# --- the worlds ------------------------------------------------------------------------------------------


def by_phone(world: World) -> dict[str, float]:
    """Share of all issues that have this reason and start on the phone."""
    return {
        r: reason.share * reason.channels.get("voice", 0.0) / sum(reason.channels.values())
        for r, reason in world.reasons.items()
        if reason.share
    }


@pytest.mark.parametrize("name", NAMES)
def test_shares_and_profiles_sum_to_one(name: str) -> None:
    world = LOADED[name].world
    assert sum(reason.share for reason in world.reasons.values()) == pytest.approx(1.0)
    for reason in world.reasons.values():
        assert sum(reason.channels.values()) == pytest.approx(1.0 if reason.share else 0.0)
    for channel in world.channels.values():
        returns = channel.after_abandonment, channel.after_closed, channel.after_failure, channel.chase
        assert [sum(way.channels.values()) for way in returns if way] == pytest.approx([1.0] * sum(map(bool, returns)))
    used = {channel.profile for channel in world.channels.values()}
    assert used == set(world.demand.profiles)
    assert sum(BANK.demand.profiles["phone"]) == pytest.approx(100.0, abs=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_every_group_knows_its_own_trade_best(name: str) -> None:
    groups = {g: group.proficiency for g, group in LOADED[name].world.people.groups.items()}
    assert set(groups) == {
        "service_agents", "digital_specialists", "marketing", "sales", "it", "back_office",
        "data_scientists", "playbook_writers", "store_staff",
    }  # fmt: skip
    best = {kind: max(groups, key=lambda g: groups[g][kind]) for kind in ("sales", "technical", "campaign")}
    assert best == {"sales": "sales", "technical": "it", "campaign": "marketing"}
    assert groups["service_agents"]["service"] > max(groups[g]["service"] for g in ("marketing", "sales", "it"))
    for skills in groups.values():
        assert all(0.3 <= skill < 1.0 for skill in skills.values())


@pytest.mark.parametrize("name", NAMES)
def test_frictions_news_and_goals_are_the_retailers(name: str) -> None:
    """Worlds differ in demand, customers and people; what a boundary does is the same until somebody measures it."""
    world, retailer = LOADED[name].world, load_world(SCENARIOS / "worlds/retailer.yaml").world
    for part in ("handoffs", "information", "goals"):
        assert getattr(world, part) == getattr(retailer, part)


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("name", NAMES)
def test_every_structure_runs_there_whole(name: str, structure: str) -> None:
    """Nothing that a structure names is missing, so nothing is skipped; it need not offer every channel."""
    world = LOADED[name].world
    placed = load_structure(SCENARIOS / f"structures/{structure}.yaml", (), world)
    assert [note for note in notes_together(placed.structure, world) if "skipped" in note] == []


def sources(entries: tuple[Input, ...]) -> Mapping[str, str]:
    return {entry.path: entry.source for entry in entries}


def test_the_measured_numbers_say_so() -> None:
    said = sources(LOADED["bank"].inputs)
    for path in (
        "demand.profiles.phone",
        "demand.weekday.mon",
        "demand.weekday.sat",
        "demand.busyness.cv",
        "channels.voice.patience.mean",
        "channels.voice.after_abandonment.delay",
        "reasons.securities_trading.handle_time",
        "reasons.online_banking.cv",
    ):
        assert evidence(said[path]).grade == "measured"
