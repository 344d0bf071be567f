"""What fails made ready: how long repairs take from where IT sits."""

from dataclasses import dataclass

from ccsim.plan.demand import LONGEST_DISTANCE
from ccsim.plan.frictions import Chart
from ccsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Failing:
    """What a platform's failures do to one channel, by index; mean times in µs."""

    name: str
    every: int
    channel: int
    repair: float


def plan_outages(scenario: Scenario, chart: Chart) -> tuple[Failing, ...]:
    """One entry for each platform and channel, since each channel's owners have their own way to IT."""
    if "outages" in scenario.neutralised:
        return ()
    names = list(scenario.world.channels)
    return tuple(
        Failing(name, outage.every, names.index(channel), outage.repair + outage.repair_per_distance * distance)
        for name, outage in scenario.world.outages.items()
        for channel in outage.channels
        if channel in names and channel in scenario.structure.owners
        for distance in [_mean_distance(scenario, chart, [channel], outage.repaired_by)]
    )


def plan_mending(scenario: Scenario, chart: Chart) -> tuple[float, ...]:
    """[incident] mean time in µs until it is mended."""
    world = scenario.world
    return tuple(
        incident.repair + incident.repair_per_distance * _mean_distance(scenario, chart, told, incident.repaired_by)
        for incident in world.demand.incidents.values()
        for told in [[c for r in incident.issues_per_hour for c, w in world.reasons[r].channels.items() if w]]
    )


def _mean_distance(scenario: Scenario, chart: Chart, channels: list[str], group: str) -> float:
    """From the owners of channels to those who repair; the neutral one where nobody is near either end."""
    teams = [t for c in channels for t in scenario.structure.owners.get(c, ())]
    found = [chart.to_home(("team", t), group) for t in teams]
    known = [d for d in found if d is not None]
    distance = sum(known) / len(known) if known else scenario.world.handoffs.neutral_distance
    return min(distance, LONGEST_DISTANCE)
