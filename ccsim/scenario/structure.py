"""The structure: everything that a reorganisation does change, and nothing else."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from ccsim.codes import DAY
from ccsim.scenario.practice import Practice
from ccsim.scenario.quantities import Duration, Moment, PositiveDuration, Share
from ccsim.scenario.vocabulary import BotPolicyName, ChannelName, GoalName, GroupName, KindName, Part


class Department(Part):
    """A box of the org chart."""

    reports_to: str | None = None
    """The department above; exactly one department says nothing here: the head."""
    goal: GoalName | None = None
    """What it optimises for; needed where it has teams that answer customers."""
    company: str | None = None
    """Whose it is: another word than its neighbours' makes a company boundary, and its people a vendor's."""
    home_of: tuple[GroupName, ...] = ()
    """Groups whose people belong here, whichever team they sit in."""


class Placement(Part):
    """How many of a group's people sit in a team."""

    percent: float | None = None
    """Share of the group, in percent."""
    people: int | None = None
    """Number of people."""


def _placement(value: object) -> object:
    if isinstance(value, Placement):
        return value
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


Seats = Annotated[Placement, BeforeValidator(_placement), WithJsonSchema({"anyOf": [
    {
        "type": "string",
        "pattern": r"^\s*(100(\.0*)?|\d{1,2}(\.\d*)?|\.\d+)\s*%\s*$",
        "patternErrorMessage": "write a share of the group, above 0 % to 100 %, or a number of people",
        "examples": ["100 %", "85 %"],
    },
    {"type": "integer", "minimum": 1},
]})]  # fmt: skip


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


_name = {"type": "string"}
SomeNames = Annotated[tuple[str, ...], BeforeValidator(_one_or_more), WithJsonSchema(
    {"anyOf": [_name, {"type": "array", "items": _name}]}
)]  # fmt: skip
Names = Annotated[tuple[str, ...], BeforeValidator(_one_or_more), Field(min_length=1), WithJsonSchema(
    {"anyOf": [_name, {"type": "array", "items": _name, "minItems": 1}]}
)]  # fmt: skip


class Team(Part):
    """People who sit together and share their lines."""

    department: str
    """The department that the team belongs to."""
    members: dict[GroupName, Seats]
    """Who sits here: a share of a group, as 85 %, or a number of people."""
    handles: SomeNames = ()
    """Reasons or kinds of reasons it handles beside the steps that it has authority for; or `all`."""
    tiers: tuple[Names, ...] | None = None
    """Order in which a freed agent looks for work: channels, `handoffs`, `deferred_handoffs`; within a tier the
    longest wait. Without it: handoffs, then real-time channels, then the rest."""


class DottedLine(Part):
    """A second reporting line."""

    between: Annotated[tuple[str, str], Field(min_length=2, max_length=2)]
    """Two departments."""
    weight: Annotated[float, Field(gt=0.0, le=1.0)]
    """How much of a full line it is; it counts 1/2 / weight of distance."""


class Bot(Part):
    """Self-service in front of a channel."""

    policy: BotPolicyName
    """What it is aimed at."""
    context: bool = True
    """Whether people know what the customer has told the bot."""


class Overflow(Part):
    """Teams that help out with a channel's contacts that have waited."""

    after: PositiveDuration
    """Wait after which others help out."""
    to: Names
    """Teams that help out."""


class Rotation(Part):
    """People of a group who take turns in another team."""

    group: GroupName
    """The group whose people take turns."""
    through: str
    """The team in which they take turns; it lists them among its members as the seats that are taken in turn."""
    every: PositiveDuration
    """Time in a seat before the next one's turn."""
    training: Duration = 0
    """Time that each new start costs before answering."""


class Trigger(Part):
    """What makes a structure change in mid-run: a date, or complaints."""

    date: Moment | None = None
    """When it changes, counted from the first Monday of a run."""
    complaints_above: Share | None = None
    """Complaints over contacts that ended in the days before, asked every midnight."""
    over: PositiveDuration = 7 * DAY
    """How many days count for complaints_above."""


class Transition(Part):
    """The structure after a change; what is not said stays as it was."""

    when: Trigger
    """What makes it change: give one of the two."""
    reports_to: dict[str, str] = {}
    """Departments that report to another one from then on."""
    members: dict[str, dict[GroupName, Seats]] = {}
    """Teams with other people from then on."""
    handles: dict[str, Names] = {}
    """Teams that handle other reasons from then on."""
    owners: dict[ChannelName, Names] = {}
    """Channels that other teams answer from then on."""
    route_by: Literal["channel", "reason"] | None = None
    """How contacts are routed from then on."""


class Structure(Part):
    """An ownership model: org chart, owners, teams, goals and typical practice."""

    kind: Literal["structure"]
    """What this file is."""
    title: str
    """A few words that tables and charts show."""
    extends: Annotated[str | None, Field(exclude=True)] = None
    """A structure of which this file says only what differs: mappings are merged key by key, lists and single values
    replaced, and null takes a key away. A title is not inherited."""
    departments: dict[str, Department]
    """The org chart, by department."""
    teams: dict[str, Team]
    """Teams by name; a team is a pool of people who share their lines."""
    owners: dict[ChannelName, Names]
    """Teams that answer each channel, in the order in which a contact tries them."""
    route_by: Literal["channel", "reason"]
    """channel: to the owners, whatever the reason; reason: to those owners who handle the reason as classified."""
    dotted_lines: tuple[DottedLine, ...] = ()
    """Second reporting lines, which bring departments nearer."""
    bots: dict[ChannelName, Bot] = {}
    """Bots in front of channels; none unless given."""
    overflow: dict[ChannelName, Overflow] = {}
    """Teams that help out, by channel; nobody does unless given."""
    priority: tuple[KindName, ...] = ()
    """Kinds of reasons from the most urgent on, for practice.queue_order priority; others come after them."""
    governance: Duration = 0
    """Meetings across departments, hours a person and week."""
    staggers_campaigns: bool = False
    """Campaigns go out in waves that suit those who answer; only for who owns both."""
    outbound: tuple[str, ...] = ()
    """Teams that call customers of campaigns when nobody waits."""
    rotations: tuple[Rotation, ...] = ()
    """People who take turns in another team."""
    transition: Transition | None = None
    """A change of the structure in mid-run; none unless given."""
    practice: Practice
    """How the house is run where the industry has this structure; studies may set the world's one good practice in
    its place."""
