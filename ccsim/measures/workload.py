"""Occupancy, staffed hours and the main work that answering displaces."""

import numpy as np
import numpy.typing as npt

from ccsim.codes import HOUR, WEEK
from ccsim.measures.cohort import Cohort, share
from ccsim.rules.attention import displaced_h


def workload_measures(cohort: Cohort) -> dict[str, float]:
    """Occupancy by team and in all, answering hours, hours of main work displaced."""
    staffed, busy = hours_by_spell(cohort)
    team = cohort.records.column("duty", "team")
    measures = {"occupancy": share(busy.sum(), staffed.sum()), "answering_h": float(staffed.sum())}
    for t, name in enumerate(cohort.plan.teams):
        if staffed[team == t].sum():
            measures[f"occupancy.{name}"] = share(busy[team == t].sum(), staffed[team == t].sum())
    displaced = displaced_by_group(cohort)
    measures["main_work_displaced_h"] = sum(displaced.values())
    return measures


def hours_by_spell(cohort: Cohort) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Hours on duty and busy inside the window; a spell that crosses its edge counts in proportion."""
    records, (start, end) = cohort.records, cohort.window
    on, off = records.column("duty", "on_us"), records.column("duty", "off_us")
    length = np.maximum(off - on, 1)
    inside = np.clip(np.minimum(off, end) - np.maximum(on, start), 0, None) / length
    staffed: npt.NDArray[np.float64] = inside * (off - on) / HOUR
    busy: npt.NDArray[np.float64] = inside * records.column("duty", "busy_us") / HOUR
    return staffed, busy


def hours_by_person(cohort: Cohort) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The same, summed over each person's spells."""
    agent, n = cohort.records.column("duty", "agent"), len(cohort.plan.persons)
    on, used = hours_by_spell(cohort)
    return _by(agent, on, n), _by(agent, used, n)


def _by(index: npt.NDArray[np.int64], hours: npt.NDArray[np.float64], n: int) -> npt.NDArray[np.float64]:
    sums = np.zeros(n)
    np.add.at(sums, index, hours)
    return sums


def displaced_by_group(cohort: Cohort) -> dict[str, float]:
    """Hours of main work left undone in the window, by group that has main work."""
    world, plan = cohort.scenario.world, cohort.plan
    shifts = world.people.shifts
    weeks = plan.clock.window / WEEK
    present = 1.0 - plan.absence
    week_h = shifts.length / HOUR * shifts.days_per_week * present * (1.0 - plan.offline)
    staffed, busy = hours_by_person(cohort)
    taken = _contacts_taken(cohort)
    group = np.array([person.group for person in plan.persons], dtype=int)
    result = {}
    for g, (name, people) in enumerate(world.people.groups.items()):
        if people.main_work is None:
            continue
        asked = people.count * people.main_work.hours_per_week * weeks + _launches_h(cohort, name)
        on, used = float(staffed[group == g].sum()), float(busy[group == g].sum())
        free = max(0.0, people.count * week_h * weeks - on)
        switching = float(taken[group == g].sum()) * world.people.switch_time / HOUR
        result[name] = displaced_h(asked, free, on - used, world.people.idle_usable, switching)
    return result


def _contacts_taken(cohort: Cohort) -> npt.NDArray[np.int64]:
    """Legs begun inside the window, by person."""
    records, (start, end) = cohort.records, cohort.window
    began, agent = records.column("legs", "started_us"), records.column("legs", "agent")
    return np.bincount(agent[(began >= start) & (began < end) & (agent >= 0)], minlength=len(cohort.plan.persons))


def _launches_h(cohort: Cohort, group: str) -> float:
    """Hours that campaigns launched inside the window ask of a group."""
    if "campaigns" in cohort.scenario.neutralised:
        return 0.0
    start, end = cohort.window
    campaigns = cohort.scenario.world.demand.campaigns.values()
    return sum(c.launch_hours for c in campaigns if c.run_by == group and start <= c.start < end)
