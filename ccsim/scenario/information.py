"""Who learns of campaigns when, and what not knowing costs."""

from ccsim.scenario.quantities import Duration, Positive, Share
from ccsim.scenario.vocabulary import Part


class LagPerDistance(Part):
    """Time from a campaign's start until a team at distance 1 knows of it, by sharing policy."""

    real_time: Duration
    """Where news is shared in real time."""
    daily: Duration
    """Where there is a daily briefing."""
    weekly: Duration
    """Where there is a weekly digest."""
    none: Duration
    """Where nobody tells."""


class Uninformed(Part):
    """What not knowing of a campaign costs in contacts about it."""

    handle_factor: Positive = 1.0
    """How many times longer such a contact takes."""
    resolution_factor: Share = 1.0
    """Part of the usual resolution that is left."""


class Information(Part):
    """How news of campaigns travels from those who run them."""

    lag_per_distance: LagPerDistance
    """How slowly news travels, by how it is shared."""
    uninformed: Uninformed
    """What not knowing costs."""
