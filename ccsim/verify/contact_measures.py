"""Measures of whole contacts and issues: touches, work, cost, time in the system, repeats."""

from collections.abc import Callable

import numpy as np

from ccsim.codes import IssueEnd, LegEnd
from ccsim.verify.estimates import Reading, ratio
from ccsim.verify.leg_measures import Scope, share
from ccsim.verify.samples import Array, firsts, in_hand, stretches, waits

HOUR_MIN = 60.0


def _entering(scope: Scope) -> tuple[int, Array]:
    """Contacts that enter at the class in the window and end: how many, and each leg's place among them or -1."""
    sample = scope.sample
    first = firsts(sample)
    contact = np.cumsum(first) - 1
    ends = sample.leg("end")
    under_way, blocked = contact[ends == LegEnd.OPEN], contact[ends == LegEnd.BLOCKED]
    mine = first & sample.within("joined_us") & scope.mine() & ~np.isin(contact, np.append(under_way, blocked))
    row = np.full(int(first.sum()), -1)
    row[contact[mine]] = np.arange(int(mine.sum()))
    return int(mine.sum()), row[contact]


def _per_contact(scope: Scope, amounts: Array) -> Reading:
    count, row = _entering(scope)
    return Reading((float(amounts[row >= 0].sum()), float(count)), ratio)


def _touches(scope: Scope) -> Reading:
    return _per_contact(scope, (~stretches(scope.sample)).astype(float))


def _work(scope: Scope) -> Reading:
    return _per_contact(scope, in_hand(scope.sample) / scope.sample.minute)


def _labour_cost(scope: Scope) -> Reading:
    """Handle time at the price of whoever spent it."""
    per_hour = np.array([c.cost_per_hour for c in scope.sample.system.classes])
    hours = in_hand(scope.sample) / scope.sample.minute / HOUR_MIN
    return _per_contact(scope, hours * per_hour[scope.sample.leg("reason")])


def _total_queue(scope: Scope) -> Reading:
    return _per_contact(scope, waits(scope.sample) / scope.sample.minute)


def _time_in_system(scope: Scope) -> Reading:
    """All that passes from coming to going."""
    sample = scope.sample
    return _per_contact(scope, (sample.leg("ended_us") - sample.leg("joined_us")) / sample.minute)


def _one_touch(scope: Scope) -> Reading:
    count, row = _entering(scope)
    touches = np.bincount(row[(row >= 0) & ~stretches(scope.sample)], minlength=count)
    return Reading((float((touches == 1).sum()), float(count)), ratio)


# --- of issues -------------------------------------------------------------------------------------------


def _begun(scope: Scope) -> tuple[float, float]:
    """Contacts and new issues of the same window: in the long run their ratio is the mean per issue."""
    begun = scope.sample.within("joined_us") & firsts(scope.sample) & scope.mine()
    fresh = begun & (scope.sample.leg("contact") == 0)
    return float(begun.sum()), float(fresh.sum())


def _contacts_per_issue(scope: Scope) -> Reading:
    return Reading(_begun(scope), ratio)


def _repeats_per_issue(scope: Scope) -> Reading:
    begun, fresh = _begun(scope)
    return Reading((begun - fresh, fresh), ratio)


def _repeat_share(scope: Scope) -> Reading:
    return share(scope.sample.leg("contact") > 0, scope.offered() & firsts(scope.sample))


def _p_lost(scope: Scope) -> Reading:
    """Of the issues that arise in the window and end."""
    sample = scope.sample
    chosen = sample.counts(sample.issue("arise_us")) & (sample.issue("end") != IssueEnd.OPEN)
    if scope.number is not None:
        chosen &= sample.issue("reason") == scope.number
    return share(sample.issue("end") == IssueEnd.LOST, chosen)


MEASURES: dict[str, Callable[[Scope], Reading]] = {
    "mean_touches_entering": _touches,
    "expected_touches": _touches,
    "mean_work_entering": _work,
    "expected_handle": _work,
    "expected_labour_cost": _labour_cost,
    "mean_total_queue_entering": _total_queue,
    "mean_delay_beyond_work": _total_queue,
    "mean_time_in_system": _time_in_system,
    "one_touch_share_entering": _one_touch,
    "one_touch_resolution": _one_touch,
    "contacts_per_issue": _contacts_per_issue,
    "retries_per_caller": _repeats_per_issue,
    "repeat_share_of_contacts": _repeat_share,
    "p_lost": _p_lost,
}
"""By the words that are left of a measure's name without prefix, class, number and unit."""
