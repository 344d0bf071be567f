"""Measures over time: rates, queues, how busy agents are, how many are there at a moment."""

from collections.abc import Callable

import numpy as np

from ccsim.codes import DAY, IssueEnd, LegEnd
from ccsim.verify.estimates import Reading, ratio
from ccsim.verify.leg_measures import Scope
from ccsim.verify.samples import Array, Sample, busy_us, firsts, overlap, served, stretches


def _per_minute(scope: Scope, amount_us: float) -> Reading:
    """The mean over time of a number, from its integral."""
    return Reading((amount_us / scope.sample.minute, scope.minutes()), ratio)


def _rate(scope: Scope) -> Reading:
    came = scope.sample.within("joined_us") & scope.mine() & ~stretches(scope.sample)
    return Reading((float(came.sum()), scope.minutes()), ratio)


def _throughput(scope: Scope) -> Reading:
    done = served(scope.sample) & scope.sample.within("ended_us") & (scope.sample.leg("end") != LegEnd.INTERRUPTED)
    return Reading((float((done & scope.mine()).sum()), scope.minutes()), ratio)


def _left_queue(sample: Sample) -> Array:
    left: Array = np.where(served(sample), sample.leg("started_us"), sample.leg("ended_us"))
    return left


def _queue_len(scope: Scope) -> Reading:
    sample = scope.sample
    waited = overlap(sample, sample.leg("joined_us"), _left_queue(sample))
    return _per_minute(scope, float(waited[scope.mine()].sum()))


def _in_system(scope: Scope) -> Reading:
    there = overlap(scope.sample, scope.sample.leg("joined_us"), scope.sample.leg("ended_us"))
    return _per_minute(scope, float(there[scope.mine()].sum()))


def _held_us(scope: Scope) -> float:
    sample, taken = scope.sample, served(scope.sample) & scope.mine()
    return float(overlap(sample, sample.leg("started_us")[taken], sample.leg("ended_us")[taken]).sum())


def _in_service(scope: Scope) -> Reading:
    return _per_minute(scope, _held_us(scope))


def _occupancy(scope: Scope) -> Reading:
    """Of the agents on duty in the time that counts."""
    system = scope.sample.system
    agents = [pool.agents for pool in system.pools]
    present = (sum(agents) if scope.number is None else agents[scope.number]) * scope.minutes()
    present *= system.rhythm.staff_share() if system.rhythm else 1.0
    return Reading((busy_us(scope.sample, scope.number) / scope.sample.minute, present), ratio)


def _concurrency(scope: Scope) -> Reading:
    return Reading((_held_us(scope), float(busy_us(scope.sample))), ratio)


# --- between contacts ------------------------------------------------------------------------------------


def _away(scope: Scope, *ends: LegEnd) -> Reading:
    """Customers between a contact that ended so and the issue's next, or the horizon if that is still to come."""
    sample = scope.sample
    issue, end = sample.leg("issue"), sample.leg("end")
    follows = np.append(issue[1:] == issue[:-1], False)
    waits_still = sample.issue("end")[issue] == IssueEnd.OPEN
    back = np.where(
        follows, np.append(sample.leg("joined_us")[1:], -1), np.where(waits_still, -1, sample.leg("ended_us"))
    )
    mine = np.isin(end, [int(e) for e in ends]) & scope.mine()
    return _per_minute(scope, float(overlap(sample, sample.leg("ended_us")[mine], back[mine]).sum()))


def _in_orbit(scope: Scope) -> Reading:
    return _away(scope, LegEnd.UNRESOLVED, LegEnd.BLOCKED, LegEnd.ABANDONED)


def _in_redial_orbit(scope: Scope) -> Reading:
    return _away(scope, LegEnd.ABANDONED)


def _in_reconnect_orbit(scope: Scope) -> Reading:
    return _away(scope, LegEnd.UNRESOLVED)


# --- at a moment of the cycle ----------------------------------------------------------------------------


def present(where: str, minute: float, sample: Sample) -> Reading:
    """How many are in service, in queue or in both, so many minutes after each cycle of the window begins."""
    at = np.arange(sample.start, sample.end, DAY) + round(minute * sample.minute)
    at = at[at < sample.end] if sample.system.rhythm else at[:0]
    joins, left, ended = sample.leg("joined_us"), _left_queue(sample), sample.leg("ended_us")
    taken = served(sample)
    if where == "service":
        count = _held(sample.leg("started_us")[taken], ended[taken], at)
    else:
        count = _held(joins, left if where == "queue" else ended, at)
    return Reading((float(count.sum()), float(len(at))), ratio)


def _held(start: Array, end: Array, at: Array) -> Array:
    """How many intervals cover each moment; an end of -1 has not come."""
    over = np.sort(end[end >= 0])
    covered: Array = np.searchsorted(np.sort(start), at, "right") - np.searchsorted(over, at, "right")
    return covered


def _contacts_rate(scope: Scope) -> Reading:
    begun = firsts(scope.sample) & scope.sample.within("joined_us") & scope.mine()
    return Reading((float(begun.sum()), scope.minutes()), ratio)


MEASURES: dict[str, Callable[[Scope], Reading]] = {
    "arrival_rate": _rate,
    "total_contacts_rate": _contacts_rate,
    "throughput_rate": _throughput,
    "queue_len": _queue_len,
    "mean_in_system": _in_system,
    "mean_in_service": _in_service,
    "mean_busy_agents": _in_service,
    "occupancy": _occupancy,
    "agent_busy_share": _occupancy,
    "mean_concurrency_of_busy_agents": _concurrency,
    "mean_orbit": _in_orbit,
    "mean_in_orbit": _in_orbit,
    "mean_redial_orbit": _in_redial_orbit,
    "mean_reconnect_orbit": _in_reconnect_orbit,
}
"""By the words that are left of a measure's name without prefix, class, number and unit."""
