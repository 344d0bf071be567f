"""A stream's customers depend on world, seed and replication alone, and not on the other streams.

Shares are weights, so a world with twice the weights and twice the volume gives the old streams their old means,
to the last bit.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from demand_world import demand_world

from ccsim import issues as drawing
from ccsim.codes import DAY
from ccsim.issues import Issues, draw_issues
from ccsim.scenario.load import load_world
from ccsim.scenario.world import World

HORIZON = 21 * DAY
SHIPPED = Path(__file__).parents[2] / "scenarios" / "worlds"
TWO = {
    "order": {"share": 1.0, "channels": {"voice": 1.0}},
    "bill": {"share": 1.0, "channels": {"chat": 1.0, "voice": 1.0}},
}
Streams = dict[tuple[str, str], list[tuple[int, int, int]]]


def streams(world: World, seed: int = 1, replication: int = 0, horizon: int = HORIZON) -> Streams:
    """(channel, reason) by name → (time, key) of its issues."""
    issues = draw_issues(world, horizon, seed, replication)
    found: Streams = {(c, r): [] for c in world.channels for r in world.reasons}
    channels, reasons = list(world.channels), list(world.reasons)
    for arise, c, r, a, b in rows(issues):
        found[channels[c], reasons[r]].append((arise, a, b))
    return found


def rows(issues: Issues) -> list[tuple[int, ...]]:
    table = (issues.arise, issues.channel, issues.reason, issues.key_a, issues.key_b)
    return list(zip(*(column.tolist() for column in table), strict=True))


def world(volume: float, reasons: Mapping[str, Mapping[str, object]], channels: tuple[str, ...]) -> World:
    return demand_world(volume, reasons, channels, cv=0.25, correlation=0.5)


BEFORE = world(400.0, TWO, ("voice", "chat"))
GROWN = TWO | {"bill": {"share": 3.0, "channels": {"chat": 1.0, "voice": 1.0}}}
NEW_REASON = TWO | {"fault": {"share": 2.0, "channels": {"voice": 1.0, "chat": 1.0}}}
NEW_CHANNEL = TWO | {"fault": {"share": 2.0, "channels": {"email": 1.0}}}
FIRST_IN_THE_FILE = {"fault": NEW_REASON["fault"]} | TWO
CHANGES = {
    "one reason grows": (world(800.0, GROWN, ("voice", "chat")), {("chat", "bill"), ("voice", "bill")}),
    "a new reason": (world(800.0, NEW_REASON, ("voice", "chat")), set()),
    "a new reason first": (world(800.0, FIRST_IN_THE_FILE, ("voice", "chat")), set()),
    "a new channel": (world(800.0, NEW_CHANNEL, ("email", "voice", "chat")), set()),
    "channels in another order": (world(400.0, TWO, ("chat", "voice")), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_streams_stay_as_they_were(change: str) -> None:
    after, concerned = CHANGES[change]
    old, new = streams(BEFORE), streams(after)
    for stream in set(old) - concerned:
        assert new[stream] == old[stream]


def test_a_stream_that_grows_keeps_its_customers_and_their_luck() -> None:
    """The i-th customer of a day has the same key; the times move closer together."""
    old, new = streams(BEFORE), streams(CHANGES["one reason grows"][0])
    for stream in (("chat", "bill"), ("voice", "bill")):
        days = Counter(arise // DAY for arise, _, _ in old[stream])
        for day in days:
            before = [key for arise, *key in old[stream] if arise // DAY == day]
            after = [key for arise, *key in new[stream] if arise // DAY == day]
            assert after[: len(before)] == before
            assert len(after) > len(before)


def test_a_longer_horizon_only_adds_issues() -> None:
    short, long = (draw_issues(BEFORE, horizon, 1, 0) for horizon in (5 * DAY + 13 * DAY // 24, HORIZON))
    assert rows(long)[: len(short)] == rows(short)
    assert long.arise[len(short)] >= 5 * DAY + 13 * DAY // 24


@pytest.mark.parametrize(("name", "value"), [("_room", lambda mean: 1), ("BLOCK", 1), ("BLOCK", 1 << 20), ("ALIKE", 0)])
def test_customers_do_not_depend_on_how_they_are_drawn_together(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    """Not even a day that has more of them than there was room for; the real world has large and tiny streams."""
    shipped = load_world(SHIPPED / "retailer.yaml").world
    usual = rows(draw_issues(shipped, 9 * DAY, 1, 0))
    monkeypatch.setattr(drawing, name, value)
    assert rows(draw_issues(shipped, 9 * DAY, 1, 0)) == usual


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_same_seed_same_issues_and_other_luck_otherwise(path: Path) -> None:
    shipped = load_world(path).world
    issues = [rows(draw_issues(shipped, 7 * DAY, s, r)) for s, r in ((1, 0), (1, 0), (1, 1), (2, 0), (1 + 2**32, 0))]
    assert issues[0] == issues[1]
    keys = [{(a, b) for *_, a, b in drawn} for drawn in issues[1:]]
    for i, mine in enumerate(keys):
        for other in keys[:i]:
            assert not mine & other


def test_a_world_may_be_empty_for_a_while() -> None:
    quiet = demand_world(1.0, weekday={"mon": 0.0})
    assert len(draw_issues(quiet, DAY, 1, 0)) == 0
