"""How a case's arrivals and staff change over time, laid out on the engine's day."""

import numpy as np

from ccsim.verify.expressions import Expression
from ccsim.verify.systems import MINUTES_A_DAY, CaseError, Rhythm

HALF_HOUR_MIN = 30
SHARES = (2 / 3, 1 / 2, 1 / 3, 1 / 6, 1 / 12)
"""Parts of the engine's day that a finite day may take, the longest that leaves night enough."""
FORMULA_SLOTS = 240
"""Periods into which a formula's finite day is cut."""


def finite_day(volumes: tuple[float, ...], period_min: float, drain_min: float, staff: tuple[int, ...] = ()) -> Rhythm:
    """A day that starts empty; a night of at least `drain_min` of the case's minutes drains the queue."""
    for share in SHARES:
        most = int(MINUTES_A_DAY * share / len(volumes))
        slot = int(period_min) if period_min == int(period_min) <= most else most
        if slot and (MINUTES_A_DAY - len(volumes) * slot) * period_min / slot >= drain_min:
            return Rhythm(volumes, period_min, slot, staff)
    day = len(volumes) * period_min
    raise CaseError(f"a day of {day:g} minutes in {len(volumes)} periods leaves no night to drain its queue in")


def cycle(expression: Expression, staff: tuple[int, ...] = ()) -> Rhythm:
    """A formula's period, over and over."""
    length = float(expression.period_min())
    return periodic(formula_volumes(expression, length, MINUTES_A_DAY), length / MINUTES_A_DAY, staff)


def periodic(volumes: tuple[float, ...], period_min: float, staff: tuple[int, ...] = ()) -> Rhythm:
    """Periods over and over."""
    slot, rest = divmod(MINUTES_A_DAY, len(volumes))
    if rest:
        raise CaseError(f"{len(volumes)} periods do not divide a day of {MINUTES_A_DAY} minutes")
    return Rhythm(volumes, period_min, slot, staff)


def formula_volumes(expression: Expression, length_min: float, slots: int) -> tuple[float, ...]:
    """The formula in the middle of each of so many equal periods."""
    values = expression((np.arange(slots, dtype=np.float64) + 0.5) * (length_min / slots))
    if (values < 0.0).any() or not values.any():
        raise CaseError(f"rate '{expression.text}' is negative, or nothing at all")
    return tuple(values.tolist())


def profile_of(rhythm: Rhythm | None) -> list[float]:
    """Relative arrivals as a scenario writes them: by half-hour, or by minute where they change in between."""
    if rhythm is None:
        return [1.0] * (MINUTES_A_DAY // HALF_HOUR_MIN)
    fine = 1 if rhythm.slot_min % HALF_HOUR_MIN else HALF_HOUR_MIN
    values = np.repeat(rhythm.volumes, rhythm.slot_min // fine)
    night = np.zeros(MINUTES_A_DAY // fine - len(values))
    profile: list[float] = np.concatenate([values, night]).tolist()
    return profile
