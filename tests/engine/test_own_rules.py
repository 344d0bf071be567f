"""Rules of one's own in place of the shipped ones: on the SimPy engine, and on no other."""

import pytest

import ccsim
from ccsim.codes import HOUR, NEVER, LegEnd
from ccsim.engine.own_rules import Comer, Teams
from ccsim.errors import CcsimError
from ccsim.rules.customers import patience_us

DAY = {"warmup": "0 days", "window": "1 days"}


def test_a_rule_of_ones_own_answers() -> None:
    scenario = ccsim.load_scenario("contact-center-owns-all", "retailer")
    usual = ccsim.simulate(scenario, **DAY, engine="simpy").records
    same = ccsim.simulate(scenario, **DAY, rules=ccsim.usual_rules()).records
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


# Who answers first


def test_a_routing_rule_that_says_what_the_plan_says_changes_nothing() -> None:
    scenario = ccsim.load_scenario("marketing-owns-digital", "retailer")
    usual = ccsim.simulate(scenario, **DAY, engine="simpy").records
    same = ccsim.simulate(scenario, **DAY, rules={"first_team": lambda comer, teams: comer.usual}).records
    assert all((getattr(usual, table) == getattr(same, table)).all() for table in ("issues", "legs", "duty"))


@pytest.mark.parametrize("choice", ["longest_idle", "best_skill", "least_occupied"])
def test_a_routing_rule_decides_who_answers_first(choice: str) -> None:
    scenario = ccsim.load_scenario(
        "marketing-owns-digital", "retailer", overrides={"world.well_run.agent_choice": choice}
    )
    seen = set()

    def to_the_center(comer: Comer, teams: Teams) -> str:
        team = teams[comer.usual]
        seen.add((comer.channel, comer.usual))
        assert comer.contact >= 1
        assert team.free == 0 or team.waiting == 0 or comer.channel not in ("voice", "chat"), (
            "nobody idles beside a line"
        )
        assert team.backlog >= 0
        return "center" if comer.channel == "social" and teams["center"].is_open else comer.usual

    legs = ccsim.simulate(scenario, **DAY, rules={"first_team": to_the_center}).frame("legs")
    assert ("social", "digital") in seen
    assert ("voice", "center") in seen
    first = legs[(legs["leg"] == 0) & (legs["channel"] == "social") & (legs["agent"] >= 0)]
    open_hours = first["joined_us"] % (24 * HOUR) >= 9 * HOUR
    assert set(first.loc[open_hours, "team"]) >= {"center"}
    sent = first[first["line"].astype(str).str.endswith(".center")]
    assert set(sent["team"]) == {"center"}
    assert len(sent) > 0.5 * len(first)


def test_a_rule_that_names_no_team() -> None:
    scenario = ccsim.load_scenario("marketing-owns-digital", "retailer")
    with pytest.raises(CcsimError, match=r"first_team gave 'centre', which is no team; did you mean 'center'"):
        ccsim.simulate(scenario, **DAY, rules={"first_team": lambda comer, teams: "centre"})
