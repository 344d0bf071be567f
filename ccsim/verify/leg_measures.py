"""Measures of legs: who waits, who leaves, who is blocked, how soon the others are answered."""

from collections.abc import Callable
from dataclasses import dataclass

from ccsim.codes import SECOND, LegEnd
from ccsim.verify.estimates import Reading, ratio
from ccsim.verify.samples import Array, Sample, in_hand, joined, offered, served, waits


@dataclass(frozen=True)
class Scope:
    """The part of a system that a measure speaks of: the number of a class or pool, from 0; None: all."""

    sample: Sample
    number: int | None

    def mine(self) -> Array:
        """Legs of the class; a class is a reason."""
        reason = self.sample.leg("reason")
        own: Array = reason >= 0 if self.number is None else reason == self.number
        return own

    def legs(self) -> Array:
        """Legs of the class that join in the window and are not blocked."""
        return joined(self.sample) & self.mine()

    def offered(self) -> Array:
        """Legs of the class that come in the window."""
        return offered(self.sample) & self.mine()

    def minutes(self) -> float:
        """Minutes of the case that count."""
        return self.sample.span / self.sample.minute


def share(part: Array, whole: Array) -> Reading:
    """How many of the whole are of the part."""
    return Reading((float((part & whole).sum()), float(whole.sum())), ratio)


def gone(scope: Scope) -> Array:
    """Who left the queue."""
    left: Array = scope.sample.leg("end") == LegEnd.ABANDONED
    return left


def in_time(scope: Scope) -> Array:
    """Who waited no longer than the threshold, whether served or not."""
    system = scope.sample.system
    quick: Array = waits(scope.sample) <= round(system.within_s * SECOND * system.pace)
    return quick


def _mean_min(scope: Scope, times_us: Array, chosen: Array) -> Reading:
    return Reading((float(times_us[chosen].sum()) / scope.sample.minute, float(chosen.sum())), ratio)


def _blocked(scope: Scope) -> Array:
    refused: Array = scope.sample.leg("end") == LegEnd.BLOCKED
    return refused


def _delayed(scope: Scope) -> Array:
    late: Array = scope.sample.leg("started_us") != scope.sample.leg("joined_us")
    return late & ~_blocked(scope)


def _p_wait(scope: Scope) -> Reading:
    return share(_delayed(scope), scope.legs())


def _p_wait_of_offered(scope: Scope) -> Reading:
    return share(_delayed(scope), scope.offered())


def _p_abandon(scope: Scope) -> Reading:
    return share(gone(scope), scope.legs())


def _p_abandon_of_offered(scope: Scope) -> Reading:
    return share(gone(scope), scope.offered())


def _p_block(scope: Scope) -> Reading:
    return share(_blocked(scope), scope.offered())


def _p_block_first(scope: Scope) -> Reading:
    """Of those who come for the first time."""
    return share(_blocked(scope), scope.offered() & (scope.sample.leg("contact") == 0))


def _mean_wait(scope: Scope) -> Reading:
    return _mean_min(scope, waits(scope.sample), scope.legs())


def _mean_wait_of_delayed(scope: Scope) -> Reading:
    return _mean_min(scope, waits(scope.sample), scope.legs() & _delayed(scope))


def _asa(scope: Scope) -> Reading:
    return _mean_min(scope, waits(scope.sample), scope.legs() & served(scope.sample))


def _sl(scope: Scope) -> Reading:
    """As the case defines it."""
    return MEASURES[scope.sample.system.level](scope)


def _sl_offered(scope: Scope) -> Reading:
    return share(in_time(scope) & served(scope.sample), scope.offered())


def _sl_answered(scope: Scope) -> Reading:
    return share(in_time(scope), scope.legs() & served(scope.sample))


def _sl_excl_short_abandon(scope: Scope) -> Reading:
    whole = scope.offered() & ~(gone(scope) & in_time(scope))
    return share(in_time(scope) & served(scope.sample), whole)


def _duration(scope: Scope) -> Reading:
    return _mean_min(scope, in_hand(scope.sample), scope.legs() & served(scope.sample))


MEASURES: dict[str, Callable[[Scope], Reading]] = {
    "p_wait": _p_wait,
    "p_wait_accepted": _p_wait,
    "p_wait_of_offered": _p_wait_of_offered,
    "p_abandon": _p_abandon,
    "p_abandon_incl_balk": _p_abandon,
    "p_abandon_of_offered": _p_abandon_of_offered,
    "p_block": _p_block,
    "p_block_of_offered": _p_block,
    "p_block_first_attempt": _p_block_first,
    "mean_wait": _mean_wait,
    "mean_wait_all": _mean_wait,
    "mean_wait_accepted": _mean_wait,
    "mean_wait_of_delayed": _mean_wait_of_delayed,
    "asa": _asa,
    "asa_all": _asa,
    "asa_served": _asa,
    "sl": _sl,
    "sl_offered": _sl_offered,
    "sl_answered": _sl_answered,
    "sl_excl_short_abandon": _sl_excl_short_abandon,
    "mean_chat_duration": _duration,
    "mean_duration": _duration,
}
"""By the words that are left of a measure's name without prefix, class, number and unit."""
