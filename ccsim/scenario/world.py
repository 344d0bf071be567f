"""The world: everything that a reorganisation does not change."""

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.customers import Channel
from ccsim.scenario.demand import Demand, Reason
from ccsim.scenario.goals import Behaviour
from ccsim.scenario.handoffs import Handoffs
from ccsim.scenario.information import Information
from ccsim.scenario.people import Handling, People
from ccsim.scenario.practice import Practice
from ccsim.scenario.quantities import NonNegative, Share
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
    limits: Limits = Limits()
    well_run: Practice
