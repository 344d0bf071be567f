"""The customers of one replication: drawn in bulk from world, seed and replication alone."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from ccsim.codes import DAY, Purpose
from ccsim.plan.demand import LONGEST_DISTANCE, weekly_rate
from ccsim.rules.laws import EXPONENTIAL, on_grid, random_time
from ccsim.rules.luck import MASK, place, second_word, stir, uniform
from ccsim.scenario.world import World

Array = npt.NDArray[Any]
NONE = -1
BLOCK = 1 << 15
"""Issues drawn at a time: as many as a processor's cache holds."""
ALIKE = 4
"""Days are drawn together if their means, with one added, are within a factor of the fourth root of 2."""
stir_block, uniform_block = cast(Any, stir), cast(Any, uniform)
"""The same rules on whole arrays of integers."""
ARRIVAL = np.array([place(0, 0, Purpose.ARRIVAL)], dtype=np.uint32)
"""Place of the gap before an issue, beside the purposes of its contacts."""


@dataclass(frozen=True)
class Issues:
    """Issues in the order in which they arise; the index is the issue's number."""

    arise: Array
    """µs from the start, int64."""
    channel: Array
    reason: Array
    """Indices into the world's channels and reasons, int16."""
    key_a: Array
    key_b: Array
    """The issue's key of luck, two 32-bit words."""
    campaign: Array
    """Index of the campaign that brought it, or NONE, int8."""
    incident: Array
    """Index of the incident that brought it, or NONE, int8."""
    outlasts_us: Array
    """Mean time to mend above which the incident still lasts when the issue would arise, int64; 0 for all others."""

    def __len__(self) -> int:
        return len(self.arise)


def lanes(seed: int, replication: int, *words: int) -> tuple[int, int]:
    """The key of something that is named by integers, under a seed and a replication."""
    a, b = 0x2545F491, 0x1B873593
    for word in (seed & MASK, seed >> 32, replication, *words):
        a, b = stir(a, word), stir(b, second_word(word))
    return a, b


def name_word(text: str) -> int:
    """An integer for a name, so that luck hangs on what a thing is called and not on its place in a list."""
    return zlib.crc32(text.encode())


@dataclass(frozen=True)
class _Stream:
    """Issues of one channel and reason, and of one cause: the usual ones, a campaign's, an incident's."""

    channel: int
    reason: int
    name: str
    rate: Array
    """Issues by day and slot."""
    campaign: int = NONE
    incident: int = NONE
    begun: Array | None = None
    """Of an incident: [occurrence] start in µs and the luck of its repair as a multiple of the mean."""


