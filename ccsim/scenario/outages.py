"""What breaks: platforms and networks, repaired the sooner the nearer IT is."""

from ccsim.scenario.quantities import Duration, NonNegative, PositiveDuration
from ccsim.scenario.vocabulary import ChannelName, GroupName, Part


class Outage(Part):
    """A platform that fails now and then; its channels are down until it is repaired."""

    channels: tuple[ChannelName, ...]
    """Channels that are down while it lasts."""
    every: PositiveDuration
    """Mean time from one failure to the next (exponential)."""
    repair: PositiveDuration
    """Mean time to repair at distance 0 (exponential)."""
    repair_per_distance: Duration = 0
    """More of it for each unit of distance from the channel's owners to those who repair."""
    repaired_by: GroupName = "it"
    """The group that repairs it."""


class Incident(Part):
    """Something that many customers notice: a network fault, a wrong bill run. It brings issues until it is mended."""

    every: PositiveDuration
    """Mean time from one to the next (exponential)."""
    issues_per_hour: dict[str, NonNegative]
    """Issues by reason that arise while it lasts, at the time of day's usual mix of channels."""
    repair: PositiveDuration
    """Mean time until it is mended, from distance 0 (exponential)."""
    repair_per_distance: Duration = 0
    """More of it for each unit of distance from those who answer these issues to those who repair."""
    repaired_by: GroupName = "it"
    """The group that mends it."""
