"""Three programs of one contact center, written apart from one description, agree on what it does in the long run.

ccsim runs it from a world and a structure, Ciw as a network of queues, and a plain SimPy script, written without sight
of ccsim, as a process for every customer. Long runs know waits, abandonment and all else to 2 % or better (one standard
error of the difference), the short wait for the office to 4 %.
"""

from functools import cache, partial

import pytest

from . import blind_simpy, ccsim_side, ciw_side
from .agreement import Length, Sample, differences, disagreements, replicate
from .ccsim_side import Change

DAY = 1440.0
QUICK, LONG = Length(DAY / 2, 2 * DAY), Length(DAY, 10 * DAY)
REPLICATIONS, OF_CCSIM, OF_CHANGED = {QUICK: 8, LONG: 30}, {QUICK: 24, LONG: 60}, {QUICK: 24, LONG: 20}
"""ccsim has more of them, since they cost less; a change needs fewer, since it is large."""
STANDARD_ERRORS = {QUICK: 3.5, LONG: 3.0}
"""Few replications know their own spread less well."""
OTHERS = {"ciw": ciw_side.simulate, "simpy": blind_simpy.simulate}
LARGEST_ERROR, OF_THE_OFFICE = 0.02, 0.04

PATIENCE = ("world.channels.voice.patience.mean", "4 min")
CHANGES: list[Change] = [
    PATIENCE,
    ("world.reasons.billing.next_step.approval", 0.1),
    ("world.reasons.fault.resolvable", 0.88),
    ("world.channels.voice.after_failure.probability", 0.6),
    ("world.limits.contacts", 3),
    ("structure.owners.chat", ("front", "tech")),
    ("structure.teams.tech.tiers", ("handoffs", ("voice", "chat"))),
]
"""Mechanisms of ccsim a little off: one value each."""


@cache
def other(name: str, length: Length) -> Sample:
    """Replications of Ciw or of the SimPy script, run once."""
    return replicate(OTHERS[name], REPLICATIONS[length], length)


@cache
def ccsim(length: Length, change: Change | None = None) -> Sample:
    """Replications of ccsim, as described or with one value changed."""
    replications = OF_CCSIM if change is None else OF_CHANGED
    return replicate(partial(ccsim_side.simulate, change=change), replications[length], length)


@pytest.mark.parametrize("name", OTHERS)
def test_ccsim_agrees_at_a_glance(name: str) -> None:
    assert disagreements(ccsim(QUICK), other(name, QUICK), STANDARD_ERRORS[QUICK]) == []


@pytest.mark.parametrize("name", OTHERS)
def test_a_gross_difference_is_seen_at_a_glance(name: str) -> None:
    assert disagreements(ccsim(QUICK, PATIENCE), other(name, QUICK), STANDARD_ERRORS[QUICK]) != []


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_ccsim_agrees(name: str) -> None:
    assert disagreements(ccsim(LONG), other(name, LONG), STANDARD_ERRORS[LONG]) == []
    for difference in differences(ccsim(LONG), other(name, LONG)):
        small = OF_THE_OFFICE if difference.measure == "wait_min.office" else LARGEST_ERROR
        assert difference.error <= small * difference.other, difference


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[0])
def test_one_mechanism_a_little_off_is_seen(change: Change) -> None:
    assert disagreements(ccsim(LONG, change), other("simpy", LONG), STANDARD_ERRORS[LONG]) != []
