"""Who sits in which team."""

from collections.abc import Mapping

from ccsim.scenario.structure import Placement, Structure

ALL = Placement(percent=100.0)


def place(structure: Structure, pool: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """People by team and group; shares by largest remainder, ties to the team that the file names first.

    Groups that the pool lacks are left out. The sum may exceed the pool: the checks say so.
    """
    placed: dict[str, dict[str, int]] = {team: {} for team in structure.teams}
    for group, count in pool.items():
        for team, people in _place_group(structure, group, count).items():
            if people:
                placed[team][group] = people
    return placed


def _place_group(structure: Structure, group: str, count: int) -> dict[str, int]:
    seats: dict[str, int] = {}
    quotas: dict[str, float] = {}
    for name, team in structure.teams.items():
        placement = team.members.get(group)
        if placement is None:
            continue
        if placement.people is not None:
            seats[name] = placement.people
        elif placement.percent is not None:
            quotas[name] = count * placement.percent / 100.0
    whole = {name: int(quota + 1e-9) for name, quota in quotas.items()}
    left = round(sum(quotas.values())) - sum(whole.values())
    by_remainder = sorted(quotas, key=lambda name: whole[name] - quotas[name])
    for name in by_remainder[:left]:
        whole[name] += 1
    return seats | whole
