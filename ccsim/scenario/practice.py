"""Practice: how well the house is run, whoever owns it."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from ccsim.scenario.quantities import OpeningHours, Share, Span
from ccsim.scenario.vocabulary import GroupName, Part, SharingName

SchedulingName = Literal["fitted", "flat", "always"]


def _open_at_all(hours: tuple[Span | None, ...]) -> tuple[Span | None, ...]:
    if not any(hours):
        raise ValueError("no day is open; a team that answers opens on one day at least")
    return hours


SomeHours = Annotated[OpeningHours, AfterValidator(_open_at_all)]


class TeamPractice(Part):
    """Where one team's practice differs from the house's."""

    scheduling: SchedulingName | None = None
    hours: SomeHours | None = None


class Practice(Part):
    """Scheduling, opening hours, dedication and sharing."""

    scheduling: SchedulingName
    """fitted: shifts follow the forecast by half-hour; flat: everybody starts when the team opens;
    always: on duty round the clock without breaks or absence (for theory)."""
    hours: SomeHours
    dedication: dict[GroupName, Share] = {}
    """Share of their working time that people placed in a team with contacts answer, by group; 1 unless given."""
    sharing: SharingName
    """How news of campaigns is shared."""
    teams: dict[str, TeamPractice] = {}
