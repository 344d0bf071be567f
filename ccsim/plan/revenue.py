"""Money made ready: who offers, who calls out, what waiting costs in purchases."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.plan.frictions import Chart, knowing_lag
from ccsim.plan.people import behaviour
from ccsim.scenario.scenario import Scenario

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Calls:
    """Customers whom one campaign gives to call."""

    campaign: str
    start: int
    leads: int


@dataclass(frozen=True, slots=True)
class Selling:
    """Purchases, offers and outbound calls."""

    buys: tuple[bool, ...]
    """[reason] whether money hangs on it."""
    purchase_patience_us: float
    """0: for ever."""
    uninformed_factor: float
    offers: tuple[float, ...]
    """[team] share of resolved service contacts after which one is made when there is slack."""
    offered_after: tuple[bool, ...]
    """[reason] whether an offer fits."""
    offer_us: float
    offer_taken: float
    seller: tuple[float, ...]
    """[desk] how good a seller, 0 to 1."""
    unaware: tuple[Spans, ...]
    """[team] when a campaign runs of which the team does not know: no offers then."""
    calls_out: tuple[bool, ...]
    """[team]"""
    calls: tuple[Calls, ...]
    reached: float
    fades_us: float
    dial_us: int
    call_us: float
    call_taken: float


def plan_selling(scenario: Scenario, chart: Chart, skills: Mapping[str, Mapping[str, float]]) -> Selling:
    """With `offers` neutral every department makes the mean of the world's goals."""
    world, off = scenario.world, scenario.neutralised
    revenue, teams = world.revenue, scenario.structure.teams
    offer, outbound = revenue.offer, revenue.outbound
    campaigns = {} if "campaigns" in off else world.demand.campaigns
    lags = {(t, c): knowing_lag(scenario, chart, t, campaign) for t in teams for c, campaign in campaigns.items()}
    selling = [r for r, reason in world.reasons.items() if reason.kind == revenue.selling]
    patience = None if "purchase_patience" in off else revenue.purchase_patience
    return Selling(
        buys=tuple(reason.margin > 0.0 for reason in world.reasons.values()),
        purchase_patience_us=float(patience or 0),
        uninformed_factor=revenue.uninformed_factor,
        offers=tuple(behaviour(scenario, t, "offers").offers if offer is not None else 0.0 for t in teams),
        offered_after=tuple(offer is not None and r.kind in offer.after for r in world.reasons.values()),
        offer_us=float(offer.time) if offer is not None else 0.0,
        offer_taken=offer.accepted if offer is not None else 0.0,
        seller=tuple(
            sum(skills[g][r] for r in selling) / len(selling) if selling else 0.0
            for _ in teams
            for g in world.people.groups
        ),
        unaware=tuple(
            tuple((c.start, min(c.start + lags[t, name], c.start + c.length)) for name, c in campaigns.items())
            for t in teams
        ),
        calls_out=tuple(outbound is not None and t in scenario.structure.outbound for t in teams),
        calls=tuple(Calls(name, c.start, int(outbound.leads)) for name, c in campaigns.items() if outbound is not None),
        reached=outbound.reached if outbound is not None else 0.0,
        fades_us=float(outbound.fades) if outbound is not None else 1.0,
        dial_us=outbound.dial_time if outbound is not None else 0,
        call_us=float(outbound.time) if outbound is not None else 0.0,
        call_taken=outbound.accepted if outbound is not None else 0.0,
    )
