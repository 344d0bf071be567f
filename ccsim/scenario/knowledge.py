"""What playbook writers and data scientists make of failures, and how far it reaches."""

from ccsim.codes import DAY
from ccsim.scenario.quantities import NonNegative, Positive, PositiveDuration, Share
from ccsim.scenario.vocabulary import Part


class Knowledge(Part):
    """Articles of playbook writers; better routing and bots by data scientists; both with diminishing returns."""

    playbook_gain: Share = 0.0
    """Share of agents' failures that ever so many writers could remove."""
    triage_gain: Share = 0.0
    """Share of misread reasons that ever so many data scientists could remove."""
    bot_gain: Share = 0.0
    """Share of what the bot fails at that ever so many data scientists could remove."""
    half_people: Positive = 1.0
    """Full-time people at distance 0 who bring about 63 % of each gain."""
    reach_per_distance: NonNegative = 0.0
    """What they make reaches a team at that distance as exp(-reach × distance)."""
    settles: PositiveDuration = 60 * DAY
    """Time after a reorganisation in which 63 % of the change takes effect."""