def draw_issues(
    world: World, horizon_us: int, seed: int, replication: int, neutralised: frozenset[str] = frozenset()
) -> Issues:
    """Piecewise-constant Poisson arrivals by inversion of a unit-rate process per stream and day.

    A stream is one channel, reason and cause; one that grows leaves the others' customers as they were.
    """
    days = -(-horizon_us // DAY)
    busy = _busyness(world, days, seed, replication, neutralised)
    streams = [
        stream
        for c, channel in enumerate(world.channels)
        for r, reason in enumerate(world.reasons)
        for usual in [weekly_rate(world, channel, reason)]
        if usual.any()
        for stream in (
            _Stream(c, r, f"{channel}/{reason}", usual[np.arange(days) % 7] * busy[c][:, None]),
            *_of_campaigns(world, c, r, usual, busy[c], neutralised),
        )
    ]
    streams += _of_incidents(world, horizon_us, seed, replication, neutralised)
    arise, key_a, key_b, counts = _arrivals(streams, [lanes(seed, replication, name_word(s.name)) for s in streams])
    order: Any = np.argsort(arise, kind="stable") if len(streams) > 1 else slice(None)
    within = slice(np.searchsorted(arise[order], horizon_us))
    kinds = {"channel": np.int16, "reason": np.int16, "campaign": np.int8, "incident": np.int8}
    of_streams = [np.array([getattr(s, field) for s in streams], dtype=kind) for field, kind in kinds.items()]
    channel, reason, campaign, incident = (np.repeat(each, counts)[order][within] for each in of_streams)
    outlasts: Array = np.broadcast_to(np.int64(0), len(channel))
    if (incident != NONE).any():
        parts = np.split(arise, np.cumsum(counts)[:-1])
        outlasts = np.concatenate([_outlasts(*each) for each in zip(streams, parts, strict=True)])[order][within]
    arise, key_a, key_b = (column[order][within] for column in (arise, key_a, key_b))
    return Issues(arise, channel, reason, key_a, key_b, campaign, incident, outlasts)


def _of_campaigns(
    world: World, c: int, r: int, usual: Array, busy: Array, neutralised: frozenset[str]
) -> Iterator[_Stream]:
    """What campaigns bring on one channel with one reason."""
    if "campaigns" in neutralised:
        return
    channel, reason = list(world.channels)[c], list(world.reasons)[r]
    for k, (name, campaign) in enumerate(world.demand.campaigns.items()):
        if campaign.uplift.get(reason):
            runs = _running(campaign.start, campaign.start + campaign.length, len(busy), usual.shape[1])
            rate = usual[np.arange(len(busy)) % 7] * busy[:, None] * campaign.uplift[reason] * runs
            yield _Stream(c, r, f"{channel}/{reason}/{name}", rate, campaign=k)


def _of_incidents(
    world: World, horizon_us: int, seed: int, replication: int, neutralised: frozenset[str]
) -> list[_Stream]:
    """What incidents bring, as if mended from afar; a nearer repair keeps the later ones from arising."""
    if "incidents" in neutralised:
        return []
    days = -(-horizon_us // DAY)
    found = []
    for k, (name, incident) in enumerate(world.demand.incidents.items()):
        begun = failures(incident.every, horizon_us, lanes(seed, replication, name_word(f"incident/{name}")))
        longest = incident.repair + incident.repair_per_distance * LONGEST_DISTANCE
        for (c, channel), (reason, an_hour) in product(enumerate(world.channels), incident.issues_per_hour.items()):
            weights = world.reasons[reason].channels
            if not weights.get(channel) or not an_hour or not len(begun):
                continue
            profile = np.array(world.demand.profiles[world.channels[channel].profile], dtype=float)
            a_slot = an_hour * weights[channel] / sum(weights.values()) * 24.0 * profile / profile.sum()
            lasts = sum(_running(int(at), int(at + u * longest), days, len(profile)) for at, u in begun)
            r = list(world.reasons).index(reason)
            found.append(_Stream(c, r, f"{channel}/{reason}/{name}", lasts * a_slot, incident=k, begun=begun))
    return found


def failures(every_us: int, horizon_us: int, key: tuple[int, int]) -> Array:
    """When something fails, and how long its repair takes as a multiple of the mean: rows of (µs, multiple)."""
    rows: list[tuple[float, float]] = []
    at, k = 0.0, 0
    while True:
        a, b = stir(key[0], k), stir(key[1], k)
        at += random_time(uniform(a, b, 0), EXPONENTIAL, float(every_us), 0.0)
        if at >= horizon_us:
            return np.array(rows, dtype=np.float64).reshape(-1, 2)
        rows.append((float(on_grid(at)), round(random_time(uniform(a, b, 1), EXPONENTIAL, 1.0, 0.0), 9)))
        k += 1


def _outlasts(stream: _Stream, arise: Array) -> Array:
    """Mean time to mend above which the incident still lasts, of a stream's issues."""
    if stream.begun is None or not len(arise):
        return np.zeros(len(arise), dtype=np.int64)
    start, multiple = stream.begun.T
    last = np.maximum(np.searchsorted(start, arise, side="right") - 1, 0)
    outlasts: Array = np.rint((arise - start[last]) / multiple[last]).astype(np.int64)
    return outlasts


def _arrivals(streams: list[_Stream], keys: list[tuple[int, int]]) -> tuple[Array, Array, Array, Array]:
    """When issues arise and their keys, stream by stream and day by day; and how many each stream has.

    A stream's day is a row. Rows of much the same mean are drawn together, as most streams are small.
    """
    levels, edges = [_levels(s.rate) for s in streams], [_edges(s.rate.shape[1]) for s in streams]
    mean = np.concatenate([np.empty(0), *(of_days[:, -1] for of_days in levels)])
    stream = np.repeat(np.arange(len(streams)), [len(s.rate) for s in streams])
    day = np.concatenate([np.empty(0, np.int64), *(np.arange(len(s.rate)) for s in streams)])
    words = np.array(keys, dtype=np.uint32).reshape(-1, 2)[stream]
    counts = np.zeros(len(mean), dtype=np.int64)
    blocks = []
    for rows in _blocks(mean):
        reached, a, b = _walk(words[rows], day[rows], mean[rows])
        inside = reached < mean[rows, None]
        counts[rows] = inside.sum(axis=1)
        each = zip(stream[rows].tolist(), day[rows].tolist(), reached, counts[rows].tolist(), strict=True)
        moments = np.concatenate([np.interp(walk[:n], levels[s][d], edges[s]) for s, d, walk, n in each])
        times = np.rint(moments).astype(np.int64) + np.repeat(day[rows] * DAY, counts[rows])
        blocks.append((rows, times, a[inside], b[inside]))
    starts = np.cumsum(counts) - counts
    arise, key_a, key_b = (np.empty(counts.sum(), dtype=kind) for kind in (np.int64, np.uint32, np.uint32))
    for rows, *columns in blocks:
        places = _places(starts[rows], counts[rows])
        for table, column in zip((arise, key_a, key_b), columns, strict=True):
            table[places] = column
    return arise, key_a, key_b, np.bincount(stream, counts, len(streams)).astype(np.int64)


def _places(starts: Array, counts: Array) -> Any:
    """Where rows of so many issues stand; a slice if they follow each other."""
    if (starts[1:] == starts[:-1] + counts[:-1]).all():
        return slice(starts[0], starts[-1] + counts[-1])
    return np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)


def _blocks(mean: Array) -> Iterator[Array]:
    """Rows in which anything arises, of much the same mean, some BLOCK issues at a time."""
    rows = np.flatnonzero(mean)
    rows = rows[np.argsort(-(ALIKE * np.log2(mean[rows] + 1.0)).astype(int), kind="stable")]
    while len(rows):
        many = max(1, BLOCK // _room(mean[rows[:BLOCK]].max()))
        yield rows[:many]
        rows = rows[many:]


def _room(mean: float) -> int:
    """More issues than one day in a million has."""
    return int(mean + 5.0 * np.sqrt(mean) + 8)


def _walk(words: Array, day: Array, mean: Array) -> tuple[Array, Array, Array]:
    """[row][ordinal] sums of unit exponential gaps, until past the row's mean, and keys."""
    # words of 32 bits wrap around as the rules' masks have it, in half the memory
    lanes_of_day = [stir_block(lane, day.astype(np.uint32)) for lane in words.T]
    size = _room(mean.max())
    while True:
        ordinals = np.arange(size, dtype=np.uint32)[None, :]
        a, b = (stir_block(lane[:, None], ordinals) for lane in lanes_of_day)
        reached: Array = np.cumsum(-np.log(uniform_block(a, b, ARRIVAL)), axis=1)
        if (reached[:, -1] >= mean).all():
            return reached, a, b
        size *= 2


def _levels(rate: Array) -> Array:
    """[day][edge of a slot] mean of the day's issues until then."""
    levels = np.zeros((len(rate), rate.shape[1] + 1))
    np.cumsum(rate, axis=1, out=levels[:, 1:])
    levels[:, -1] = rate.sum(axis=1)
    return levels


@lru_cache
def _edges(slots: int) -> Array:
    """Where a day's slots begin and the last one ends, in µs of the day."""
    return np.linspace(0.0, DAY, slots + 1)


def _running(start_us: int, end_us: int, days: int, slots: int) -> Array:
    """Share of each slot in which something runs, by day and slot."""
    length = DAY // slots
    begins = np.arange(days * slots, dtype=np.int64) * length
    share: Array = np.maximum(np.minimum(begins + length, end_us) - np.maximum(begins, start_us), 0) / length
    return share.reshape(days, slots)


def _busyness(world: World, days: int, seed: int, replication: int, neutralised: frozenset[str]) -> list[Array]:
    """Gamma factors of mean 1 by channel and day; a common Gamma part gives every pair the same correlation."""
    cv, shared = world.demand.busyness.cv, world.demand.busyness.correlation
    if cv == 0.0 or "busyness" in neutralised:
        return [np.ones(days) for _ in world.channels]
    shape = 1.0 / (cv * cv)
    common = _gamma(shape * shared, shape, days, lanes(seed, replication, name_word("busyness")))
    return [
        common + _gamma(shape * (1.0 - shared), shape, days, lanes(seed, replication, name_word(f"busyness/{c}")))
        for c in world.channels
    ]


def _gamma(shape: float, rate: float, days: int, key: tuple[int, int]) -> Array:
    """One Gamma variate a day by inversion, rounded so that it does not hang on the last bit."""
    if shape <= 0.0:
        return np.zeros(days)
    day = np.arange(days, dtype=np.int64)
    u = uniform_block(stir_block(key[0], day), stir_block(key[1], day), 0)
    factors: Array = np.round(gammaincinv(shape, u) / rate, 9)
    return factors
