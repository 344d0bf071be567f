"""Who learns of campaigns when, and what not knowing costs."""

from ccsim.scenario.quantities import Duration, Positive, Share
from ccsim.scenario.vocabulary import Part


class LagPerDistance(Part):
    """Time from a campaign's start until a team at distance 1 knows of it, by sharing policy."""

    real_time: Duration
    daily: Duration
    weekly: Duration
    none: Duration


class Uninformed(Part):
    """What not knowing of a campaign costs in contacts about it."""

    handle_factor: Positive = 1.0
    resolution_factor: Share = 1.0


class Information(Part):
    """How news of campaigns travels from those who run them."""

    lag_per_distance: LagPerDistance
    uninformed: Uninformed
