"""Measures by the names that the cases use, read from samples as sums over sums."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ccsim.codes import MINUTE, SECOND, LegEnd
from ccsim.errors import did_you_mean
from ccsim.verify.samples import Array, Sample, busy_us, joined, overlap, served, waits
from ccsim.verify.systems import CaseError

Samples = Mapping[str, Sample]
"""By the prefix of their measures; a case of a single system has the prefix ""."""


@dataclass(frozen=True)
class Reading:
    """A measure is the product of the tops over that of the bottoms, each summed over replications first."""

    tops: tuple[float, ...]
    bottoms: tuple[float, ...]


@dataclass(frozen=True)
class Scope:
    """The part of a system that a measure speaks of, by its number in the measure's name (from 0; None: all)."""

    sample: Sample
    number: int | None

    def legs(self) -> Array:
        """Legs of the class that join in the window; a class is a reason."""
        chosen = joined(self.sample)
        return chosen if self.number is None else chosen & (self.sample.leg("reason") == self.number)

    def minutes(self) -> float:
        return self.sample.span / MINUTE


def read(measure: str, samples: Samples) -> Reading:
    """One replication's part of a measure such as `p_abandon`, `asa_min_class1` or `pooled_sl_offered`."""
    if measure == "pooling_abandon_ratio":
        pooled, isolated = (read(f"{name}_p_abandon", samples) for name in ("pooled", "isolated"))
        return Reading(pooled.tops + isolated.bottoms, pooled.bottoms + isolated.tops)
    prefix = next((name for name in samples if name and measure.startswith(name + "_")), "")
    if prefix not in samples:
        raise CaseError(f"measure '{measure}': which of {', '.join(samples)} is meant?")
    name = measure.removeprefix(prefix + "_") if prefix else measure
    return _taken_elsewhere(name, samples[prefix]) or _named(name, samples[prefix])


def _named(name: str, sample: Sample) -> Reading:
    """`words[_classN|_poolN|_N]`, with `min` anywhere as the unit."""
    plain = name.replace("per_min", "rate").replace("_min", "")
    match = re.fullmatch(r"(\w+?)(?:_(?:class|pool)?(\d+))?", plain)
    base, number = (match[1], match[2]) if match else (plain, None)
    if base not in MEASURES:
        raise CaseError(f"measure '{name}' is unknown{did_you_mean(base, MEASURES)}")
    return MEASURES[base](Scope(sample, int(number) - 1 if number else None))


def _taken_elsewhere(name: str, sample: Sample) -> Reading | None:
    """`share_class1_served_by_pool2`; `share_class1_cross_served`: by any pool but its own, of those served."""
    match = re.fullmatch(r"share_class(\d+)_(?:served_by_pool(\d+)|cross_served)", name)
    if match is None:
        return None
    own = int(match[1]) - 1
    team = sample.leg("team")
    mine = joined(sample) & served(sample) & (sample.leg("reason") == own)
    there = team == int(match[2]) - 1 if match[2] else team != own
    return Reading((float((mine & there).sum()),), (float(mine.sum()),))


# --- of legs ---------------------------------------------------------------------------------------------


def _share(part: Array, whole: Array) -> Reading:
    return Reading((float((part & whole).sum()),), (float(whole.sum()),))


def _mean_min(times_us: Array, chosen: Array) -> Reading:
    return Reading((float(times_us[chosen].sum()) / MINUTE,), (float(chosen.sum()),))


def _gone(scope: Scope) -> Array:
    gone: Array = scope.sample.leg("end") == LegEnd.ABANDONED
    return gone


def _in_time(scope: Scope) -> Array:
    """Waited no longer than the threshold, whether served or not."""
    quick: Array = waits(scope.sample) <= round(scope.sample.system.within_s * SECOND)
    return quick


def _p_wait(scope: Scope) -> Reading:
    at_once = scope.sample.leg("started_us") == scope.sample.leg("joined_us")
    return _share(~at_once, scope.legs())


def _p_abandon(scope: Scope) -> Reading:
    return _share(_gone(scope), scope.legs())


def _mean_wait(scope: Scope) -> Reading:
    return _mean_min(waits(scope.sample), scope.legs())


def _asa(scope: Scope) -> Reading:
    return _mean_min(waits(scope.sample), scope.legs() & served(scope.sample))


def _sl_offered(scope: Scope) -> Reading:
    return _share(_in_time(scope) & served(scope.sample), scope.legs())


def _sl_answered(scope: Scope) -> Reading:
    return _share(_in_time(scope), scope.legs() & served(scope.sample))


def _sl_excl_short_abandon(scope: Scope) -> Reading:
    whole = scope.legs() & ~(_gone(scope) & _in_time(scope))
    return _share(_in_time(scope) & served(scope.sample), whole)


def _duration(scope: Scope) -> Reading:
    taken = scope.legs() & served(scope.sample)
    return _mean_min(scope.sample.leg("ended_us") - scope.sample.leg("started_us"), taken)


# --- over time -------------------------------------------------------------------------------------------


