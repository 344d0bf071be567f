"""Organisational distance: how far two teams are apart in the org chart (model.md, section 4)."""

import heapq
from collections.abc import Mapping

from ccsim.scenario.structure import Structure

TEAM_TO_DEPARTMENT = 0.5
DEPARTMENT_TO_NEXT = 1.0
DOTTED_LINE = 0.5
"""A dotted line of weight w counts this divided by w."""

Node = tuple[str, str]


def home_of(structure: Structure, group: str) -> str | None:
    """The department to which a group's people belong."""
    return next((name for name, d in structure.departments.items() if group in d.home_of), None)


def distances(structure: Structure, hours: Mapping[str, Mapping[str, float]]) -> dict[Node, dict[Node, float]]:
    """Shortest path between all nodes ("team", name) and ("department", name).

    `hours[team][group]` weighs the dotted lines from a team to its members' home departments.
    """
    edges = _edges(structure, hours)
    return {node: _shortest(node, edges) for node in edges}


def _edges(structure: Structure, hours: Mapping[str, Mapping[str, float]]) -> dict[Node, dict[Node, float]]:
    edges: dict[Node, dict[Node, float]] = {("department", name): {} for name in structure.departments}
    edges |= {("team", name): {} for name in structure.teams}

    def join(a: Node, b: Node, length: float) -> None:
        edges[a][b] = edges[b][a] = min(length, edges[a].get(b, length))

    for name, department in structure.departments.items():
        if department.reports_to is not None:
            join(("department", name), ("department", department.reports_to), DEPARTMENT_TO_NEXT)
    for name, team in structure.teams.items():
        join(("team", name), ("department", team.department), TEAM_TO_DEPARTMENT)
        for home, weight in _dotted_lines(structure, team.department, hours[name]).items():
            join(("team", name), ("department", home), DOTTED_LINE / weight)
    return edges


def _dotted_lines(structure: Structure, department: str, hours: Mapping[str, float]) -> dict[str, float]:
    total = sum(hours.values())
    weights: dict[str, float] = {}
    for group, part in hours.items():
        home = home_of(structure, group)
        if home is not None and home != department and part > 0.0:
            weights[home] = weights.get(home, 0.0) + part / total
    return weights


def _shortest(start: Node, edges: Mapping[Node, Mapping[Node, float]]) -> dict[Node, float]:
    found: dict[Node, float] = {}
    frontier = [(0.0, start)]
    while frontier:
        length, node = heapq.heappop(frontier)
        if node in found:
            continue
        found[node] = length
        for neighbour, step in edges[node].items():
            if neighbour not in found:
                heapq.heappush(frontier, (length + step, neighbour))
    return found
