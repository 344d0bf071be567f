"""The world: everything that a reorganisation does not change."""

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.customers import Channel
from ccsim.scenario.demand import Demand, Reason
from ccsim.scenario.goals import Behaviour
from ccsim.scenario.handoffs import Handoffs
from ccsim.scenario.information import Information
from ccsim.scenario.knowledge import Knowledge
from ccsim.scenario.learning import Learning
from ccsim.scenario.outages import Outage
from ccsim.scenario.people import Handling, People
from ccsim.scenario.practice import Practice
from ccsim.scenario.quantities import Duration, NonNegative, Positive, Share
from ccsim.scenario.revenue import Revenue
from ccsim.scenario.satisfaction import Satisfaction
from ccsim.scenario.self_service import SelfService
from ccsim.scenario.vocabulary import ChannelName, GoalName, Part


class Limits(Part):
    """Caps on what one issue may go through; the share that hits one is reported."""

    contacts: Annotated[int, Field(ge=1, le=1_000_000)] = 6
    """Contacts of one issue."""
    legs: Annotated[int, Field(ge=1, le=60)] = 6
    """Legs of one contact."""


class Triage(Part):
    """How well `route_by: reason` recognises the reason."""

    accuracy: Share
    """Share of contacts whose reason is recognised."""


class Costs(Part):
    """Money beside wages and margins."""

    lost_issue: NonNegative
    """Value lost with each issue that is never resolved."""
    complaint: NonNegative = 0.0
    """Reputation lost with each complaint that others read."""
    shared_platform: NonNegative = 0.0
    """One platform for all, a week and person who answers."""
    move: NonNegative = 0.0
    """Moving one person to another team."""


class Complaints(Part):
    """Customers who complain of how they were served."""

    probability: Share
    """Of those who come back because they were not helped, or not answered in time, share who complain."""
    reason: str
    """The reason as which a complaint is handled."""


class Transitions(Part):
    """What moving people between teams costs beside money."""

    keeps: Share = 1.0
    """Experience that a person who moves keeps."""
    settling: Duration = 0
    """Time in which those who moved are slower."""
    settling_factor: Positive = 1.0
    """How many times longer they take until then."""


class Vendor(Part):
    """An outside company that answers: other people, paid by the contact."""

    price_per_contact: NonNegative
    """Paid for each contact that it answers, instead of wages."""
    attrition_per_year: NonNegative
    """Its people who leave in a year, relative to their number."""
    experience: Share = 1.0
    """Its people's experience relative to the usual."""


class World(Part):
    """Demand, customers, people, frictions and what goals do: one per client or industry."""

    kind: Literal["world"]
    """What this file is."""
    title: str
    """A few words that tables and charts show."""
    currency: str
    """The currency of all money, for example USD."""
    demand: Demand
    """How many issues arise, and when."""
    channels: dict[ChannelName, Channel]
    """Channels on which customers come, each as customers use it."""
    reasons: dict[str, Reason]
    """Why customers come, by reason."""
    people: People
    """Everybody who is paid."""
    handling: Handling
    """What handle time depends on beside the reason."""
    triage: Triage
    """How well reasons are recognised."""
    handoffs: Handoffs
    """What crossing a boundary between teams costs."""
    information: Information
    """How news of campaigns travels."""
    goals: dict[GoalName, Behaviour]
    """What each goal that a department may have does to behaviour."""
    costs: Costs
    """Money beside wages and margins."""
    self_service: SelfService | None = None
    """What bots can do; structures' bots are skipped unless given."""
    learning: Learning = Learning()
    """How proficiency grows and fades."""
    knowledge: Knowledge = Knowledge()
    """What writers and data scientists bring."""
    outages: dict[str, Outage] = {}
    """Platforms that fail now and then, by name."""
    complaints: Complaints | None = None
    """Customers who complain of how they were served; nobody does unless given."""
    revenue: Revenue = Revenue()
    """What waiting costs in purchases, and what offers and outbound calls bring."""
    satisfaction: Satisfaction = Satisfaction()
    """The weights of the satisfaction score."""
    transitions: Transitions = Transitions()
    """What moving people costs beside money."""
    vendor: Vendor | None = None
    """An outside company that structures may give work to."""
    limits: Limits = Limits()
    """Caps on what one issue may go through."""
    well_run: Practice
    """One good practice for all, as any owner could have it who ran the house well."""
