"""What pictures of one structure show, for the results document: its flow, its course, its week, its org chart."""

from typing import Any

import numpy as np

from ccsim.codes import DAY
from ccsim.experiment.replication import Variant
from ccsim.experiment.sample import Sample
from ccsim.experiment.spelling import short, spelled
from ccsim.inference.intervals import mean_interval
from ccsim.measures.patterns import BAR, HOURS_A_WEEK, period_of
from ccsim.plan.frictions import Chart
from ccsim.plan.people import Seats, seats
from ccsim.scenario.neutral import neutral
from ccsim.scenario.org_chart import company_of
from ccsim.scenario.quantities import format_moment
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.transition import changed

FLOW_PARTS = ("channel", "first", "then", "end")


def pictures(variant: Variant, sample: Sample, level: float) -> dict[str, Any]:
    """`flow`, `course`, `week` and `org` of a structure under the study's practice."""
    return {
        "flow": _flow(variant, sample),
        "course": _course(variant, sample, level),
        "week": _week(variant, sample),
        "org": org_chart(variant),
    }


def _flow(variant: Variant, sample: Sample) -> list[dict[str, Any]]:
    """Mean issues a replication by wanted channel, who first answered, what came next, and how it ended."""
    rows = []
    ran = int((~np.isnan(sample.raw(variant.practice, variant.structure, "count.issues"))).sum())
    for parts in sample.patterns(variant.practice, variant.structure, "flow"):
        counts = sample.raw(variant.practice, variant.structure, BAR.join(("flow", *parts)))
        rows.append((float(np.nansum(counts)) / ran, parts))
    rows.sort(key=lambda row: (-row[0], row[1]))
    return [dict(zip(FLOW_PARTS, parts, strict=True)) | {"issues": short(mean)} for mean, parts in rows]


def _course(variant: Variant, sample: Sample, level: float) -> dict[str, Any]:
    """Measures by day or week of the window, each with its interval."""
    measures: dict[str, list[dict[str, float | None]]] = {}
    for period, name in sample.patterns(variant.practice, variant.structure, "course"):
        values = sample.values(variant.practice, variant.structure, BAR.join(("course", period, name)))
        interval = spelled(mean_interval(values, level, pilot=sample.pilot))
        measures.setdefault(name, []).append({end: short(x) for end, x in interval.items()})
    period_us = period_of(variant.plan.clock.window)
    return {"period": "day" if period_us == DAY else "week", "measures": measures}


def _week(variant: Variant, sample: Sample) -> dict[str, list[float | None]]:
    """Mean arrivals, agents on duty and waiting by hour of the week; None for an hour that the window lacks."""
    there = sample.patterns(variant.practice, variant.structure, "hour")
    rows = [sample.raw(variant.practice, variant.structure, BAR.join(("hour", *parts))) for parts in there]
    means = np.nanmean(np.array(rows).reshape(len(there), sample.replications), axis=1).tolist()
    series: dict[str, list[float | None]] = {}
    for (hour, name), mean in zip(there, means, strict=True):
        series.setdefault(name, [None] * HOURS_A_WEEK)[int(hour)] = short(mean)
    return series


def org_chart(variant: Variant) -> dict[str, Any]:
    """Departments with their lines, teams with people and channels, and the distances that people feel."""
    scenario = neutral(variant.scenario)
    structure = scenario.structure
    seated = seats(scenario, structure)
    placed = _placed(seated, structure)
    chart = Chart(scenario, placed)
    names = list(structure.teams)
    then = changed(structure)
    return {
        "departments": [
            {
                "name": name,
                "reports_to": department.reports_to,
                "goal": department.goal,
                "company": company_of(structure, name),
                "home_of": list(department.home_of),
            }
            for name, department in structure.departments.items()
        ],
        "dotted_lines": [{"between": list(line.between), "weight": line.weight} for line in structure.dotted_lines],
        "teams": [
            {
                "name": name,
                "department": team.department,
                "people": placed[name],
                "channels": [c for c, owners in structure.owners.items() if name in owners],
            }
            for name, team in structure.teams.items()
        ],
        "owners": {channel: list(owners) for channel, owners in structure.owners.items()},
        "owners_after": {c: list(o) for c, o in then.owners.items()} if then.owners != structure.owners else None,
        "transition": _transition(variant, scenario, placed),
        "bots": {channel: bot.policy for channel, bot in structure.bots.items()},
        "route_by": structure.route_by,
        "distances": [[short(chart.between(("team", a), ("team", b))) for b in names] for a in names],
    }


def _placed(seated: Seats, structure: Structure) -> dict[str, dict[str, int]]:
    """team → group → people."""
    return {
        team: {group: chosen.count(team) for group, chosen in seated.items() if chosen.count(team)}
        for team in structure.teams
    }


def _transition(variant: Variant, scenario: Scenario, before: dict[str, dict[str, int]]) -> dict[str, Any] | None:
    """When the structure changes (by the window's days and by the calendar, or above which share of complaints), and
    what besides owners."""
    then = scenario.structure.transition
    if then is None:
        return None
    date, clock, structure = then.when.date, variant.plan.clock, changed(scenario.structure)
    after = _placed(seats(scenario, structure), structure)
    return {
        "day": None if date is None else short((date - clock.warmup) / DAY),
        "moment": None if date is None else format_moment(date),
        "complaints_above": then.when.complaints_above,
        "over_days": None if then.when.complaints_above is None else short(then.when.over / DAY),
        "people": {team: people for team, people in after.items() if people != before[team]},
        "reports_to": dict(then.reports_to),
        "handles": {team: list(reasons) for team, reasons in then.handles.items()},
        "route_by": then.route_by,
    }
