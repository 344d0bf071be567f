"""`ccsim run --trace`: one issue's life, as its records have it."""

from pathlib import Path

import numpy as np
import pytest

from ccsim.codes import IssueEnd, LegEnd
from ccsim.engine.compiled import engine as compiled_engine
from ccsim.engine.records import Records
from ccsim.experiment.compare import make_variants
from ccsim.experiment.story import ENDS, FATES, story
from ccsim.issues import draw_issues
from ccsim.scenario.load import LoadedStudy, adhoc_study

from .command import ccsim

SETTINGS = {"kind": "study", "warmup": "1 days", "window": "2 days"}
ONE = ("run", "one-team", "--world", "corner-shop", "--trace")


@pytest.fixture
def study() -> LoadedStudy:
    return adhoc_study(["one-team"], "corner-shop", SETTINGS, [], {"seed": 3})


def records_of(study: LoadedStudy) -> Records:
    variant = make_variants(study, frozenset())[0]
    issues = draw_issues(variant.scenario.world, variant.plan.clock.horizon, 3, 0)
    return compiled_engine.simulate(variant.plan, issues, 3, 0)


def test_every_leg_of_an_issue_is_told_in_order(study: LoadedStudy) -> None:
    records = records_of(study)
    legs = np.bincount(records.column("legs", "issue"), minlength=len(records.issues))
    for issue in np.argsort(-legs)[:5].tolist():
        told = story(study, frozenset(), issue)
        own = records.legs[records.column("legs", "issue") == issue]
        taken = [step for step in told["steps"] if " takes it after " in step["what"]]
        assert len(taken) == np.count_nonzero(own[:, 9] >= 0)
        assert [step["at_us"] for step in told["steps"]] == sorted(step["at_us"] for step in told["steps"])
        ends = [ENDS[LegEnd(end)] for end in own[:, 11].tolist()]
        assert sum(any(step["what"].startswith(end) for end in ENDS.values()) for step in told["steps"]) >= len(ends)
        assert told["fate"] == FATES[IssueEnd(int(records.issues[issue, 7]))]


def test_every_end_and_fate_has_words() -> None:
    assert set(ENDS) == set(LegEnd)
    assert set(FATES) == set(IssueEnd)


def test_the_command_writes_nothing(tmp_path: Path) -> None:
    done = ccsim(*ONE, "0", "--out", tmp_path)
    assert done.code == 0
    assert done.stdout.startswith("at\twhat\nweek 1 ")
    assert not list(tmp_path.iterdir())
    document = ccsim(*ONE, "0", "--json").document
    assert document["issue"] == 0
    assert [step["what"] for step in document["steps"]] == [row.split("\t")[1] for row in done.stdout.splitlines()[1:]]


def test_an_issue_that_there_is_not() -> None:
    done = ccsim(*ONE, "99999999")
    assert done.code == 2
    assert "--trace 99999999: there are" in done.stderr
