"""People made ready: who sits where, what they can do, how fast."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.rules.handling import breadth_factor, speed_factor
from ccsim.rules.resolution import chance_of_resolution, rush_penalty
from ccsim.scenario.goals import Behaviour
from ccsim.scenario.placement import place
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.world import World


@dataclass(frozen=True)
class Person:
    """One paid person; a person keeps the number within the group in every structure."""

    group: int
    number: int
    team: int
    desk: int
    dedication: float


@dataclass(frozen=True)
class Desk:
    """People of one group in one team: they are alike."""

    team: int
    group: int
    people: int


@dataclass(frozen=True)
class People:
    """Desks and persons in the structure's order; persons without a team are not listed."""

    desks: tuple[Desk, ...]
    persons: tuple[Person, ...]
    placed: dict[str, dict[str, int]]


def plan_people(scenario: Scenario) -> People:
    """Seat the pool: teams in the file's order take the next persons of each group."""
    groups = list(scenario.world.people.groups)
    placed = place(scenario.structure, {g: group.count for g, group in scenario.world.people.groups.items()})
    desks: list[Desk] = []
    persons: list[Person] = []
    seated = dict.fromkeys(groups, 0)
    for team, members in enumerate(placed.values()):
        for group, count in members.items():
            dedication = scenario.practice.dedication.get(group, 1.0)
            for number in range(seated[group], seated[group] + count):
                persons.append(Person(groups.index(group), number, team, len(desks), dedication))
            seated[group] += count
            desks.append(Desk(team, groups.index(group), count))
    return People(tuple(desks), tuple(persons), placed)


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
        launch_first=sum(b.launch_first for b in table) / len(table),
    )


def handles(scenario: Scenario, placed: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, bool]]:
    """Whether a team handles a reason: it lists the reason or its kind, and has the authority that the reason asks."""
    result: dict[str, dict[str, bool]] = {}
    for name, team in scenario.structure.teams.items():
        people = sum(placed[name].values())
        result[name] = {}
        for r, reason in scenario.world.reasons.items():
            if reason.authority is None:
                able = "all" in team.handles or reason.kind in team.handles or r in team.handles
            else:
                able = people > 0 and 2 * placed[name].get(reason.authority, 0) >= people
            result[name][r] = able
    return result


def speed_table(
    scenario: Scenario, skills: Mapping[str, Mapping[str, float]], covered: Mapping[str, Mapping[str, bool]]
) -> dict[tuple[str, str], tuple[float, ...]]:
    """Handle time relative to an expert's by (team, group), then reason."""
    world = scenario.world
    cost = 0.0 if "breadth" in scenario.neutralised else world.handling.breadth_cost
    others = max(1, len(world.reasons) - 1)
    table = {}
    for team in scenario.structure.teams:
        pressure = behaviour(scenario, team).handle_pressure
        breadth = breadth_factor(max(0, sum(covered[team].values()) - 1) / others, cost)
        for group in world.people.groups:
            table[team, group] = tuple(
                pressure * breadth * speed_factor(skills[group][r], world.handling.slowness) for r in world.reasons
            )
    return table


def resolution_table(
    scenario: Scenario, skills: Mapping[str, Mapping[str, float]]
) -> dict[tuple[str, str], tuple[float, ...]]:
    """Chance that an informed leg truly resolves, by (team, group), then reason."""
    world = scenario.world
    table = {}
    for team in scenario.structure.teams:
        kept = rush_penalty(behaviour(scenario, team).handle_pressure, world.handling.rush_cost)
        for group in world.people.groups:
            table[team, group] = tuple(
                chance_of_resolution(reason.resolvable, skills[group][r], kept) for r, reason in world.reasons.items()
            )
    return table
