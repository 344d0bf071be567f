"""What crossing a boundary between teams costs."""

from ccsim.scenario.quantities import Duration, NonNegative, Share
from ccsim.scenario.vocabulary import Part


class DelayPerDistance(Part):
    """Extra mean delay for each unit of organisational distance."""

    real_time: Duration
    deferrable: Duration


class Handoffs(Part):
    """Frictions between teams as functions of organisational distance; nobody has measured these."""

    delay: Duration = 0
    """Mean delay of every handoff, whatever the distance (exponential)."""
    delay_per_distance: DelayPerDistance = DelayPerDistance(real_time="0 s", deferrable="0 s")  # type: ignore[arg-type]
    loss_per_distance: NonNegative = 0.0
    """Context kept is exp(−loss × distance)."""
    bounce_per_distance: NonNegative = 0.0
    """Chance of not being sent back is exp(−bounce × distance)."""
    intake: Share = 0.0
    """Part of the handle time after which a wrong, passed-on or bounced contact moves on."""
    notices: Share = 0.0
    """Share of unresolved legs in which the agent notices, and looks for a better team."""
    neutral_distance: NonNegative = 1.0
    """The distance that every pair of teams has when handoff_friction or information_lag is neutralised."""
