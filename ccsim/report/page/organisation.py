"""The org chart of a structure: departments under those they report to, their teams with people and channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ccsim.experiment.format import plain
from ccsim.report.change import change_of
from ccsim.report.document import Document
from ccsim.report.patterns import Structure, spoken

NEAR, FAR = 1.0, 5.0
"""Steps apart from which distances are shaded in their lightest and darkest tone."""
TONES = 5


@dataclass(frozen=True)
class Team:
    """A team with its people and the channels it owns."""

    name: str
    people: int
    groups: str
    channels: Sequence[str]


@dataclass(frozen=True)
class Department:
    """A department with its teams and the departments below it."""

    name: str
    goal: str
    company: str
    teams: Sequence[Team]
    below: Sequence["Department"]


@dataclass(frozen=True)
class Distances:
    """How far teams are from each other, with a tone for each."""

    teams: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]


def departments_of(structure: Structure) -> list[Department]:
    """The departments that report to nobody, with all below them."""
    names = {d["name"] for d in structure["org"]["departments"]}
    return [_department(structure["org"], d) for d in structure["org"]["departments"] if d["reports_to"] not in names]


def _department(org: Any, department: Any) -> Department:
    below = [_department(org, d) for d in org["departments"] if d["reports_to"] == department["name"]]
    teams = [_team(team) for team in org["teams"] if team["department"] == department["name"]]
    goal, company = department.get("goal"), department.get("company")
    return Department(spoken(department["name"]), plain(goal or ""), spoken(company) if company else "", teams, below)


def _team(team: Any) -> Team:
    groups = ", ".join(f"{n} {plain(group)}" for group, n in team["people"].items())
    return Team(
        spoken(team["name"]), sum(team["people"].values()), groups, [spoken(channel) for channel in team["channels"]]
    )


def distances_of(structure: Structure) -> Distances:
    """The distance between any two teams: 0 is the same desk."""
    names = [spoken(team["name"]) for team in structure["org"]["teams"]]
    rows = [
        (name, [("", 0) if i == j else (f"{x:.1f}", _tone(x)) for j, x in enumerate(row)])
        for i, (name, row) in enumerate(zip(names, structure["org"]["distances"], strict=True))
    ]
    return Distances(names, rows)


def _tone(distance: float) -> int:
    share = (distance - NEAR) / (FAR - NEAR)
    return 1 + round((TONES - 1) * min(max(share, 0.0), 1.0))


def remarks_on(document: Document, structure: Structure) -> list[str]:
    """What the boxes do not show: dotted lines, bots, how work is routed, a change in mid-run."""
    org = structure["org"]
    lines = [f"{' and '.join(spoken(name) for name in line['between'])}" for line in org["dotted_lines"]]
    told = [f"Dotted line between {line}." for line in lines]
    told += [f"A bot stands before {spoken(channel)} ({plain(policy)})." for channel, policy in org["bots"].items()]
    told.append(f"Work is routed by {plain(org['route_by'])}.")
    return [part for part in (*told, change_of(document, structure)) if part]
