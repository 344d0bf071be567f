"""People made ready: who sits where, what they can do, how fast."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.rules.handling import breadth_factor
from ccsim.rules.resolution import rush_penalty
from ccsim.scenario.goals import Behaviour
from ccsim.scenario.org_chart import company_of
from ccsim.scenario.placement import place
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Rotation, Structure
from ccsim.scenario.world import World

NOBODY = -1


@dataclass(frozen=True)
class Person:
    """One paid person; a person keeps the number within the group in every structure."""

    group: int
    number: int
    team: int
    desk: int
    """NOBODY's where the person sits in no team."""
    dedication: float
    vendor: bool = False
    """Works for an outside company."""


@dataclass(frozen=True)
class Desk:
    """People of one group in one team: they are alike."""

    team: int
    group: int
    people: int


@dataclass(frozen=True)
class People:
    """Everybody who is paid, by group and number, and where they sit."""

    desks: tuple[Desk, ...]
    persons: tuple[Person, ...]
    placed: dict[str, dict[str, int]]


Seats = dict[str, list[str | None]]
"""By group, the team of each person."""


def seats(scenario: Scenario, structure: Structure, before: Seats | None = None) -> Seats:
    """Seat the pool: who can stay stays; teams in the file's order take the next of the others."""
    pool = {g: group.count for g, group in scenario.world.people.groups.items()}
    placed = place(structure, pool)
    return {
        g: _seat_group(n, {t: m.get(g, 0) for t, m in placed.items()}, (before or {}).get(g)) for g, n in pool.items()
    }


def _seat_group(people: int, room: dict[str, int], before: list[str | None] | None) -> list[str | None]:
    left = dict(room)
    found: list[str | None] = [None] * people if before is None else list(before)
    for i, team in enumerate(found):
        if team is not None and left.get(team, 0):
            left[team] -= 1
        else:
            found[i] = None
    open_seats = [team for team, count in left.items() for _ in range(count)]
    waiting = [i for i, team in enumerate(found) if team is None]
    had_one = [i for i in waiting if before is not None and before[i] is not None]
    for i, team in zip(dict.fromkeys([*had_one, *waiting]), open_seats, strict=False):
        found[i] = team
    return found


def turned(chosen: Seats, rotation: Rotation, turn: int) -> Seats:
    """Seats after so many turns of a rotation: people move on by as many seats as are taken in turn."""
    own = chosen.get(rotation.group, [])
    seated = [i for i, team in enumerate(own) if team is not None]
    step = own.count(rotation.through)
    moved = list(own)
    for place_, i in enumerate(seated):
        moved[i] = own[seated[(place_ + turn * step) % len(seated)]]
    return {**chosen, rotation.group: moved}


def plan_people(scenario: Scenario, chosen: Seats) -> People:
    """Persons and desks of chosen seats; a desk for every team and group, so that its number never changes."""
    structure, practice = scenario.structure, scenario.practice
    groups, teams = list(scenario.world.people.groups), list(structure.teams)
    desks = [Desk(t, g, chosen[group].count(team)) for t, team in enumerate(teams) for g, group in enumerate(groups)]
    outside = {t for t, team in structure.teams.items() if company_of(structure, team.department) is not None}
    persons = tuple(
        Person(g, number, NOBODY, NOBODY, 0.0)
        if team is None
        else Person(
            g, number, teams.index(team), teams.index(team) * len(groups) + g, practice.dedication.get(group, 1.0),
            team in outside,
        )
        for g, group in enumerate(groups)
        for number, team in enumerate(chosen[group])
    )  # fmt: skip
    placed = {t: {group: chosen[group].count(t) for group in groups if chosen[group].count(t)} for t in structure.teams}
    return People(tuple(desks), persons, placed)


def proficiency(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Proficiency by group and reason; with `skill` neutral, the pool's mean for all."""
    world = scenario.world
    own = {
        g: {r: _of_reason(group.proficiency, r, reason.kind) for r, reason in world.reasons.items()}
        for g, group in world.people.groups.items()
    }
    if "skill" not in scenario.neutralised:
        return own
    return dict.fromkeys(own, pool_mean(world, own))


def pool_mean(world: World, skills: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Mean proficiency of everybody who is paid, by reason."""
    groups = world.people.groups
    total = sum(group.count for group in groups.values())
    return {r: sum(group.count * skills[g][r] for g, group in groups.items()) / total for r in world.reasons}


def _of_reason(table: Mapping[str, float], reason: str, kind: str) -> float:
    return table[reason] if reason in table else table.get(kind, 0.0)


def behaviour(scenario: Scenario, team: str, mechanism: str = "goals") -> Behaviour:
    """What the goal of the team's department does to its people; with the mechanism neutral, the mean of all goals.

    `goals` is about how contacts are handled, `attention` about whom a campaign launch takes from them.
    """
    goals = scenario.world.goals
    if mechanism in scenario.neutralised:
        return mean_behaviour(scenario)
    goal = scenario.structure.departments[scenario.structure.teams[team].department].goal
    return Behaviour() if goal is None else goals[goal]


def mean_behaviour(scenario: Scenario) -> Behaviour:
    """The mean of the world's goals."""
    table = list(scenario.world.goals.values())
    if not table:
        return Behaviour()
    return Behaviour(
        handle_pressure=sum(b.handle_pressure for b in table) / len(table),
        pass_on=sum(b.pass_on for b in table) / len(table),
        offers=sum(b.offers for b in table) / len(table),
        launch_first=sum(b.launch_first for b in table) / len(table),
    )


def handles(scenario: Scenario, placed: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, bool]]:
    """Whether a team handles a reason: it lists the reason or its kind, and has the authority that the reason asks."""
    result: dict[str, dict[str, bool]] = {}
    for name, team in scenario.structure.teams.items():
        people = sum(placed[name].values())
        result[name] = {}
        for r, reason in scenario.world.reasons.items():
            if "pooling" in scenario.neutralised:
                able = True
            elif reason.authority is None:
                able = "all" in team.handles or reason.kind in team.handles or r in team.handles
            else:
                able = people > 0 and 2 * placed[name].get(reason.authority, 0) >= people
            result[name][r] = able
    return result


def paces(scenario: Scenario, covered: Mapping[str, Mapping[str, bool]]) -> dict[str, float]:
    """Handle time by team relative to an expert's under no pressure who covers one reason."""
    world = scenario.world
    cost = 0.0 if "breadth" in scenario.neutralised else world.handling.breadth_cost
    others = max(1, len(world.reasons) - 1)
    return {
        team: behaviour(scenario, team).handle_pressure
        * breadth_factor(max(0, sum(covered[team].values()) - 1) / others, cost)
        for team in scenario.structure.teams
    }


def kept_resolution(scenario: Scenario) -> dict[str, float]:
    """Share of resolution that pressure leaves, by team."""
    cost = scenario.world.handling.rush_cost
    return {team: rush_penalty(behaviour(scenario, team).handle_pressure, cost) for team in scenario.structure.teams}
