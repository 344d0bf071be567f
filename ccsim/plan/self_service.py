"""Bots made ready: what each channel's bot resolves, keeps and passes on."""

from dataclasses import dataclass

from ccsim.scenario.scenario import Scenario
from ccsim.scenario.self_service import SelfService


@dataclass(frozen=True)
class Bot:
    """Self-service in front of one channel."""

    uses: float
    time_us: float
    resolves: tuple[float, ...]
    """[reason] chance that it helps, under the usual knowledge."""
    keeps: float
    """Chance that a customer whom it does not help finds no way to a person."""
    context: bool


def plan_bots(scenario: Scenario) -> tuple[Bot | None, ...]:
    """By channel; None where no bot stands."""
    offered = scenario.world.self_service
    chosen = scenario.structure.bots
    if offered is None:
        return (None,) * len(scenario.world.channels)
    return tuple(
        _bot(scenario, offered, channel) if channel in chosen and channel in scenario.structure.owners else None
        for channel in scenario.world.channels
    )


def _bot(scenario: Scenario, offered: SelfService, channel: str) -> Bot:
    chosen = scenario.structure.bots[channel]
    policy = offered.policies[chosen.policy]
    table = offered.resolves
    return Bot(
        uses=offered.uses,
        time_us=float(offered.time),
        resolves=tuple(
            policy.resolution_factor * table.get(r, table.get(reason.kind, 0.0))
            for r, reason in scenario.world.reasons.items()
        ),
        keeps=policy.keeps,
        context=chosen.context,
    )
