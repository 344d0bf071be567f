"""Distances made ready: delay, lost context and bounce between teams; who hears of a campaign when."""

from collections.abc import Mapping

from ccsim.codes import HOUR, NEVER
from ccsim.rules.handoffs import bounce_chance, context_lost, delay_mean, effective_distance, span_distance
from ccsim.rules.information import knows_after
from ccsim.scenario.demand import Campaign
from ccsim.scenario.org_chart import Node, common_head, distances, heads_of, home_of
from ccsim.scenario.scenario import Scenario

Square = tuple[tuple[float, ...], ...]


class Chart:
    """The org chart's distances as people feel them: span, platform and governance counted in."""

    def __init__(self, scenario: Scenario, placed: Mapping[str, Mapping[str, int]]) -> None:
        self.scenario, self.placed = scenario, placed
        dedication = scenario.practice.dedication
        hours = {team: {g: n * dedication.get(g, 1.0) for g, n in members.items()} for team, members in placed.items()}
        self.raw = distances(scenario.structure, hours, scenario.world.handoffs.company_boundary)

    def between(self, one: Node, other: Node) -> float:
        """Distance between teams or departments; 0 to oneself."""
        if one == other:
            return 0.0
        handoffs, structure = self.scenario.world.handoffs, self.scenario.structure
        shared = handoffs.shared_platform_factor if self.scenario.practice.platform == "shared" else 1.0
        meetings_h = structure.governance / HOUR
        distance = self.raw[one][other] + self._span(one, other)
        return effective_distance(distance, shared, meetings_h, handoffs.governance_per_hour)

    def to_home(self, node: Node, group: str) -> float | None:
        """Distance to a group's home department; None where it has none."""
        home = home_of(self.scenario.structure, group)
        return None if home is None else self.between(node, ("department", home))

    def _span(self, one: Node, other: Node) -> float:
        if "span" in self.scenario.neutralised:
            return 0.0
        head = common_head(self.scenario.structure, self._department(one), self._department(other))
        below = [
            t
            for t, team in self.scenario.structure.teams.items()
            if self.placed[t] and head in heads_of(self.scenario.structure, team.department)
        ]
        return span_distance(len(below), self.scenario.world.handoffs.span_per_team)

    def _department(self, node: Node) -> str:
        kind, name = node
        return self.scenario.structure.teams[name].department if kind == "team" else name


def team_distances(scenario: Scenario, chart: Chart) -> Square:
    """Distance between teams by index; with `handoff_friction` neutral, the same for all pairs."""
    teams = [("team", name) for name in scenario.structure.teams]
    if "handoff_friction" in scenario.neutralised:
        neutral = scenario.world.handoffs.neutral_distance
        return tuple(tuple(0.0 if a == b else neutral for b in teams) for a in teams)
    return tuple(tuple(chart.between(a, b) for b in teams) for a in teams)


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
    handoffs = scenario.world.handoffs
    factor = handoffs.warm_loss_factor if scenario.practice.handoffs == "warm" else 1.0
    return tuple(tuple(factor * context_lost(d, handoffs.loss_per_distance) for d in row) for row in distance)


def bounces(scenario: Scenario, distance: Square) -> Square:
    """Chance of being sent back: [from][to]."""
    return tuple(tuple(bounce_chance(d, scenario.world.handoffs.bounce_per_distance) for d in row) for row in distance)


def ignorance(scenario: Scenario, chart: Chart) -> tuple[tuple[tuple[tuple[int, int], ...], ...], ...]:
    """[team][reason] → spans in µs during which the team answers about a campaign that it does not know of."""
    world = scenario.world
    campaigns = {} if "campaigns" in scenario.neutralised else world.demand.campaigns
    lags = {
        (team, c): knowing_lag(scenario, chart, team, campaign)
        for team in scenario.structure.teams
        for c, campaign in campaigns.items()
    }
    return tuple(
        tuple(
            tuple(
                (campaign.start, min(campaign.start + lags[team, c], campaign.start + campaign.length))
                for c, campaign in campaigns.items()
                if r in campaign.about and lags[team, c] > 0
            )
            for r in world.reasons
        )
        for team in scenario.structure.teams
    )


def knowing_lag(scenario: Scenario, chart: Chart, team: str, campaign: Campaign) -> int:
    """Time in µs from a campaign's start until the team knows of it."""
    per_distance = getattr(scenario.world.information.lag_per_distance, scenario.practice.sharing)
    if "information_lag" in scenario.neutralised:
        distance = scenario.world.handoffs.neutral_distance
    else:
        distance = chart.to_home(("team", team), campaign.run_by) or 0.0
    return min(int(knows_after(distance, per_distance) + 0.5), NEVER)
