"""A mechanism that is switched off where it does nothing is told, and no other."""

from pathlib import Path

import numpy as np
import pytest

from ccsim.experiment.compare import make_variants
from ccsim.experiment.replication import Job, Replicating, replicate
from ccsim.experiment.without_effect import without_effect
from ccsim.scenario.load import LoadedStudy, load_study
from ccsim.scenario.mechanisms import MECHANISMS

ROOT = Path(__file__).parents[2]
SHORT = ("study.window=1 day", "study.warmup=0 days")


@pytest.fixture(scope="module")
def shop() -> LoadedStudy:
    return load_study(ROOT / "tests" / "cli" / "scenarios" / "studies" / "tiny.yaml", SHORT)


def noted(study: LoadedStudy, *names: str) -> set[str]:
    off = frozenset(names)
    notes = without_effect(make_variants(study, off), off)
    return {note.partition(" changes nothing here: as it is, ")[0] for note in notes}


def results(study: LoadedStudy, *names: str) -> dict[tuple[str, str, str], float]:
    replicating = Replicating(make_variants(study, frozenset(names)), 3, None, "simpy")
    return {
        (m.practice, m.structure, key): float(m.value[i])
        for m in replicate(replicating, Job(0, frozenset(study.study.structures)))
        for i, key in enumerate(m.measure)
    }


def test_what_is_said_to_change_nothing_changes_nothing(shop: LoadedStudy) -> None:
    idle = {name for name in MECHANISMS if noted(shop, name)}
    assert {"self_service", "outages", "transition", "callback"} <= idle
    assert idle.isdisjoint({"busyness", "patience", "retry", "repeat", "skill", "absence"})
    usual = results(shop)
    for name in sorted(idle):
        without = results(shop, name)
        assert without.keys() == usual.keys(), name
        np.testing.assert_array_equal([*without.values()], [*usual.values()], err_msg=name)


def test_each_is_looked_at_beside_the_others_that_are_off(shop: LoadedStudy) -> None:
    assert noted(shop, "self_service", "patience", "callback") == {"self_service", "callback"}
    assert noted(shop) == set()


def test_habits_do_nothing_where_all_are_well_run() -> None:
    demo = ROOT / "scenarios" / "studies" / "demo.yaml"
    alone = load_study(demo, ("study.beside=null",))
    assert noted(alone, "hours", "callback") == {"hours", "callback"}
    assert noted(load_study(demo), "hours") == set()


def test_no_bots_of_the_bank_are_missed() -> None:
    demo = load_study(ROOT / "scenarios" / "studies" / "demo.yaml", (), "bank")
    assert noted(demo, "self_service") == {"self_service"}
