"""The structure: everything that a reorganisation does change, and nothing else."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ccsim.scenario.practice import Practice
from ccsim.scenario.vocabulary import ChannelName, GoalName, GroupName, Part


class Department(Part):
    """A box of the org chart."""

    reports_to: str | None = None
    goal: GoalName | None = None
    """What it optimises for; needed where it has teams that answer customers."""
    home_of: tuple[GroupName, ...] = ()
    """Groups whose people belong here, whichever team they sit in."""


class Placement(Part):
    """How many of a group's people sit in a team."""

    percent: float | None = None
    people: int | None = None


def _placement(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Placement(people=value)
    if isinstance(value, str) and value.strip().endswith("%"):
        try:
            percent = float(value.strip()[:-1])
        except ValueError:
            percent = -1.0
        if 0.0 < percent <= 100.0:
            return Placement(percent=percent)
    raise ValueError(
        f"{value!r} is neither a share of the group (above 0 % to 100 %, as in '85 %') nor a number of people"
    )


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_one_or_more), Field(min_length=1)]


class Team(Part):
    """People who sit together and share their lines."""

    department: str
    members: dict[GroupName, Annotated[Placement, BeforeValidator(_placement)]]
    handles: Annotated[tuple[str, ...], BeforeValidator(_one_or_more)] = ()
    """Reasons or kinds of reasons it handles beside the steps that it has authority for; or `all`."""
    tiers: tuple[Names, ...] | None = None
    """Order in which a freed agent looks for work: channels, `handoffs`, `deferred_handoffs`; within a tier the
    longest wait. Without it: handoffs, then real-time channels, then the rest."""


class Structure(Part):
    """An ownership model: org chart, owners, teams, goals and typical practice."""

    kind: Literal["structure"]
    title: str
    departments: dict[str, Department]
    teams: dict[str, Team]
    owners: dict[ChannelName, Names]
    """Teams that answer each channel, in the order in which a contact tries them."""
    route_by: Literal["channel", "reason"]
    """channel: to the owners, whatever the reason; reason: to those owners who handle the reason as classified."""
    practice: Practice
