"""Practice: how well the house is run, whoever owns it."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from ccsim.scenario.quantities import Duration, OpeningHours, Share, Span
from ccsim.scenario.vocabulary import ChoiceName, GroupName, OrderName, Part, SharingName, StyleName

SchedulingName = Literal["fitted", "flat", "always"]


def _open_at_all(hours: tuple[Span | None, ...]) -> tuple[Span | None, ...]:
    if not any(hours):
        raise ValueError("no day is open; a team that answers opens on one day at least")
    return hours


SomeHours = Annotated[OpeningHours, AfterValidator(_open_at_all)]


class TeamPractice(Part):
    """Where one team's practice differs from the house's."""

    scheduling: SchedulingName | None = None
    """As for the house; the house's unless given."""
    hours: SomeHours | None = None
    """Opening hours of this team; the house's unless given."""


class Callbacks(Part):
    """When customers are offered to be called back; they keep their place in line."""

    when_wait_exceeds: Duration | None = None
    """Offered when the predicted wait is longer than that; None: never. The prediction is how long the contact at the
    head of the line has waited (Ibrahim and Whitt 2009)."""
    after_hours: bool = False
    """Offered to those who find the channel closed (voicemail)."""


class Practice(Part):
    """Scheduling, opening hours, dedication, sharing and the rules of the floor."""

    scheduling: SchedulingName
    """fitted: shifts follow the forecast by half-hour; flat: everybody starts when the team opens;
    always: on duty round the clock without breaks or absence (for theory)."""
    hours: SomeHours
    """Opening hours: always, or by days, for example {mon-fri: "08:00-20:00", sat: closed}."""
    dedication: dict[GroupName, Share] = {}
    """Share of their working time that people placed in a team with contacts answer, by group; 1 unless given."""
    sharing: SharingName
    """How news of campaigns is shared."""
    platform: Literal["separate", "shared"] = "separate"
    """shared: one customer record for all teams. What was said on one channel is known on the others, and a written
    question answered elsewhere meanwhile is closed."""
    handoffs: StyleName = "cold"
    """warm: the agent introduces the customer; cold; ticket: the customer need not wait in line."""
    queue_order: OrderName = "longest_wait"
    """Whose turn it is within a tier; priority goes by the structure's list, then by the wait."""
    agent_choice: ChoiceName = "longest_idle"
    """Which of a team's free agents takes a contact."""
    shift_end: Literal["own", "first_free"] = "own"
    """Who leaves when the shift of somebody who is busy ends. own: the same person, once done; first_free: whoever of
    the team is free first, and the other works that one's shift to its end."""
    interrupt: bool = False
    """A real-time contact that finds nobody free interrupts written work."""
    callbacks: Callbacks = Callbacks()
    """When customers are offered to be called back."""
    main_work: Literal["blocks", "interleaved"] = "blocks"
    """blocks: who has other work answers for the dedicated part of each shift and does the other work in the rest;
    interleaved: they are on call all day and do the other work between contacts."""
    cross_training: Duration = 0
    """Hours a person and week spent on learning other reasons."""
    teams: dict[str, TeamPractice] = {}
    """Where single teams differ from the house, by team."""
