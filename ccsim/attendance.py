"""Who turns up: a person's absences and departures, keyed by the person and the day and by nothing else."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ccsim.codes import DAY, WEEK, Purpose
from ccsim.issues import lanes, name_word, stir_block, uniform_block
from ccsim.plan.plan import Plan
from ccsim.rules.luck import stir, uniform

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Attendance:
    """Who is there when, under the plan and under each of those that follow it."""

    spans: tuple[tuple[Spans, ...], ...]
    """[plan][person] on duty, in µs."""
    newcomers: tuple[tuple[int, int], ...]
    """(week, person) of successors who start, in order."""
    vacant: tuple[Spans, ...]
    """[person] seats that wait for a successor, in µs."""


def attendance(plan: Plan, seed: int, replication: int) -> Attendance:
    """A shift is missed as a whole; who leaves does so at the end of a week."""
    keys = [
        lanes(seed, replication, name_word(f"person/{plan.groups[person.group]}"), person.number)
        for person in plan.persons
    ]
    vacant = [_vacancies(plan, i, key) for i, key in enumerate(keys)]
    plans = (plan, *(change.plan for change in plan.changes))
    newcomers = sorted(
        (end // WEEK, i) for i, spans in enumerate(vacant) for _, end in spans if end < plan.clock.horizon
    )
    return Attendance(
        tuple(tuple(_present(p, i, key, vacant[i]) for i, key in enumerate(keys)) for p in plans),
        tuple(newcomers),
        tuple(vacant),
    )


def _present(plan: Plan, person: int, key: tuple[int, int], vacant: Spans) -> Spans:
    duty = plan.duties[person]
    spans = duty.spans
    if duty.always:
        return ((0, plan.clock.horizon),)
    if plan.absence:
        away = _days_away(key, plan.absence, -(-plan.clock.horizon // DAY))
        spans = tuple([span for span in spans if span[0] // DAY not in away])
    if vacant:
        spans = tuple([span for span in spans if not any(start <= span[0] < end for start, end in vacant)])
    return spans


@lru_cache(maxsize=1 << 12)
def _days_away(key: tuple[int, int], absence: float, days: int) -> frozenset[int]:
    """The same under every structure, so worked out once."""
    day = np.arange(days, dtype=np.int64)
    luck = uniform_block(stir_block(key[0], day), stir_block(key[1], day), 0)
    return frozenset(np.flatnonzero(luck < absence).tolist())


def _vacancies(plan: Plan, person: int, key: tuple[int, int]) -> Spans:
    chance = plan.leaves_a_week[person]
    if not chance or plan.duties[person].always:
        return ()
    return _vacant(key, chance, plan.vacancy_us, plan.clock.horizon)


@lru_cache(maxsize=1 << 12)
def _vacant(key: tuple[int, int], chance: float, vacancy_us: int, horizon: int) -> Spans:
    """The same under every structure that treats the person alike, so worked out once."""
    found, week = [], 1
    while week * WEEK < horizon:
        if uniform(stir(key[0], week), stir(key[1], week), Purpose.ATTRITION) < chance:
            start = week * WEEK
            back = -(-(start + vacancy_us) // WEEK)
            found.append((start, back * WEEK))
            week = back
        week += 1
    return tuple(found)
