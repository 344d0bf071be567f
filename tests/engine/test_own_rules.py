"""Rules of one's own in place of the shipped ones: on the SimPy engine, and on no other."""

import pytest

import ccsim
from ccsim.codes import NEVER, LegEnd
from ccsim.engine.simpy_engine import REPLACEABLE
from ccsim.errors import CcsimError
from ccsim.rules.customers import patience_us

DAY = {"warmup": "0 days", "window": "1 days"}


def test_a_rule_of_ones_own_answers() -> None:
    scenario = ccsim.load_scenario("contact-center-owns-all", "retailer")
    usual = ccsim.simulate(scenario, **DAY, engine="simpy").records
    same = ccsim.simulate(scenario, **DAY, rules={rule.__name__: rule for rule in REPLACEABLE}).records
    assert (usual.legs == same.legs).all()
    endless = ccsim.simulate(scenario, **DAY, rules={"patience_us": lambda *law: NEVER}).records
    assert (usual.column("legs", "end") == LegEnd.ABANDONED).any()
    assert not (endless.column("legs", "end") == LegEnd.ABANDONED).any()
    again = ccsim.simulate(scenario, **DAY, engine="simpy").records
    assert (usual.legs == again.legs).all(), "the shipped engine is as it was"


def test_it_is_not_compiled() -> None:
    scenario = ccsim.load_scenario("contact-center-owns-all", "retailer")
    with pytest.raises(CcsimError, match=r"patience_us.* are not compiled: they run on the SimPy engine"):
        ccsim.simulate(scenario, **DAY, engine="compiled", rules={"patience_us": patience_us})


def test_a_name_that_no_rule_has() -> None:
    scenario = ccsim.load_scenario("contact-center-owns-all", "retailer")
    with pytest.raises(CcsimError, match=r"'patience' is no rule that can be replaced; did you mean 'patience_us'"):
        ccsim.simulate(scenario, **DAY, rules={"patience": patience_us})
