"""What customers need, how often and when: reasons, profiles, busyness, campaigns."""

from typing import Annotated

from pydantic import AfterValidator, Field

from ccsim.scenario.outages import Incident
from ccsim.scenario.quantities import Moment, NonNegative, Positive, PositiveDuration, Share
from ccsim.scenario.vocabulary import ChannelName, GroupName, KindName, LawName, Part


class Reason(Part):
    """Why a customer makes contact; a reason with share 0 is only ever a later step of another."""

    kind: KindName
    """What sort of need it is; teams may handle a whole kind, people be good at one."""
    share: NonNegative
    """Weight of this reason among all issues (weights are normalised)."""
    channels: dict[ChannelName, NonNegative] = {}
    """Weight of each channel on which customers with this reason start."""
    handle_time: PositiveDuration
    """Mean talk, hold and wrap-up of an expert who knows all, on a channel with handle_factor 1."""
    cv: Positive | None = None
    """Coefficient of variation of handle time; the world's `handling.cv` unless given."""
    law: LawName | None = None
    """How handle time varies; the world's `handling.law` unless given."""
    resolvable: Share
    """Share of these issues that an expert who knows all resolves."""
    next_step: dict[str, Share] = {}
    """Share of legs after which another step (a reason) must follow before the issue can be resolved."""
    authority: GroupName | None = None
    """Group without which a team may not do this step: at least half of the team's people must come from it."""
    margin: float = 0.0
    """Money earned when such an issue is resolved."""
    removable: Share = 0.0
    """Share of these issues with a cause that its owner could remove."""
    cause: GroupName | None = None
    """The group in whose hands the cause lies."""


class Weekday(Part):
    """Relative volume of each day of the week (normalised to mean 1)."""

    mon: NonNegative = 1.0
    """Relative volume on Mondays."""
    tue: NonNegative = 1.0
    """Relative volume on Tuesdays."""
    wed: NonNegative = 1.0
    """Relative volume on Wednesdays."""
    thu: NonNegative = 1.0
    """Relative volume on Thursdays."""
    fri: NonNegative = 1.0
    """Relative volume on Fridays."""
    sat: NonNegative = 1.0
    """Relative volume on Saturdays."""
    sun: NonNegative = 1.0
    """Relative volume on Sundays."""

    def days(self) -> tuple[float, ...]:
        """As written, Monday first."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)

    def factors(self) -> tuple[float, ...]:
        """With mean 1, Monday first."""
        mean = sum(self.days()) / 7
        return tuple(day / mean for day in self.days())


class Busyness(Part):
    """How much busier or quieter a whole day is: Gamma with mean 1, correlated across channels."""

    cv: NonNegative
    """Coefficient of variation of a day's volume about its mean."""
    correlation: Share
    """Correlation between channels: 1 when all are busy together."""


class Campaign(Part):
    """A marketing campaign: it brings inquiries, and whoever does not know of it answers them worse."""

    start: Moment
    """When it starts, counted from the first Monday of a run."""
    length: PositiveDuration
    """How long it brings more issues."""
    run_by: GroupName
    """The group that runs it; its home department is where the news of it starts."""
    uplift: dict[str, NonNegative]
    """Extra volume by reason while it runs: 0.6 is 60 % more."""
    about: tuple[str, ...]
    """Reasons that take knowledge of the campaign to answer well while it runs."""
    waves: Annotated[int, Field(ge=1, le=14)] = 1
    """Daily waves in which the campaign can go out, where who owns it also owns its contacts and so chooses."""
    launch_hours: NonNegative = 0.0
    """Main-work hours that the launch asks of the group that runs it, in the campaign's first week."""


HALF_HOURS = 48
MINUTES_A_HALF_HOUR = 30


def _whole_slots(profile: tuple[float, ...]) -> tuple[float, ...]:
    slots, rest = divmod(len(profile), HALF_HOURS)
    if rest or not slots or MINUTES_A_HALF_HOUR % slots:
        raise ValueError(
            f"{len(profile)} values; a profile has one for each half-hour (48), or for each 1/2, 1/3, 1/5, 1/6, 1/10, "
            "1/15 or 1/30 of one (up to 1440)"
        )
    return profile


Profile = Annotated[tuple[NonNegative, ...], AfterValidator(_whole_slots)]


class Demand(Part):
    """How many issues arise, and when."""

    issues_per_day: Positive
    """Mean over the days of the week, without campaigns."""
    weekday: Weekday = Weekday()
    """Relative volume of each day of the week."""
    profiles: dict[str, Profile]
    """Relative volume of each half-hour of the day, from 00:00 (normalised)."""
    busyness: Busyness
    """How much days differ from what was to be expected of them."""
    campaigns: dict[str, Campaign] = {}
    """Campaigns by name."""
    incidents: dict[str, Incident] = {}
    """Faults that bring issues until they are mended, by name."""
