"""Identities on random scenarios with all mechanisms on."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from identities import IDENTITIES
from random_scenarios import clocks, scenarios
from runs import assert_same_records, run, within

from ccsim.plan.plan import Clock
from ccsim.scenario.scenario import Scenario

SETTINGS = {
    "phases": [Phase.explicit, Phase.generate],  # shrinking takes minutes: add Phase.shrink to look into a failure
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
MANY = int(os.environ.get("CCSIM_EXAMPLES", "500"))


def assert_identities(scenario: Scenario, clock: Clock, seed: int) -> None:
    with within(30.0):
        first = run(scenario, clock, seed=seed)
        assert_same_records(run(scenario, clock, seed=seed).records, first.records)
        for identity in IDENTITIES:
            identity(first)


@settings(max_examples=50, **SETTINGS)
@given(scenario=scenarios(), clock=clocks)
def test_identities_on_random_scenarios(scenario: Scenario, clock: Clock) -> None:
    assert_identities(scenario, clock, seed=1)


@pytest.mark.slow
@settings(max_examples=MANY, **SETTINGS)
@given(scenario=scenarios(), clock=clocks)
def test_identities_on_many_random_scenarios(scenario: Scenario, clock: Clock) -> None:
    assert_identities(scenario, clock, seed=2)
