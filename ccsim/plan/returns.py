"""Coming back made ready: who returns after what, when and where."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.scenario.customers import Returns
from ccsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Return:
    """One way of coming back: chance, mean delay in µs, cumulative weights of the channels in `channels`."""

    probability: float
    delay_us: float
    cumulative: tuple[float, ...]
    channels: tuple[int, ...]


@dataclass(frozen=True)
class Returning:
    """By channel of the contact that ended (or, for a chase, that waits)."""

    after_abandonment: tuple[Return, ...]
    after_closed: tuple[Return, ...]
    after_failure: tuple[Return, ...]
    after_blocked: tuple[Return, ...]
    after_containment: tuple[Return, ...]
    """Of those whom a bot kept without helping."""
    chase: tuple[Return, ...]
    """Here `delay_us` is the mean tolerance."""


def plan_returns(scenario: Scenario) -> Returning:
    """With `retry`, `repeat` or `chase` neutral nobody returns in that way; switching neutral, on the same channel."""
    channels = scenario.world.channels
    off = scenario.neutralised
    bots = scenario.world.self_service
    contained = bots.after_containment if bots is not None else None

    def table(returns: Mapping[str, Returns | None], switch: str) -> tuple[Return, ...]:
        names = list(channels)
        return tuple(_return(None if switch in off else r, names, c, off) for c, r in returns.items())

    return Returning(
        after_abandonment=table({n: c.after_abandonment for n, c in channels.items()}, "retry"),
        after_closed=table({n: c.after_closed for n, c in channels.items()}, "retry"),
        after_failure=table({n: c.after_failure for n, c in channels.items()}, "repeat"),
        after_blocked=table({n: c.after_blocked for n, c in channels.items()}, "retry"),
        after_containment=table(dict.fromkeys(channels, contained), "repeat"),
        chase=tuple(
            _weighted(chase.probability, chase.tolerance, chase.channels, list(channels))
            if chase is not None and not channel.real_time and "chase" not in off
            else NEVER_RETURNS
            for channel, chase in [(c, c.chase) for c in channels.values()]
        ),
    )


NEVER_RETURNS = Return(0.0, 1.0, (1.0,), (0,))


def _return(returns: Returns | None, names: list[str], same: str, off: frozenset[str]) -> Return:
    if returns is None:
        return NEVER_RETURNS
    stays = not any(returns.channels.values()) or "channel_switching" in off
    weights = {same: 1.0} if stays else returns.channels
    return _weighted(returns.probability, returns.delay, weights, names)


def _weighted(probability: float, delay: int, weights: Mapping[str, float], names: list[str]) -> Return:
    total = sum(weights.values())
    running, cumulative = 0.0, []
    for weight in weights.values():
        running += weight / total
        cumulative.append(running)
    return Return(probability, float(delay), tuple(cumulative), tuple(names.index(name) for name in weights))
