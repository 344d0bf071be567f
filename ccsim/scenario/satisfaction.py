"""The weights of the satisfaction score."""

from ccsim.scenario.quantities import NonNegative
from ccsim.scenario.vocabulary import Part


class Satisfaction(Part):
    """A score from 0 to 100 for each issue: what resolution is worth, less what the way there cost."""

    resolved: NonNegative = 100.0
    """Points of an issue resolved at once."""
    prevented: NonNegative = 100.0
    """Points of an issue that never arose, since its cause was removed."""
    unresolved: NonNegative = 30.0
    """Points of an issue that is not."""
    per_extra_contact: NonNegative = 15.0
    """Points off for each contact after the first."""
    per_handoff: NonNegative = 12.0
    """Points off for each handoff."""
    per_waited_minute: NonNegative = 0.5
    """Points off for each minute in a real-time queue, at most 20."""
    per_day_to_resolution: NonNegative = 2.0
    """Points off for each day until it is resolved."""
