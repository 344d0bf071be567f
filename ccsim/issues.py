"""The customers of one replication: drawn in bulk from world, seed and replication alone."""

import zlib
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from ccsim.codes import DAY, HALF_HOUR, Purpose
from ccsim.plan.demand import weekly_rate
from ccsim.rules.luck import MASK, place, stir, uniform
from ccsim.scenario.demand import Campaign
from ccsim.scenario.world import World

Array = npt.NDArray[Any]
SLOTS = DAY // HALF_HOUR
BLOCK = 1 << 15
"""Issues drawn at a time: as many as a processor's cache holds."""
stir_block, uniform_block = cast(Any, stir), cast(Any, uniform)
"""The same rules on whole arrays of integers."""
ARRIVAL = place(0, 0, Purpose.ARRIVAL)
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

    def __len__(self) -> int:
        return len(self.arise)


def lanes(seed: int, replication: int, *words: int) -> tuple[int, int]:
    """The key of something that is named by integers, under a seed and a replication."""
    a, b = 0x2545F491, 0x1B873593
    for word in (seed & MASK, seed >> 32, replication, *words):
        a, b = stir(a, word), stir(b, word ^ 0x5BD1E995)
    return a, b


def name_word(text: str) -> int:
    """An integer for a name, so that luck hangs on what a thing is called and not on its place in a list."""
    return zlib.crc32(text.encode())


def draw_issues(
    world: World, horizon_us: int, seed: int, replication: int, neutralised: frozenset[str] = frozenset()
) -> Issues:
    """Piecewise-constant Poisson arrivals by inversion of a unit-rate process per stream and day.

    A stream is one channel and reason; one that grows leaves the others' customers as they were.
    """
    days = -(-horizon_us // DAY)
    busy = _busyness(world, days, seed, replication, neutralised)
    streams = [
        (c, r, rate, lanes(seed, replication, name_word(f"{channel}/{reason}")))
        for c, channel in enumerate(world.channels)
        for r, reason in enumerate(world.reasons)
        for rate in [_rate(world, channel, reason, days, neutralised) * busy[c][:, None]]
        if rate.any()
    ]
    drawn = [_stream(rate, key, horizon_us) for _, _, rate, key in streams]
    counts = [len(arise) for arise, _, _ in drawn]
    columns = zip(NOTHING, *drawn, strict=True)
    arise, key_a, key_b = (np.concatenate(column) for column in columns)
    channel, reason = (np.repeat(np.array([s[i] for s in streams], dtype=np.int16), counts) for i in (0, 1))
    order = np.argsort(arise, kind="stable")
    return Issues(arise[order], channel[order], reason[order], key_a[order], key_b[order])


NOTHING = tuple(np.empty(0, dtype=kind) for kind in (np.int64, np.uint32, np.uint32))


def _stream(rate: Array, key: tuple[int, int], horizon_us: int) -> tuple[Array, Array, Array]:
    """When one stream's issues arise, and their keys; `rate` is issues by day and half-hour."""
    mean = rate.sum(axis=1)
    size = int(mean.max() + 10.0 * np.sqrt(mean.max()) + 20)
    step = max(1, BLOCK // size)
    parts = [_days(rate[d : d + step], mean[d : d + step], size, key, d) for d in range(0, len(rate), step)]
    arise, key_a, key_b = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    end = int(np.searchsorted(arise, horizon_us))
    return arise[:end], key_a[:end], key_b[:end]


def _days(rate: Array, mean: Array, size: int, key: tuple[int, int], first: int) -> tuple[Array, Array, Array]:
    """Times and keys of some days' issues; `size` is more than any day will have."""
    days = np.arange(first, first + len(rate), dtype=np.int64)[:, None]
    ordinals = np.arange(size, dtype=np.int64)[None, :]
    a: Array = stir_block(stir_block(key[0], days), ordinals)
    b: Array = stir_block(stir_block(key[1], days), ordinals)
    reached = np.cumsum(-np.log(uniform_block(a, b, ARRIVAL)), axis=1)
    edges = np.arange(SLOTS + 1) * float(HALF_HOUR)
    times = []
    for day in range(len(rate)):
        count = int(np.searchsorted(reached[day], mean[day]))
        levels = np.concatenate(([0.0], np.cumsum(rate[day])))
        levels[-1] = mean[day]
        moment = np.rint(np.interp(reached[day, :count], levels, edges)).astype(np.int64)
        times.append(moment + (first + day) * DAY)
    chosen = ordinals < np.array([len(t) for t in times])[:, None]
    return np.concatenate(times), a[chosen].astype(np.uint32), b[chosen].astype(np.uint32)


def _rate(world: World, channel: str, reason: str, days: int, neutralised: frozenset[str]) -> Array:
    """Mean issues by day and half-hour of one stream on a day of mean busyness."""
    rate: Array = weekly_rate(world, channel, reason)[np.arange(days) % 7]
    if "campaigns" not in neutralised:
        for campaign in world.demand.campaigns.values():
            rate *= 1.0 + campaign.uplift.get(reason, 0.0) * _running(campaign, days)
    return rate


def _running(campaign: Campaign, days: int) -> Array:
    """Share of each half-hour during which a campaign runs, by day and half-hour."""
    starts = np.arange(days * SLOTS, dtype=np.int64) * HALF_HOUR
    first = np.maximum(starts, campaign.start)
    last = np.minimum(starts + HALF_HOUR, campaign.start + campaign.length)
    share: Array = np.maximum(last - first, 0) / HALF_HOUR
    return share.reshape(days, SLOTS)


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
