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
    legs: Annotated[int, Field(ge=1, le=60)] = 6
    """Legs of one contact."""


class Triage(Part):
    """How well `route_by: reason` recognises the reason."""

    accuracy: Share


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
    experience: Share = 1.0
    """Its people's experience relative to the usual."""


class World(Part):
    """Demand, customers, people, frictions and what goals do: one per client or industry."""

    kind: Literal["world"]
    title: str
    currency: str
    demand: Demand
    channels: dict[ChannelName, Channel]
    reasons: dict[str, Reason]
    people: People
    handling: Handling
    triage: Triage
    handoffs: Handoffs
    information: Information
    goals: dict[GoalName, Behaviour]
    costs: Costs
    self_service: SelfService | None = None
    learning: Learning = Learning()
    knowledge: Knowledge = Knowledge()
    outages: dict[str, Outage] = {}
    complaints: Complaints | None = None
    revenue: Revenue = Revenue()
    satisfaction: Satisfaction = Satisfaction()
    transitions: Transitions = Transitions()
    vendor: Vendor | None = None
    limits: Limits = Limits()
    well_run: Practice
