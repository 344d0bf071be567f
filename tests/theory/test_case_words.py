"""What a case says is read whatever its numbers, and what nobody can run is refused with its name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ccsim.codes import DAY, HOUR, MINUTE
from ccsim.verify.cases import Case, load_cases
from ccsim.verify.check import check
from ccsim.verify.experiments import prepare
from ccsim.verify.expressions import parse
from ccsim.verify.readings import reader
from ccsim.verify.rhythms import finite_day, profile_of
from ccsim.verify.shapes import systems
from ccsim.verify.systems import CaseError, Rhythm, System

CASES = {case.id: case for case in load_cases()}
POOL = {"arrival_per_min": 3.0, "aht_min": 3.0, "agents": 11}
DAY_OF_SSJ = CASES["SSJ-04"].params


def case(params: Mapping[str, Any], model: str = "", **expected: float) -> Case:
    return Case("one", model, params, expected, {"type": "rel", "value": 0.1}, "")


def only(params: Mapping[str, Any], model: str = "") -> System:
    (system,) = systems(case(params, model)).values()
    return system


# Refusals


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"trunk": 24}, "no case has had so far: trunk"),
        ({"patience_mean_mn": 2}, "did you mean 'patience_mean_min'"),
        ({"aht_dist": "weibull"}, "law 'weibull'"),
        ({"aht_dist": "lognormal"}, "lognormal"),
        ({"aht_min": "three"}, "aht_min: 'three' is not a number"),
        ({"aht_min": [3.0, 4.0]}, "2 values, not 1"),
        ({"agents": 2.5}, "agents: 2.5 is not a whole number"),
        ({"arrival_per_min": None}, "nothing is no rate"),
        ({"arrival_per_min": "10 + 6 tan(t)"}, "'tan' is unknown"),
        ({"p_retry": 0.5}, "p_retry needs retry_delay_mean_min"),
        ({"p_balk_if_wait": 0.1}, "needs the patience"),
        ({"sl_definition": "whatever"}, "names no denominator"),
        ({"patience": "short"}, "patience: 'short'"),
        ({"after_close": "calls are lost"}, "after_close"),
        ({"busyness": "normal(1, 0.1)"}, "gamma(shape, rate)"),
        ({"priority": "class 3 first"}, "order of their priority"),
        ({"max_concurrency": 3, "routing": "most-loaded agent"}, "least-loaded"),
        ({"calls_per_hour": [60, 60], "agents": [4, 4, 4]}, "3 values, not 2"),
    ],
)  # fmt: skip
def test_what_nobody_can_run_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(CaseError) as refusal:
        systems(case({**POOL, **changed}))
    assert message in str(refusal.value)


def test_trunks_that_classes_of_different_priority_share_are_refused() -> None:
    with pytest.raises(CaseError, match="different priority"):
        only(
            {"arrival_per_min": [1.0, 1.0], "aht_min": 3.0, "agents": 9, "max_in_system": 12, "priority": "class order"}
        )


def test_a_measure_that_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(CaseError, match="did you mean 'p_abandon'"):
        reader("p_abandn", {"": only(POOL)})
    with pytest.raises(CaseError, match="no number 3"):
        reader("p_abandon_3", {"": only(POOL)})


@pytest.mark.parametrize("name", CASES)
def test_every_measure_of_every_case_can_be_read(name: str) -> None:
    found = systems(CASES[name])
    for measure in CASES[name].expected:
        reader(measure, found)


# Units, numbers and names


def test_the_unit_of_a_parameter_is_its_last_word() -> None:
    in_seconds = {"arrival_per_hour": 180.0, "aht_s": 180.0, "agents": 11, "patience_mean_s": 90.0}
    assert only(in_seconds) == only({**POOL, "patience_mean_min": 1.5})


def test_values_may_be_listed_or_named() -> None:
    named = {"arrival_per_min": {"voice": 1.0, "email": 0.5}, "aht_min": {"email": 6.0, "voice": 4.0}, "agents": 9}
    system = only(named)
    assert [(c.name, c.handle_min) for c in system.classes] == [("voice", (4.0,)), ("email", (6.0,))]


def test_several_numbers_of_agents_are_as_many_systems() -> None:
    expected = {"p_wait_11": 0.0, "p_wait_agents_12": 0.0, "p_wait_n13": 0.0}
    asked = case({**POOL, "agents": [11, 12, 13]}, **expected)
    assert [s.pools[0].agents for s in systems(asked).values()] == [11, 12, 13]
    rows = check(asked, quick=True)
    waits = [row.measured for row in rows]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > waits[-1]


def test_a_penalty_of_the_pooled_is_none_of_the_isolated() -> None:
    params = {**CASES["OWN-01"].params, "generalist_penalty": 0.2}
    handle = {name: system.classes[0].handle_min[0] for name, system in systems(case(params)).items()}
    assert handle["pooled"] == pytest.approx(1.2 * handle["isolated"])


def test_call_types_are_reasons_on_one_channel() -> None:
    system = only(CASES["SK-04"].params)
    assert system.one_channel
    assert len(system.classes) == CASES["SK-04"].params["call_types"]
    assert sum(system.rates()) == pytest.approx(CASES["SK-04"].params["arrival_per_min"])


def test_a_queue_capacity_is_beside_the_agents() -> None:
    assert only({**POOL, "queue_capacity": 4}).trunks == (15,)
    assert only({**POOL, "max_in_system": 15}).trunks == (15,)
    assert only({**POOL, "p_retry": 1.0, "retry_delay_mean_min": 5.0}).trunks == (11,)


@pytest.mark.parametrize(
    ("model", "interrupts"),
    [("voice pre-empts e-mail", True), ("preemptive-resume", True), ("non-preemptive priority", False), ("", False)],
)
def test_who_interrupts_whom(model: str, interrupts: bool) -> None:
    system = only({"arrival_per_min": {"email": 1.0, "voice": 1.0}, "aht_min": 3.0, "agents": 8}, model)
    assert system.interrupts is interrupts
    assert [c.name for c in system.classes] == ["voice", "email"]
    assert system.pools[0].takes == ((0,), (1,))


def test_classes_without_priority_are_first_come_first_served() -> None:
    two = {"arrival_per_min": [1.0, 1.0], "aht_min": [3.0, 4.0], "agents": 8}
    assert only(two).pools[0].takes == ((0, 1),)
    assert only({**two, "priority": "class order"}).pools[0].takes == ((0,), (1,))


@pytest.mark.parametrize(
    ("definition", "level"),
    [
        ("answered within awt / (served + abandoned after awt)", "sl_excl_short_abandon"),
        ("answered within awt / (offered - abandoned within awt)", "sl_excl_short_abandon"),
        ("answered within awt / all offered", "sl_offered"),
        ("answered within awt / answered", "sl_answered"),
    ],
)
def test_the_service_level_is_as_the_case_defines_it(definition: str, level: str) -> None:
    assert only({**POOL, "sl_definition": definition}).level == level


# Time


def test_a_formula_is_read_as_it_is_written() -> None:
    t = np.linspace(0.0, 1000.0, 101)
    rate = parse("10 + 6 sin(2 pi t/480)")
    assert rate(t) == pytest.approx(10 + 6 * np.sin(2 * np.pi * t / 480))
    assert rate.period_min() == 480
    assert parse("2(1+cos(2*pi*(t-30)/700))^2")(t) == pytest.approx(2 * (1 + np.cos(2 * np.pi * (t - 30) / 700)) ** 2)
    assert parse("5 + sin(2 pi t/480) + sin(2 pi t/320)").period_min() == 960


@pytest.mark.parametrize(
    "text", ["10 +", "10 $ t", "import os", "t.real", "sin(t, t)", "sin", "'a'", "10 - 20", "exp(t/1e3)"]
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(CaseError, match="rate"):
        only({**POOL, "arrival_per_min": text})


@pytest.mark.parametrize("period", [480, 700, 1440, 2000])
def test_one_period_is_one_day_of_the_engine(period: int) -> None:
    system = only({"arrival_per_min": f"10 + 6 sin(2 pi t/{period})", "aht_min": 6.0, "agents": "unlimited"})
    assert system.pace == pytest.approx(1440 / period)
    assert system.cycle_contacts() == pytest.approx(10 * period)
    assert system.unlimited
    assert system.pools[0].agents > 16 * 6


def test_a_finite_day_keeps_its_length_and_leaves_a_night() -> None:
    rhythm = finite_day((1.0,), 480.0, 40.0)
    assert (rhythm.pace, rhythm.open_min, rhythm.night) == (1.0, 480, True)
    long = finite_day((1.0,), 1300.0, 400.0)
    assert (1440 - long.open_min) / long.pace >= 400.0
    with pytest.raises(CaseError, match="no night"):
        finite_day((1.0,), 480.0, 1e6)


@pytest.mark.parametrize(
    "rhythm", [Rhythm((1.0, 3.0), 60.0, 60), Rhythm((1.0,) * 7, 13.0, 25), Rhythm((2.0,) * 1440, 1.0, 1)]
)
def test_a_profile_holds_every_period_in_its_place(rhythm: Rhythm) -> None:
    profile = np.array(profile_of(rhythm))
    assert len(profile) in (48, 1440)
    held = profile.reshape(-1)[: rhythm.open_min * len(profile) // 1440].reshape(len(rhythm.volumes), -1)
    assert (held == np.array(rhythm.volumes)[:, None]).all()
    assert profile.sum() == held.sum(), "the night brings nobody"


def test_staff_by_the_hour() -> None:
    system = only(DAY_OF_SSJ)
    staff = DAY_OF_SSJ["agents"]
    duties = prepare(system).plan.duties
    assert len(duties) == max(staff)
    for hour, wanted in enumerate(staff):
        moment = DAY + hour * HOUR + 30 * MINUTE
        assert sum(any(a <= moment < b for a, b in duty.spans) for duty in duties) == wanted
    drained = 2 * DAY - MINUTE
    assert sum(any(a <= drained < b for a, b in duty.spans) for duty in duties) == staff[-1]


def test_busyness_of_another_mean_brings_more() -> None:
    usual, twice = only(DAY_OF_SSJ), only({**DAY_OF_SSJ, "busyness": "gamma(10, 5)"})
    assert twice.cycle_contacts() == pytest.approx(2 * usual.cycle_contacts())
    assert usual.busyness_cv == twice.busyness_cv == pytest.approx(10**-0.5)


def test_a_day_that_never_drains_is_refused() -> None:
    overloaded = case({**CASES["SSJ-01"].params, "agents": 2}, good_contacts=1.0)
    with pytest.raises(CaseError, match="never drains"):
        check(overloaded, quick=True)


# Other numbers than those of cases.json, where theory is at hand


def test_a_finite_day_of_a_constant_rate_has_as_many_arrivals() -> None:
    of_a_day = case({**POOL, "aht_dist": "lognormal", "aht_cv": 1.2, "day_min": 120}, arrivals_per_day=360.0)
    assert all(row.ok for row in check(of_a_day, quick=True))


def test_owners_in_a_chain_by_the_fundamental_matrix() -> None:
    moves = np.array([[0.0, 0.3, 0.1], [0.2, 0.1, 0.0], [0.0, 0.25, 0.0]])
    aht = np.array([4.0, 8.0, 3.0])
    visits = np.linalg.inv(np.eye(3) - moves)
    names = ("a", "b", "c")
    expected = {f"{n}_expected_touches": float(visits[i].sum()) for i, n in enumerate(names)}
    expected |= {f"{n}_expected_handle_min": float(visits[i] @ aht) for i, n in enumerate(names)}
    params = {"owners": list(names), "next_owner_prob_if_unresolved": moves.tolist(), "aht_min": aht.tolist()}
    assert all(
        row.ok for row in check(replace(case(params, **expected), tolerance={"type": "rel", "value": 0.01}), quick=True)
    )
