"""The two engines give the same records, row by row and bit by bit; and a line that differs is found."""

import inspect
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from random_scenarios import clocks, scenarios
from runs import CAMPAIGN_IN_WEEK_1, PRACTICES, SCENARIOS, STRUCTURES, assert_same_records, within
from test_identities_random import MANY, SETTINGS

from ccsim.codes import DAY, WEEK
from ccsim.engine import simpy_engine
from ccsim.engine.compiled import engine as compiled_engine
from ccsim.engine.records import Records
from ccsim.issues import Issues, draw_issues
from ccsim.plan.plan import Clock, Plan, make_plan
from ccsim.scenario.load import load_structure, load_study, load_world, make_scenario
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.study import PracticeName
from ccsim.verify.cases import load_cases
from ccsim.verify.check import prepare_case
from ccsim.verify.systems import CaseError

WORLDS = sorted(path.stem for path in (SCENARIOS / "worlds").glob("*.yaml"))
STUDIES = sorted(path.stem for path in (SCENARIOS / "studies").glob("*.yaml"))
THREE_DAYS = Clock(warmup=0, window=2 * DAY, horizon=3 * DAY)
FIVE_WEEKS = Clock(warmup=0, window=4 * WEEK, horizon=5 * WEEK)
FEW = ("demand.issues_per_day=300",)
"""Contacts enough for weeks of slow state, and soon done."""
SEED = 20261122
Simulate = Callable[[Plan, Issues, int, int], Records]


def assert_twins_agree(plan: Plan, issues: Issues, replication: int = 0) -> None:
    expected = simpy_engine.simulate(plan, issues, SEED, replication)
    assert_same_records(compiled_engine.simulate(plan, issues, SEED, replication), expected)


def assert_agree_on(scenario: Scenario, clock: Clock, replication: int = 0) -> None:
    assert_twins_agree(make_plan(scenario, clock), drawn(scenario, clock, replication), replication)


def drawn(scenario: Scenario, clock: Clock, replication: int = 0) -> Issues:
    return draw_issues(scenario.world, clock.horizon, SEED, replication, scenario.neutralised)


def shipped(
    world: str,
    structure: str,
    practice: PracticeName,
    of_world: tuple[str, ...] = (),
    of_structure: tuple[str, ...] = (),
) -> Scenario:
    loaded = load_world(SCENARIOS / "worlds" / f"{world}.yaml", of_world)
    placed = load_structure(SCENARIOS / "structures" / f"{structure}.yaml", of_structure, loaded.world)
    return make_scenario(loaded, placed, practice)


# What is shipped


@pytest.mark.parametrize(("world", "structure"), [*product(WORLDS, STRUCTURES)])
def test_every_structure_in_every_world(world: str, structure: str) -> None:
    practice = PRACTICES[STRUCTURES.index(structure) % 2]
    assert_agree_on(shipped(world, structure, practice), THREE_DAYS)


@pytest.mark.slow
@pytest.mark.parametrize(("world", "structure", "practice"), [*product(WORLDS, STRUCTURES, PRACTICES)])
def test_every_structure_in_every_world_for_weeks(world: str, structure: str, practice: PracticeName) -> None:
    assert_agree_on(shipped(world, structure, practice), replace(FIVE_WEEKS, horizon=3 * WEEK), replication=1)


@pytest.mark.parametrize("name", STUDIES)
def test_every_shipped_study(name: str) -> None:
    study = load_study(SCENARIOS / "studies" / f"{name}.yaml")
    for structure in study.structures:
        assert_agree_on(study.scenario(structure, study.study.practice, frozenset()), Clock(0, DAY, 2 * DAY))


WEEKS = {
    "learning": ("retailer", "contact-center-owns-all", (), ()),
    "turns": (
        "retailer",
        "marketing-rotation",
        ("transitions.settling=6 days",),
        ("structures.rotations[0].every=8 days",),
    ),
    "a trigger": (
        "retailer",
        "marketing-owns-all-digital",
        (),
        (
            "structures.transition.when.complaints_above=0.001",
            "structures.transition.when.over=2 days",
        ),
    ),
    "faults": ("telco", "outsourced", (), ()),
}


@pytest.mark.parametrize("name", WEEKS)
def test_slow_state_over_weeks(name: str) -> None:
    world, structure, of_world, of_structure = WEEKS[name]
    assert_agree_on(shipped(world, structure, "typical", (*FEW, *of_world), of_structure), FIVE_WEEKS)


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.id)
def test_every_oracle(case: object) -> None:
    try:
        prepared = prepare_case(case, quick=True)  # type: ignore[arg-type]
    except CaseError:
        pytest.skip("not for the engine")
    for experiment in prepared.experiments.values():
        if experiment.system.served:
            issues = draw_issues(experiment.world, experiment.plan.clock.horizon, SEED, 0)
            assert_twins_agree(experiment.plan, issues)


# What Hypothesis draws


@settings(max_examples=50, **SETTINGS)
@given(scenario=scenarios(), clock=clocks)
def test_random_scenarios(scenario: Scenario, clock: Clock) -> None:
    with within(30.0):
        assert_agree_on(scenario, clock)


@pytest.mark.slow
@settings(max_examples=MANY, **SETTINGS)
@given(scenario=scenarios(), clock=clocks)
def test_many_random_scenarios(scenario: Scenario, clock: Clock) -> None:
    with within(30.0):
        assert_agree_on(scenario, clock, replication=2)


def test_nobody_comes() -> None:
    scenario = shipped("retailer", "contact-center-owns-all", "typical")
    empty = drawn(scenario, THREE_DAYS)
    nobody = Issues(*(getattr(empty, name)[:0] for name in vars(empty)))
    assert_twins_agree(make_plan(scenario, THREE_DAYS), nobody)


