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
    """The issue's key of luck, two 32-bit words in int64."""

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
    blocks = []
    for c, channel in enumerate(world.channels):
        for r, reason in enumerate(world.reasons):
            rate = _rate(world, channel, reason, days, neutralised) * busy[c][:, None]
            if rate.any():
                key = lanes(seed, replication, name_word(f"{channel}/{reason}"))
                blocks.append(_stream(rate, key, c, r, horizon_us))
    if not blocks:
        blocks = [np.empty((5, 0), dtype=np.int64)]
    table = np.concatenate(blocks, axis=1)
    table = table[:, np.lexsort((table[3], table[2], table[1], table[0]))]
    return Issues(table[0], table[1].astype(np.int16), table[2].astype(np.int16), table[3], table[4])


def _stream(rate: Array, key: tuple[int, int], channel: int, reason: int, horizon_us: int) -> Array:
    """Rows arise, channel, reason, key_a, key_b of one stream; `rate` is issues by day and half-hour."""
    mean = rate.sum(axis=1)
    size = int(mean.max() + 10.0 * np.sqrt(mean.max()) + 20)
    days = np.arange(len(rate), dtype=np.int64)[:, None]
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
        times.append(np.rint(np.interp(reached[day, :count], levels, edges)).astype(np.int64) + day * DAY)
    counts = [len(t) for t in times]
    chosen = np.arange(size)[None, :] < np.array(counts)[:, None]
    arise = np.concatenate(times)
    facts = [arise, np.full_like(arise, channel), np.full_like(arise, reason), a[chosen], b[chosen]]
    table: Array = np.stack(facts)[:, arise < horizon_us]
    return table


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
