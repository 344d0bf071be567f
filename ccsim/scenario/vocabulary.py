"""The names that all worlds share, so that every structure can run in every world (model.md, section 1)."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

CHANNELS = ("voice", "chat", "messaging", "email", "social", "web_form", "store")
GROUPS = (
    "service_agents", "digital_specialists", "marketing", "sales", "it",
    "back_office", "data_scientists", "playbook_writers", "store_staff",
)  # fmt: skip
KINDS = ("service", "sales", "technical", "campaign", "complaint")
GOALS = ("resolution", "handle_time", "containment", "revenue", "campaigns")
SHARING = ("real_time", "daily", "weekly", "none")
LAWS = ("exponential", "lognormal")
BOT_POLICIES = ("containment_first", "resolution_first")
STYLES = ("warm", "cold", "ticket")
ORDERS = ("longest_wait", "due_date", "priority")
CHOICES = ("longest_idle", "best_skill", "least_occupied")

if TYPE_CHECKING:  # plain text for the type checker, closed lists for the one that checks input
    ChannelName: TypeAlias = str
    GroupName: TypeAlias = str
    KindName: TypeAlias = str
    GoalName: TypeAlias = str
    SharingName: TypeAlias = str
    LawName: TypeAlias = str
    BotPolicyName: TypeAlias = str
    StyleName: TypeAlias = str
    OrderName: TypeAlias = str
    ChoiceName: TypeAlias = str
else:
    ChannelName, GroupName, KindName = Literal[CHANNELS], Literal[GROUPS], Literal[KINDS]
    GoalName, SharingName, LawName = Literal[GOALS], Literal[SHARING], Literal[LAWS]
    BotPolicyName, StyleName = Literal[BOT_POLICIES], Literal[STYLES]
    OrderName, ChoiceName = Literal[ORDERS], Literal[CHOICES]


class Part(BaseModel):
    """A part of a scenario: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
