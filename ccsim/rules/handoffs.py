"""What crossing a boundary costs, as functions of organisational distance; no evidence exists, all assumed."""

import math


def effective_distance(distance: float, platform_factor: float, governance_h: float, per_hour: float) -> float:
    """Distance as people feel it who share a platform and meet."""
    return distance * platform_factor / (1.0 + per_hour * governance_h)


def span_distance(teams_below: int, span_per_team: float) -> float:
    """Distance added by a head who decides for many teams; two are no burden."""
    return span_per_team * (teams_below - 2) if teams_below > 2 else 0.0


def delay_mean(distance: float, base_us: float, per_distance_us: float) -> float:
    """Mean delay of a handoff in µs."""
    return base_us + per_distance_us * distance


def context_lost(distance: float, loss_per_distance: float) -> float:
    """Share of what the customer had explained that does not arrive."""
    return 1.0 - math.exp(-loss_per_distance * distance)


def bounce_chance(distance: float, bounce_per_distance: float) -> float:
    """Chance that the receiving team sends the contact back."""
    return 1.0 - math.exp(-bounce_per_distance * distance)
