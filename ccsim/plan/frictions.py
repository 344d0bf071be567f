"""Distances made ready: delay, lost context and bounce between teams; who hears of a campaign when."""

from collections.abc import Mapping

from ccsim.codes import NEVER
from ccsim.rules.handoffs import bounce_chance, context_lost, delay_mean
from ccsim.rules.information import knows_after
from ccsim.scenario.demand import Campaign
from ccsim.scenario.org_chart import Node, distances, home_of
from ccsim.scenario.scenario import Scenario

Square = tuple[tuple[float, ...], ...]


def all_distances(scenario: Scenario, placed: Mapping[str, Mapping[str, int]]) -> dict[Node, dict[Node, float]]:
    """The org chart's distances; a member's hours count by dedication."""
    dedication = scenario.practice.dedication
    hours = {team: {g: n * dedication.get(g, 1.0) for g, n in members.items()} for team, members in placed.items()}
    return distances(scenario.structure, hours)


def team_distances(scenario: Scenario, chart: Mapping[Node, Mapping[Node, float]]) -> Square:
    """Distance between teams by index; with `handoff_friction` neutral, the same for all pairs."""
    teams = [("team", name) for name in scenario.structure.teams]
    if "handoff_friction" in scenario.neutralised:
        neutral = scenario.world.handoffs.neutral_distance
        return tuple(tuple(0.0 if a == b else neutral for b in teams) for a in teams)
    return tuple(tuple(chart[a][b] for b in teams) for a in teams)


def delays(scenario: Scenario, distance: Square) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Mean handoff delay in µs: [from][to][1 if real-time else 0]."""
    handoffs = scenario.world.handoffs
    per = handoffs.delay_per_distance
    return tuple(
        tuple(
            (delay_mean(d, handoffs.delay, per.deferrable), delay_mean(d, handoffs.delay, per.real_time)) for d in row
        )
        for row in distance
    )


def losses(scenario: Scenario, distance: Square) -> Square:
    """Share of context lost: [from][to]."""
    return tuple(tuple(context_lost(d, scenario.world.handoffs.loss_per_distance) for d in row) for row in distance)


def bounces(scenario: Scenario, distance: Square) -> Square:
    """Chance of being sent back: [from][to]."""
    return tuple(tuple(bounce_chance(d, scenario.world.handoffs.bounce_per_distance) for d in row) for row in distance)


def ignorance(
    scenario: Scenario, chart: Mapping[Node, Mapping[Node, float]]
) -> tuple[tuple[tuple[tuple[int, int], ...], ...], ...]:
    """[team][reason] → spans in µs during which the team answers about a campaign that it does not know of."""
    world = scenario.world
    campaigns = {} if "campaigns" in scenario.neutralised else world.demand.campaigns
    return tuple(
        tuple(
            tuple(
                (campaign.start, min(campaign.start + _lag(scenario, chart, team, campaign), end))
                for campaign in campaigns.values()
                if r in campaign.about and _lag(scenario, chart, team, campaign) > 0
                for end in [campaign.start + campaign.length]
            )
            for r in world.reasons
        )
        for team in scenario.structure.teams
    )


def _lag(scenario: Scenario, chart: Mapping[Node, Mapping[Node, float]], team: str, campaign: Campaign) -> int:
    lags = scenario.world.information.lag_per_distance
    if "information_lag" in scenario.neutralised:
        distance = scenario.world.handoffs.neutral_distance
        per_distance = getattr(lags, scenario.world.well_run.sharing)
    else:
        home = home_of(scenario.structure, campaign.run_by)
        distance = 0.0 if home is None else chart["team", team].get(("department", home), 0.0)
        per_distance = getattr(lags, scenario.practice.sharing)
    return min(int(knows_after(distance, per_distance) + 0.5), NEVER)
