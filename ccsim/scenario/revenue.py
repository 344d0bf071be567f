"""Money that contacts bring: purchases, offers after resolution, outbound calls."""

from ccsim.scenario.quantities import NonNegative, PositiveDuration, Share
from ccsim.scenario.vocabulary import KindName, Part


class Offer(Part):
    """An offer made after a resolved service contact."""

    after: tuple[KindName, ...] = ("service", "technical")
    """Kinds of reasons after which one fits."""
    time: PositiveDuration
    """Mean time that it adds (exponential)."""
    accepted: Share
    """Share of offers taken when an expert seller makes them."""
    margin: NonNegative
    """Money earned with each offer taken."""


class Outbound(Part):
    """Calls to customers whom a campaign has addressed."""

    leads: NonNegative
    """Customers a campaign gives to call."""
    reached: Share
    """Share who answer on the campaign's first day."""
    fades: PositiveDuration
    """Time after which 63 % of that is gone."""
    dial_time: PositiveDuration
    """Time of an attempt that reaches nobody."""
    time: PositiveDuration
    """Mean time of a call that reaches somebody (exponential)."""
    accepted: Share
    """Share who buy when an expert seller calls."""
    margin: NonNegative
    """Money earned with each sale."""


class Revenue(Part):
    """What waiting costs in purchases, and what offers and outbound calls bring."""

    purchase_patience: PositiveDuration | None = None
    """Mean time from the need until the customer has bought elsewhere (exponential); None: they wait for ever."""
    uninformed_factor: Share = 1.0
    """Part of purchases that a person makes who does not know of the campaign that they are about."""
    selling: KindName = "sales"
    """The kind of reasons whose proficiency makes a seller."""
    offer: Offer | None = None
    """Offers after resolved service contacts; none unless given."""
    outbound: Outbound | None = None
    """Calls to customers of campaigns; none unless given."""