def _rate(scope: Scope) -> Reading:
    mine = scope.number is None or scope.sample.leg("reason") == scope.number
    return Reading((float((scope.sample.within("joined_us") & mine).sum()),), (scope.minutes(),))


def _throughput(scope: Scope) -> Reading:
    done = served(scope.sample) & scope.sample.within("ended_us")
    return Reading((float(done.sum()),), (scope.minutes(),))


def _queue_len(scope: Scope) -> Reading:
    sample = scope.sample
    left = np.where(served(sample), sample.leg("started_us"), sample.leg("ended_us"))
    return Reading((overlap(sample, sample.leg("joined_us"), left).sum() / MINUTE,), (scope.minutes(),))


def _occupancy(scope: Scope) -> Reading:
    pools = scope.sample.system.pools
    agents = sum(p.agents for p in pools) if scope.number is None else pools[scope.number].agents
    return Reading((busy_us(scope.sample, scope.number) / MINUTE,), (agents * scope.minutes(),))


def _concurrency(scope: Scope) -> Reading:
    sample, taken = scope.sample, served(scope.sample)
    held = overlap(sample, sample.leg("started_us")[taken], sample.leg("ended_us")[taken]).sum()
    return Reading((held / MINUTE,), (busy_us(sample) / MINUTE,))


# --- of contacts and issues ------------------------------------------------------------------------------


def _entering(scope: Scope) -> tuple[Array, Array]:
    """First legs of contacts that enter at the class in the window and end, and each leg's contact among them."""
    first = scope.sample.leg("leg") == 0
    contact = np.cumsum(first) - 1
    under_way = contact[scope.sample.leg("end") == LegEnd.OPEN]
    mine = scope.legs() & first & ~np.isin(contact, under_way)
    row = np.full(int(first.sum()), -1)
    row[contact[mine]] = np.arange(int(mine.sum()))
    return mine, row[contact]


def _per_contact(scope: Scope, amounts: Array) -> Reading:
    mine, row = _entering(scope)
    return Reading((float(amounts[row >= 0].sum()),), (float(mine.sum()),))


def _touches(scope: Scope) -> Reading:
    return _per_contact(scope, np.ones(len(scope.sample.records.legs)))


def _work(scope: Scope) -> Reading:
    return _per_contact(scope, (scope.sample.leg("ended_us") - scope.sample.leg("started_us")) / MINUTE)


def _total_queue(scope: Scope) -> Reading:
    return _per_contact(scope, waits(scope.sample) / MINUTE)


def _one_touch(scope: Scope) -> Reading:
    mine, row = _entering(scope)
    touches = np.bincount(row[row >= 0], minlength=int(mine.sum()))
    return Reading((float((touches == 1).sum()),), (float(mine.sum()),))


def _contacts_per_issue(scope: Scope) -> Reading:
    """Contacts over new issues of the same window: equal to the mean per issue in the long run."""
    begun = scope.sample.within("joined_us") & (scope.sample.leg("leg") == 0)
    fresh = begun & (scope.sample.leg("contact") == 0)
    return Reading((float(begun.sum()),), (float(fresh.sum()),))


def _repeat_share(scope: Scope) -> Reading:
    return _share(scope.sample.leg("contact") > 0, scope.legs() & (scope.sample.leg("leg") == 0))


def _in_orbit(scope: Scope) -> Reading:
    """From an unresolved contact's end to the issue's next contact, or to the horizon."""
    sample = scope.sample
    issue, unresolved = sample.leg("issue"), sample.leg("end") == LegEnd.UNRESOLVED
    follows = np.append(issue[1:] == issue[:-1], False)
    back = np.where(follows, np.append(sample.leg("joined_us")[1:], -1), -1)
    away = overlap(sample, sample.leg("ended_us")[unresolved], back[unresolved]).sum()
    return Reading((away / MINUTE,), (scope.minutes(),))


MEASURES: dict[str, Callable[[Scope], Reading]] = {
    "p_wait": _p_wait,
    "p_abandon": _p_abandon,
    "p_abandon_incl_balk": _p_abandon,
    "mean_wait": _mean_wait,
    "mean_wait_all": _mean_wait,
    "asa": _asa,
    "asa_all": _asa,
    "asa_served": _asa,
    "sl": _sl_offered,
    "sl_offered": _sl_offered,
    "sl_answered": _sl_answered,
    "sl_excl_short_abandon": _sl_excl_short_abandon,
    "mean_chat_duration": _duration,
    "arrival_rate": _rate,
    "total_contacts_rate": _rate,
    "throughput_rate": _throughput,
    "queue_len": _queue_len,
    "occupancy": _occupancy,
    "agent_busy_share": _occupancy,
    "mean_concurrency_of_busy_agents": _concurrency,
    "mean_touches_entering": _touches,
    "mean_work_entering": _work,
    "mean_total_queue_entering": _total_queue,
    "one_touch_share_entering": _one_touch,
    "contacts_per_issue": _contacts_per_issue,
    "repeat_share_of_contacts": _repeat_share,
    "mean_in_orbit": _in_orbit,
}
"""By the words that are left of a measure's name without prefix, number and unit."""
