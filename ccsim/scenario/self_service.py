"""What a bot can do, whoever puts it in front of a channel."""

from ccsim.scenario.customers import Returns
from ccsim.scenario.quantities import NonNegative, PositiveDuration, Share
from ccsim.scenario.vocabulary import BotPolicyName, Part


class BotPolicy(Part):
    """What aiming a bot at containment or at resolution does."""

    keeps: Share
    """Of the customers whom it does not help, the share who find no way to a person and leave."""
    resolution_factor: Share = 1.0
    """Of what a bot could resolve, the part that one so aimed does."""


class SelfService(Part):
    """Bots, where a structure puts them."""

    uses: Share = 1.0
    """Share of customers who let a bot try; the others ask for a person at once."""
    time: PositiveDuration
    """Mean time with the bot (exponential)."""
    resolves: dict[str, Share]
    """What a bot truly resolves, by reason or kind of reason (a reason goes before its kind)."""
    policies: dict[BotPolicyName, BotPolicy]
    """What each aim does to what a bot resolves and keeps."""
    after_containment: Returns | None = None
    """What customers do whom the bot kept and did not help."""
    cost_per_session: NonNegative = 0.0
    """Money paid for each session."""
