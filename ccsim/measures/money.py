"""Cost, margin and profit over the window."""

import numpy as np

from ccsim.codes import HOUR, WEEK, IssueEnd
from ccsim.measures.cohort import Cohort, share
from ccsim.measures.workload import displaced_by_group, hours_by_person


def money_measures(cohort: Cohort) -> dict[str, float]:
    """Costs are of the window; margins and losses of the cohort that arose in it."""
    world = cohort.scenario.world
    by_department = _answering_cost(cohort)
    cost = sum(by_department.values())
    issues = cohort.issues
    resolved = issues.end == IssueEnd.RESOLVED
    margins = np.array([reason.margin for reason in world.reasons.values()])
    margin = float(margins[issues.reason[resolved]].sum())
    lost = float((issues.end == IssueEnd.LOST).sum()) * world.costs.lost_issue
    displaced = sum(hours * _value(cohort, group) for group, hours in displaced_by_group(cohort).items())
    measures = {
        "answering_cost": cost,
        "cost_per_resolved": share(cost, resolved.sum()),
        "cost_per_contact": share(cost, len(cohort.contacts.issue)),
        "margin": margin,
        "lost_value": lost,
        "main_work_displaced_value": displaced,
        "profit": margin - lost - displaced - _wages(cohort),
    }
    return measures | {f"answering_cost.{name}": value for name, value in by_department.items()}


def _value(cohort: Cohort, group: str) -> float:
    main_work = cohort.scenario.world.people.groups[group].main_work
    return 0.0 if main_work is None else main_work.value_per_hour


def _answering_cost(cohort: Cohort) -> dict[str, float]:
    """Wages of the paid hours behind the hours on duty, by the department of the team."""
    plan, world = cohort.plan, cohort.scenario.world
    shifts = world.people.shifts
    on_duty, _ = hours_by_person(cohort)
    wages = [group.wage_per_hour for group in world.people.groups.values()]
    teams = list(cohort.scenario.structure.teams.values())
    costs: dict[str, float] = {}
    for person, duty, hours in zip(plan.persons, plan.duties, on_duty, strict=True):
        paid = float(hours) if duty.always else float(hours) / ((1.0 - plan.absence) * (1.0 - shifts.offline))
        department = teams[person.team].department
        costs[department] = costs.get(department, 0.0) + paid * wages[person.group]
    return costs


def _wages(cohort: Cohort) -> float:
    """Everybody's paid hours in the window, answering or not."""
    people = cohort.scenario.world.people
    week_h = people.shifts.length / HOUR * people.shifts.days_per_week
    weeks = cohort.plan.clock.window / WEEK
    return sum(group.count * group.wage_per_hour for group in people.groups.values()) * week_h * weeks
