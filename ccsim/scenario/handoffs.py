"""What crossing a boundary between teams costs."""

from ccsim.codes import DAY
from ccsim.scenario.quantities import Duration, NonNegative, Positive, PositiveDuration, Share
from ccsim.scenario.vocabulary import Part


class DelayPerDistance(Part):
    """Extra mean delay for each unit of organisational distance."""

    real_time: Duration
    """Where the customer waits in line."""
    deferrable: Duration
    """Where the work is written."""


class Handoffs(Part):
    """Frictions between teams as functions of organisational distance; nobody has measured these."""

    delay: Duration = 0
    """Mean delay of every handoff, whatever the distance (exponential)."""
    delay_per_distance: DelayPerDistance = DelayPerDistance(real_time="0 s", deferrable="0 s")  # type: ignore[arg-type]
    """Extra mean delay for each unit of distance."""
    loss_per_distance: NonNegative = 0.0
    """Context kept is exp(−loss × distance)."""
    bounce_per_distance: NonNegative = 0.0
    """Chance of not being sent back is exp(−bounce × distance)."""
    intake: Share = 0.0
    """Part of the handle time after which a wrong, passed-on or bounced contact moves on."""
    notices: Share = 0.0
    """Share of unresolved legs in which the agent notices, and looks for a better team."""
    neutral_distance: NonNegative = 1.0
    """The distance between every pair of teams where what hangs on distance is neutralised."""
    company_boundary: NonNegative = 0.0
    """Distance added by crossing into another company."""
    span_per_team: NonNegative = 0.0
    """Distance added for each team beyond two below the head whom two teams have in common: who decides for many
    decides late."""
    shared_platform_factor: Positive = 1.0
    """What one platform for all does to every distance."""
    governance_per_hour: NonNegative = 0.0
    """Distances shrink to 1 / (1 + this × hours of governance meetings a person and week)."""
    introduction: Duration = 0
    """Time that a warm handoff takes the agent who hands over."""
    warm_loss_factor: Share = 1.0
    """Context lost in a warm handoff relative to a cold one."""
    removal_lag: Duration = 0
    """Time to remove a cause once its owner knows of it."""
    removal_lag_per_distance: Duration = 0
    """Time for each unit of distance from those who hear of a cause to its owner."""
    cause_lives: PositiveDuration = 90 * DAY
    """How long a cause would last by itself (mean, exponential)."""
