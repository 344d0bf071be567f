"""What of the drawn issues arises under a plan, and when: causes removed, campaigns in waves, incidents mended."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY, WEEK, Purpose
from ccsim.issues import NONE, Issues, uniform_block
from ccsim.plan.plan import Plan
from ccsim.rules.luck import place

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Arising:
    """The same customers, by issue number."""

    at: Array
    """µs, int64."""
    prevented: Array
    """bool"""
    sequence: Array
    """Numbers of the issues that arise, in the order of time, int32."""


def arising(plan: Plan, issues: Issues) -> Arising:
    """A customer whose issue does not arise leaves the others as they were."""
    at = _in_waves(plan, issues)
    prevented = _removed(plan, issues) | _mended(plan, issues)
    there = np.flatnonzero(~prevented & (at < plan.clock.horizon)).astype(np.int32)
    moved = at is not issues.arise
    return Arising(at, prevented, there[np.argsort(at[there], kind="stable")] if moved else there)


def _luck(issues: Issues, purpose: Purpose, chosen: Any = slice(None)) -> Array:
    at = np.array([place(0, 0, purpose)], dtype=np.uint32)
    return cast(Array, uniform_block(issues.key_a[chosen], issues.key_b[chosen], at))


def _in_waves(plan: Plan, issues: Issues) -> Array:
    if max(plan.waves, default=1) == 1:
        return issues.arise
    waves = np.array([*plan.waves, 1])[issues.campaign]
    later: Array = (_luck(issues, Purpose.WAVE) * waves).astype(np.int64) * DAY
    return issues.arise + later


def _removed(plan: Plan, issues: Issues) -> Array:
    shares = np.array(plan.prevented)
    removed = np.zeros(len(issues), dtype=bool)
    some = cast(Array, shares.any(axis=0))
    at_risk = np.flatnonzero(some[issues.reason])
    if len(at_risk):
        share = shares.ravel()[issues.arise[at_risk] // WEEK * len(some) + issues.reason[at_risk]]
        removed[at_risk] = _luck(issues, Purpose.PREVENTION, at_risk) < share
    return removed


def _mended(plan: Plan, issues: Issues) -> Array:
    if not (issues.incident != NONE).any():
        return np.zeros(len(issues), dtype=bool)
    longest = np.array([*plan.mending, 0.0])[issues.incident]
    mended: Array = (issues.incident != NONE) & (issues.outlasts_us >= longest)
    return mended
