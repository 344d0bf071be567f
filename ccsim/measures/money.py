"""Cost, revenue and profit over the window."""

import numpy as np

from ccsim.codes import HOUR, WEEK, CallEnd, IssueEnd, LegEnd, Mark
from ccsim.measures.cohort import Cohort, Mask, among, share
from ccsim.measures.workload import displaced_by_group, hours_by_spell
from ccsim.plan.people import NOBODY

WITHOUT_PEOPLE = "without_people"
"""The part of revenue that is no department's: issues prevented, or helped by a bot."""
BOT_ENDS = (LegEnd.CONTAINED, LegEnd.FALSELY_CONTAINED, LegEnd.ESCALATED)


def money_measures(cohort: Cohort) -> dict[str, float]:
    """Costs are of the window; margins and losses of the cohort."""
    by_department = _answering_cost(cohort)
    cost = sum(by_department.values())
    issues = cohort.issues
    resolved = (issues.end == IssueEnd.RESOLVED).sum()
    revenue = {
        "margin": _margin(cohort),
        "offer_margin": _offers(cohort),
        "outbound_margin": _outbound(cohort),
    }
    losses = {
        "lost_value": float((issues.end == IssueEnd.LOST).sum()) * cohort.scenario.world.costs.lost_issue,
        "main_work_displaced_value": sum(
            hours * _value(cohort, group) for group, hours in displaced_by_group(cohort).items()
        ),
        "reputation_lost": _reputation(cohort),
        "reorganising_cost": _reorganising(cohort),
    }
    beside_wages = cost - _own_answering_wages(cohort)
    measures = {
        "answering_cost": cost,
        "cost_per_resolved": share(cost, resolved),
        "cost_per_contact": share(cost, len(cohort.contacts.issue)),
        "revenue": sum(revenue.values()),
        "profit": sum(revenue.values()) - sum(losses.values()) - beside_wages - _wages(cohort),
    }
    measures |= revenue | losses | {f"answering_cost.{name}": value for name, value in by_department.items()}
    return measures | {f"revenue.{name}": value for name, value in _revenue_by_department(cohort).items()}


# --- cost ------------------------------------------------------------------------------------------------


def _answering_cost(cohort: Cohort) -> dict[str, float]:
    """By department of the team: wages behind the hours on duty, an outside company's price, platforms and bots."""
    fees = _fees_by_team(cohort) + _platform_by_team(cohort) + _bots_by_team(cohort)
    return _by_department(cohort, _wages_by_team(cohort) + fees)


def _by_department(cohort: Cohort, by_team: np.ndarray) -> dict[str, float]:
    """Sums over the teams of each department that has any, 0 included, in the structure's order."""
    of_team = cohort.plan.departments
    sums = dict.fromkeys((d for d in cohort.scenario.structure.departments if d in of_team), 0.0)
    for department, amount in zip(of_team, by_team.tolist(), strict=True):
        sums[department] += amount
    return sums


def _wages_by_team(cohort: Cohort) -> np.ndarray:
    """Wages of our own people for the paid hours behind the hours on duty."""
    plan, groups = cohort.plan, cohort.scenario.world.people.groups
    wages = np.array([group.wage_per_hour for group in groups.values()])
    agent, team = (cohort.records.column("duty", name) for name in ("agent", "team"))
    on_duty, _ = hours_by_spell(cohort)
    group = np.array([p.group for p in plan.persons])
    present = (1.0 - plan.absence) * (1.0 - plan.offline)
    paid = np.array([1.0 if duty.always else 1.0 / present for duty in plan.duties])
    own = np.array([not p.vendor for p in plan.persons])
    cost = on_duty * (paid * wages[group] * own)[agent]
    return np.bincount(team, weights=cost, minlength=len(plan.teams))


def _own_answering_wages(cohort: Cohort) -> float:
    return float(_wages_by_team(cohort).sum())


def _fees_by_team(cohort: Cohort) -> np.ndarray:
    """What an outside company asks for the contacts that it answers inside the window."""
    plan, vendor = cohort.plan, cohort.scenario.world.vendor
    outside = np.array([p.vendor for p in plan.persons])
    if vendor is None or not outside.any():
        return np.zeros(len(plan.teams))
    agent, team, end = (cohort.records.column("legs", name) for name in ("agent", "team", "end"))
    began = cohort.records.column("legs", "started_us")
    inside = (began >= cohort.window[0]) & (began < cohort.window[1]) & (agent >= 0) & (end != LegEnd.INTERRUPTED)
    answered = inside & outside[np.maximum(agent, 0)]
    return np.bincount(team[answered], minlength=len(plan.teams)) * vendor.price_per_contact


def _platform_by_team(cohort: Cohort) -> np.ndarray:
    """One platform for all costs by the week and head."""
    plan = cohort.plan
    if cohort.scenario.practice.platform != "shared":
        return np.zeros(len(plan.teams))
    heads = np.bincount([p.team for p in plan.persons if p.team != NOBODY], minlength=len(plan.teams))
    return heads * cohort.scenario.world.costs.shared_platform * (plan.clock.window / WEEK)


def _bots_by_team(cohort: Cohort) -> np.ndarray:
    """Sessions with bots inside the window, at the channel's first owners."""
    plan, bots = cohort.plan, cohort.scenario.world.self_service
    costs = np.zeros(len(plan.teams))
    if bots is None or not bots.cost_per_session:
        return costs
    began, end, channel = (cohort.records.column("legs", name) for name in ("started_us", "end", "channel"))
    inside = (began >= cohort.window[0]) & (began < cohort.window[1]) & among(end, BOT_ENDS)
    for c in np.unique(channel[inside]):
        first = plan.lines[next(i for i in plan.routing.line_of[c] if i >= 0)].teams[0]
        costs[first] += float((inside & (channel == c)).sum()) * bots.cost_per_session
    return costs


