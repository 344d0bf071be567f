"""Points of the evidence ranges: where they lie, and that a world stands up at each of them."""

from pathlib import Path

import pytest

from ccsim.experiment.ranges import assignments, blocks, latin_hypercube
from ccsim.scenario.load import load_world
from ccsim.scenario.quantities import parse_duration

WORLDS = sorted((Path(__file__).parents[2] / "scenarios" / "worlds").glob("*.yaml"))


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("place", [0.0, 0.3, 1.0])
def test_a_world_stands_up_at_the_ends_and_between(path: Path, place: float) -> None:
    groups = blocks(load_world(path).inputs)
    moved = load_world(path, assignments(groups, dict.fromkeys(groups, place)))
    assert moved.world.title


def test_the_middle_is_the_world_as_it_is() -> None:
    loaded = load_world(WORLDS[0])
    groups = blocks(loaded.inputs)
    assert load_world(WORLDS[0], assignments(groups, dict.fromkeys(groups, 0.5))).world == loaded.world


def test_the_ends_are_the_lows_and_the_highs() -> None:
    path = next(p for p in WORLDS if p.stem == "retailer")
    groups = blocks(load_world(path).inputs)
    name, row = next((n, r) for n, rows in groups.items() for r in rows if r.path == "handoffs.removal_lag")
    for place, bound in ((0.0, row.low), (1.0, row.high)):
        (text,) = [a for a in assignments(groups, {name: place}) if a.startswith("handoffs.removal_lag=")]
        assert parse_duration(text.partition("=")[2]) == parse_duration(bound)


def test_a_latin_hypercube_has_one_point_in_every_slice() -> None:
    points = latin_hypercube(["a", "b", "c"], 20, seed=3)
    for name in ("a", "b", "c"):
        assert sorted(int(point[name] * 20) for point in points) == list(range(20))
