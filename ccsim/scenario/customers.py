"""How customers behave on each channel: patience, returning, chasing."""

from typing import Annotated

from pydantic import Field

from ccsim.codes import SECOND
from ccsim.scenario.quantities import NonNegative, Positive, PositiveDuration, Share
from ccsim.scenario.vocabulary import ChannelName, LawName, Part


class Patience(Part):
    """How long customers wait for an answer before they leave."""

    mean: PositiveDuration
    """Mean patience of those who do not balk."""
    law: LawName = "exponential"
    """How patience varies between customers."""
    cv: Positive = 1.0
    """Coefficient of variation (lognormal only)."""
    balk: Share = 0.0
    """Share who leave at once when they are not answered at once."""


class Returns(Part):
    """Who comes back, after how long, and on which channel."""

    probability: Share
    """Share who come back."""
    delay: PositiveDuration
    """Mean time until the customer comes back (exponential)."""
    channels: dict[ChannelName, NonNegative] = {}
    """Weight of each channel on which the customer comes back; the same channel where empty."""


class Chase(Part):
    """Customers who wait too long for a written answer ask again elsewhere."""

    probability: Share
    """Share who ask again when they have waited too long."""
    tolerance: PositiveDuration
    """Mean time, by the calendar, after which a customer starts to chase (exponential)."""
    channels: dict[ChannelName, NonNegative]
    """Weight of each channel on which they ask again."""


class Callback(Part):
    """Customers who let themselves be called back."""

    accepts: Share
    """Share who take the offer to be called back."""
    answers: Share = 1.0
    """Share who pick up when they are called."""
    dial_time: PositiveDuration = 40 * SECOND
    """Time of a call that nobody answers."""


class Deflection(Part):
    """Public answers spare others the question."""

    share: Share
    """Of the customers who come here with a reason that was answered here in public, the share who read it first."""
    lasts: PositiveDuration
    """How long an answer stays in sight."""


class Channel(Part):
    """A channel as customers use it."""

    real_time: bool
    """True: the customer waits in the line and may leave. False: deferrable work that never leaves its queue."""
    profile: str
    """Which of demand.profiles its arrivals follow."""
    handle_factor: Positive = 1.0
    """Handle time relative to the reason's handle_time."""
    concurrency: Annotated[int, Field(ge=1, le=20)] = 1
    """How many of these contacts one agent may hold at once."""
    answer_within: PositiveDuration
    """The service-level threshold."""
    patience: Patience | None = None
    """None: nobody leaves."""
    after_abandonment: Returns | None = None
    """What customers do who leave the line."""
    after_closed: Returns | None = None
    """What customers do who find the channel closed."""
    after_failure: Returns | None = None
    """What customers do whose issue was not resolved."""
    chase: Chase | None = None
    """Customers who ask again before a written answer has come; only for deferrable channels."""
    trunks: Annotated[int, Field(ge=1)] | None = None
    """Most contacts in the system at once, waiting, in hand or between teams; one more is blocked. None: no limit."""
    after_blocked: Returns | None = None
    """What customers do who are blocked."""
    substitutes: dict[ChannelName, NonNegative] = {}
    """Where customers go who wanted this channel and are not offered it; weights."""
    gives_up: Share = 0.0
    """Share of those who go nowhere and are lost."""
    silent: Share = 0.0
    """Share of those who abandon whose leaving nobody sees: an agent starts on them in vain."""
    silent_time: PositiveDuration = 60 * SECOND
    """Time until the agent notices."""
    callback: Callback | None = None
    """Customers who let themselves be called back; nobody does unless given."""
    in_person: bool = False
    """Customers and agents meet: a team that answers only such channels takes over no calls or letters of others."""
    public: bool = False
    """Others read along: complaints here cost reputation, answers here spare questions."""
    deflection: Deflection | None = None
    """Questions that public answers spare; none unless given."""