def _wages(cohort: Cohort) -> float:
    """The paid hours of all our own people in the window, answering or not."""
    people = cohort.scenario.world.people
    week_h = people.shifts.length / HOUR * people.shifts.days_per_week
    weeks = cohort.plan.clock.window / WEEK
    wages = [group.wage_per_hour for group in people.groups.values()]
    return sum(wages[p.group] for p in cohort.plan.persons if not p.vendor) * week_h * weeks


def _reorganising(cohort: Cohort) -> float:
    """People who were moved inside the window, and successors of those who leave, in expectation."""
    world, plan = cohort.scenario.world, cohort.plan
    agent, team, on = (cohort.records.column("duty", name) for name in ("agent", "team", "on_us"))
    moved = (agent[1:] == agent[:-1]) & (team[1:] != team[:-1])
    inside = (on[1:] >= cohort.window[0]) & (on[1:] < cohort.window[1])
    leavers = sum(plan.leaves_a_week) * plan.clock.window / WEEK
    return float((moved & inside).sum()) * world.costs.move + leavers * world.people.attrition.cost


def _reputation(cohort: Cohort) -> float:
    """Complaints that others read."""
    public = np.array([c.public for c in cohort.scenario.world.channels.values()])
    contacts = cohort.contacts
    complains = (contacts.marks & Mark.COMPLAINT) > 0
    return float((complains & public[contacts.channel]).sum()) * cohort.scenario.world.costs.complaint


# --- revenue ---------------------------------------------------------------------------------------------


def _margin(cohort: Cohort) -> float:
    """What was bought, with or without a contact; what resolving costs where the margin is below 0."""
    return float(_margins(cohort)[_earned(cohort)].sum())


def _margins(cohort: Cohort) -> np.ndarray:
    """By issue number, 0 outside the cohort."""
    margins = np.zeros(len(cohort.mask))
    of_reason = np.array([reason.margin for reason in cohort.scenario.world.reasons.values()])
    margins[cohort.issues.issue] = of_reason[cohort.issues.reason]
    return margins


def _earned(cohort: Cohort) -> Mask:
    """By issue number: was its margin earned, or spent where it is below 0?"""
    issues, contacts = cohort.issues, cohort.contacts
    bought = np.zeros(len(cohort.mask), dtype=bool)
    bought[contacts.issue[(contacts.marks & Mark.BOUGHT) > 0]] = True
    earns = _margins(cohort)[issues.issue] > 0.0
    counts = np.where(earns, bought[issues.issue], issues.end == IssueEnd.RESOLVED)
    earned: Mask = np.zeros(len(cohort.mask), dtype=bool)
    earned[issues.issue] = counts | earns & (issues.end == IssueEnd.PREVENTED)
    return earned


def _revenue_by_department(cohort: Cohort) -> dict[str, float]:
    """What each department's teams earned, and what came without people; all parts add up to the revenue.

    Purchases, needs and offers are those of the team of their leg, outbound calls those of the caller's team.
    """
    plan, legs, margins = cohort.plan, cohort.legs, _margins(cohort)
    teams, with_team, buys = len(plan.teams), legs.team >= 0, margins[legs.issue] > 0.0
    served = np.where(buys, (legs.marks & Mark.BOUGHT) > 0, legs.end == LegEnd.RESOLVED) & with_team
    served[served] = _first_of_each(legs.issue[served])
    alone = _earned(cohort)
    alone[legs.issue[served]] = False
    offer = cohort.scenario.world.revenue.offer
    sold = with_team & ((legs.marks & Mark.SOLD) > 0)
    offers = np.bincount(legs.team[sold], minlength=teams) * (0.0 if offer is None else offer.margin)
    of_issues = np.bincount(legs.team[served], weights=margins[legs.issue[served]], minlength=teams)
    by_department = _by_department(cohort, of_issues + offers + _outbound_by_team(cohort))
    return by_department | {WITHOUT_PEOPLE: float(margins[alone].sum())}


def _first_of_each(issues: np.ndarray) -> np.ndarray:
    """Of sorted issue numbers, which come for the first time."""
    first: np.ndarray = np.r_[True, issues[1:] != issues[:-1]][: len(issues)]
    return first


def _offers(cohort: Cohort) -> float:
    offer = cohort.scenario.world.revenue.offer
    if offer is None:
        return 0.0
    return float(((cohort.contacts.marks & Mark.SOLD) > 0).sum()) * offer.margin


def _outbound(cohort: Cohort) -> float:
    return float(_outbound_by_team(cohort).sum())


def _outbound_by_team(cohort: Cohort) -> np.ndarray:
    """What calls to customers inside the window sold, at the callers' teams."""
    outbound, teams = cohort.scenario.world.revenue.outbound, np.array([p.team for p in cohort.plan.persons])
    if outbound is None:
        return np.zeros(len(cohort.plan.teams))
    began, end, agent = (cohort.records.column("calls", name) for name in ("started_us", "end", "agent"))
    sold = (began >= cohort.window[0]) & (began < cohort.window[1]) & (end == CallEnd.SOLD)
    counts = np.bincount(np.maximum(teams[agent[sold]], 0), minlength=len(cohort.plan.teams))
    value: np.ndarray = counts * outbound.margin
    return value


def _value(cohort: Cohort, group: str) -> float:
    main_work = cohort.scenario.world.people.groups[group].main_work
    return 0.0 if main_work is None else main_work.value_per_hour
