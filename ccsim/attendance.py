"""Who turns up: a person's absences and departures, keyed by the person and the day and by nothing else."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY, WEEK, Purpose
from ccsim.issues import lanes, name_word, stir_block, uniform_block
from ccsim.plan.plan import Plan
from ccsim.plan.roster import Shifts

Spans = tuple[tuple[int, int], ...]
Keys = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
Mask = npt.NDArray[np.bool_]
lanes_block = cast(Any, lanes)
"""The same on arrays of words."""


@dataclass(frozen=True, eq=False)
class Attendance:
    """Who is there when, under the plan and under each of those that follow it."""

    shifts: tuple[Shifts, ...]
    """[plan] those that are not missed."""
    newcomers: tuple[tuple[int, int], ...]
    """(week, person) of successors who start, in order."""
    vacant: tuple[Spans, ...]
    """[person] seats that wait for a successor, in µs."""


def attendance(plan: Plan, seed: int, replication: int) -> Attendance:
    """A shift is missed as a whole; who leaves does so at the end of a week."""
    by_group = np.array([name_word(f"person/{group}") for group in plan.groups], dtype=np.int64)
    group, number = np.array([(person.group, person.number) for person in plan.persons], dtype=np.int64).T
    keys = lanes_block(seed, replication, by_group[group], number)
    vacant = _vacancies(plan, keys)
    plans = (plan, *(change.plan for change in plan.changes))
    newcomers = sorted(
        (end // WEEK, i) for i, spans in enumerate(vacant) for _, end in spans if end < plan.clock.horizon
    )
    return Attendance(tuple(_present(p, keys, vacant) for p in plans), tuple(newcomers), tuple(vacant))


def _happens(keys: Keys, periods: int, purpose: int, chance: Any) -> Mask:
    """[person][day or week] whether what has that chance happens."""
    period = np.arange(periods, dtype=np.int64)
    luck = uniform_block(stir_block(keys[0][:, None], period), stir_block(keys[1][:, None], period), purpose)
    return cast(Mask, luck < chance)


def _present(plan: Plan, keys: Keys, vacant: list[Spans]) -> Shifts:
    """Shifts that are not missed, in seats that are not vacant."""
    roster = plan.roster
    away = _happens(keys, -(-plan.clock.horizon // DAY), 0, plan.absence)
    away[roster.always] = False
    there = ~away.ravel()[roster.person_day]
    for i in [i for i, spans in enumerate(vacant) if spans]:
        own = slice(*roster.shifts.bounds[i : i + 2])
        start = roster.shifts.edges[own, 0]
        for begin, end in vacant[i]:
            there[own] &= (start < begin) | (start >= end)
    return roster.shifts.only(there)


def _vacancies(plan: Plan, keys: Keys) -> list[Spans]:
    """[person] seats that wait for a successor."""
    chances = np.array(plan.leaves_a_week) * ~plan.roster.always
    leaves = _happens(keys, -(-plan.clock.horizon // WEEK), Purpose.ATTRITION, chances[:, None])
    found: list[Spans] = [()] * len(plan.persons)
    for person in np.flatnonzero(leaves.any(axis=1)).tolist():
        spans: list[tuple[int, int]] = []
        for week in np.flatnonzero(leaves[person]).tolist():
            start = week * WEEK
            if week > 0 and (not spans or start > spans[-1][1]):
                spans.append((start, -(-(start + plan.vacancy_us) // WEEK) * WEEK))
        found[person] = tuple(spans)
    return found
