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


def company_of(structure: Structure, department: str) -> str | None:
    """Whose a department is: its own word, or that of the next department above that says one; None: the company's."""
    above: str | None = department
    while above is not None:
        if structure.departments[above].company is not None:
            return structure.departments[above].company
        above = structure.departments[above].reports_to
    return None


def heads_of(structure: Structure, department: str) -> list[str]:
    """The department and those above it, nearest first."""
    line, above = [department], structure.departments[department].reports_to
    while above is not None:
        line.append(above)
        above = structure.departments[above].reports_to
    return line


def common_head(structure: Structure, one: str, other: str) -> str:
    """The lowest department that both are in or below."""
    above = heads_of(structure, other)
    return next(d for d in heads_of(structure, one) if d in above)


def owns_both(structure: Structure, group: str) -> bool:
    """Whether an owner of channels heads, is headed by, or shares a head below the very top with a group's home."""
    home = home_of(structure, group)
    owners = {structure.teams[t].department for teams in structure.owners.values() for t in teams}
    heads = {common_head(structure, home, owner) for owner in owners} if home is not None else set()
    return any(structure.departments[head].reports_to is not None for head in heads)


def distances(
    structure: Structure, hours: Mapping[str, Mapping[str, float]], company_boundary: float = 0.0
) -> dict[Node, dict[Node, float]]:
    """Shortest path between all nodes ("team", name) and ("department", name).

    `hours[team][group]` weighs the dotted lines from a team to its members' home departments.
    """
    edges = _edges(structure, hours, company_boundary)
    return {node: _shortest(node, edges) for node in edges}


def _edges(
    structure: Structure, hours: Mapping[str, Mapping[str, float]], company_boundary: float
) -> dict[Node, dict[Node, float]]:
    edges: dict[Node, dict[Node, float]] = {("department", name): {} for name in structure.departments}
    edges |= {("team", name): {} for name in structure.teams}

    def join(a: Node, b: Node, length: float) -> None:
        edges[a][b] = edges[b][a] = min(length, edges[a].get(b, length))

    def length(one: str, other: str) -> float:
        same = company_of(structure, one) == company_of(structure, other)
        return DEPARTMENT_TO_NEXT + (0.0 if same else company_boundary)

    for name, department in structure.departments.items():
        if department.reports_to is not None:
            join(("department", name), ("department", department.reports_to), length(name, department.reports_to))
    for line in structure.dotted_lines:
        join(("department", line.between[0]), ("department", line.between[1]), DOTTED_LINE / line.weight)
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
