"""The pool of people: groups, proficiency, main work, shifts."""

from typing import Annotated

from pydantic import Field

from ccsim.scenario.learning import Attrition
from ccsim.scenario.quantities import Duration, NonNegative, Positive, PositiveDuration, Share
from ccsim.scenario.vocabulary import GroupName, LawName, Part


class MainWork(Part):
    """Work that a group does when it does not answer customers."""

    hours_per_week: NonNegative
    """Hours a person and week."""
    value_per_hour: NonNegative
    """Money lost for an hour of it left undone."""


class PeopleGroup(Part):
    """People of one trade."""

    count: Annotated[int, Field(ge=0, le=20_000)]
    """How many there are, whole persons (full-time)."""
    wage_per_hour: NonNegative
    """Loaded cost of a paid hour."""
    proficiency: dict[str, Share]
    """How much of an expert's skill they have, by reason or kind of reason (a reason goes before its kind)."""
    main_work: MainWork | None = None
    """What they do beside answering customers; nothing else unless given."""
    attrition_per_year: NonNegative = 0.0
    """People who leave in a year, relative to the group's number."""


class Shifts(Part):
    """How people's paid time turns into answering time."""

    length: PositiveDuration
    """Paid time of a shift."""
    days_per_week: Annotated[int, Field(ge=1, le=7)]
    """Shifts a person and week."""
    offline: Share
    """Share of a shift away from contacts: breaks, meetings, coaching."""
    absence: Share
    """Share of shifts missed: leave, training days, sickness."""


class People(Part):
    """Everybody who is paid, in every structure the same."""

    groups: dict[GroupName, PeopleGroup]
    """People by trade."""
    shifts: Shifts
    """How long people work, and how much of it is answering."""
    idle_usable: Share = 0.0
    """Share of idle answering time that main work can use (the rest goes into switching)."""
    switch_time: Duration = 0
    """Main work lost with each contact taken by somebody who has main work in hand."""
    attrition: Attrition = Attrition()
    """What leaving brings with it."""


class Handling(Part):
    """What handle time depends on beside the reason."""

    law: LawName = "lognormal"
    """How handle time varies."""
    cv: Positive = 1.0
    """Coefficient of variation of handle time."""
    slowness: NonNegative = 0.0
    """A person of proficiency p takes 1 + slowness × (1 − p) times an expert's time."""
    breadth_cost: NonNegative = 0.0
    """Extra handle time of a person who covers every reason, over one who covers a single one."""
    concurrency_slowdown: NonNegative = 0.0
    """Each of k contacts held at once progresses at 1 / (1 + slowdown × (k − 1))."""
    switch_time: Duration = 0
    """Time to find back into interrupted work."""
    reask_time: Duration = 0
    """Time to ask again for everything that a handoff or a change of channel lost."""
    rush_cost: NonNegative = 0.0
    """Share of resolution lost per unit of handle time that a goal presses away."""