def test_tables_that_must_grow() -> None:
    """An hour of demand for which a day's rooms were never made: nobody answers, so that all of them wait."""
    scenario = shipped(
        "retailer", "contact-center-owns-all", "typical", ("demand.issues_per_day=60000", "people.shifts.absence=0.9")
    )
    assert_agree_on(scenario, Clock(0, DAY, DAY))


# Planted differences: one line of the SimPy engine is changed, and the scenario named beside it tells

RETAILER, MIXED = (
    ("retailer", "contact-center-owns-all", "typical"),
    ("retailer", "marketing-owns-all-digital", "typical"),
)
PLANTED = {
    "who is free: the shortest idle": (
        "free.popitem(False)[0] if self.longest_idle", "free.popitem(True)[0] if self.longest_idle", RETAILER),
    "patience": ("deadline = now + patience_us(", "deadline = now + 1 + patience_us(", RETAILER),
    "handle time": (
        "work = leg_work(drawn, agent.factor[reason],", "work = leg_work(drawn + 2.0, agent.factor[reason],", RETAILER),
    "outcome": ("p_resolved *= self.plan.uninformed_resolution", "pass", MIXED),
    "handoff delay": ("(now + wait, JOINS + contact.order", "(now + wait + 1, JOINS + contact.order", RETAILER),
    "context lost": ("contact.reask = plan.lost[team][target] * plan.reask_us", "contact.reask = 0.0", RETAILER),
    "bounce": ("contact.leaves, contact.target = BOUNCED, came_from", "pass", MIXED),
    "bot": ("elif self.luck(contact, AT_BOT_KEEPS) < bot.keeps:", "elif self.luck(contact, AT_BOT_KEEPS) <= 0.0:", (
        "retailer", "it-owns", "typical")),
    "returns": ("if u < way.probability:", "if u <= 0.5 * way.probability:", RETAILER),
    "chase": ("self.luck(contact, AT_CHASE_CHANNEL)", "self.luck(contact, AT_CHASE)", MIXED),
    "simultaneous contacts": ("append((agent.advanced + work,", "append((agent.advanced + 2 * work,", RETAILER),
    "purchases": ("if u < chance:", "if u < 0.9 * chance:", RETAILER),
    "public answers": ("self.answered_at[contact.channel][contact.reason] = now", "pass", RETAILER),
    "offers": ("if u >= offers:", "if u >= 0.5 * offers:", ("retailer", "profit-center", "typical")),
    "shared record": ("_record_unattended(contact, WITHDRAWN,", "_record_unattended(contact, ABANDONED,", (
        "bank", "all-channels-are-one", "typical")),
    "interruption": ("written.left = float(written.complete_at - now)", "written.left = 0.0", (
        "bank", "contact-center-owns-all", "typical")),
    "shifts": ("agent.since, agent.busy = now, 0", "agent.since, agent.busy = now, 1", RETAILER),
}  # fmt: skip


def planted(before: str, after: str) -> ModuleType:
    """The SimPy engine with one line changed."""
    source = inspect.getsource(simpy_engine)
    assert source.count(before) == 1, f"{source.count(before)} lines read: {before}"
    twin = ModuleType("planted")
    sys.modules["planted"] = twin
    exec(compile(source.replace(before, after), "planted", "exec"), twin.__dict__)
    return twin


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_difference_is_found(name: str) -> None:
    before, after, (world, structure, practice) = PLANTED[name]
    sale = CAMPAIGN_IN_WEEK_1 if world == "retailer" else ()
    scenario = shipped(world, structure, practice, sale)  # type: ignore[arg-type]
    plan, issues = make_plan(scenario, THREE_DAYS), drawn(scenario, THREE_DAYS)
    simulate: Simulate = planted(before, after).simulate
    with pytest.raises(AssertionError):
        assert_same_records(simulate(plan, issues, SEED, 0), compiled_engine.simulate(plan, issues, SEED, 0))


# The same the other way round: one line of the compiled engine is changed, in a copy of the package that is compiled

PLANTED_IN_THE_KERNEL = {
    "patience": ("deadline = now + patience_us(", "deadline = now + 1 + patience_us("),
    "outcome": ("p_resolved *= p.uninformed_resolution", "p_resolved *= 1.0"),
    "bounce": ("contact.leaves, contact.target = BOUNCED, came_from", "contact.leaves = BOUNCED"),
    "context lost": ("contact.reask = floating(g.floats, p.lost + pair) * p.reask", "contact.reask = 0.0"),
    "chase": ("drawn(contact, AT_CHASE_CHANNEL))", "drawn(contact, AT_CHASE))"),
    "interruption": ("written.left = float(written.complete_at - now)", "written.left = 0.0"),
    "offers": ("if drawn(contact, AT_OFFER) >= offers:", "if drawn(contact, AT_OFFER) >= 0.5 * offers:"),
}
SUITE = Path(__file__)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED_IN_THE_KERNEL)
def test_a_difference_planted_in_the_compiled_engine_is_found(name: str, tmp_path: Path) -> None:
    """By the test of the shipped structures, which runs on the copy."""
    before, after = PLANTED_IN_THE_KERNEL[name]
    package = SCENARIOS.parent / "ccsim"
    shutil.copytree(package, tmp_path / "ccsim", ignore=shutil.ignore_patterns("__pycache__"))
    kernel = tmp_path / "ccsim" / "engine" / "compiled" / "kernel.py"
    source = kernel.read_text(encoding="utf-8")
    assert source.count(before) == 1
    kernel.write_text(source.replace(before, after), encoding="utf-8")
    chosen = "structure_in_every_world and not weeks"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", str(SUITE), "-k", chosen]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    assert "Arrays are not equal" in done.stdout
