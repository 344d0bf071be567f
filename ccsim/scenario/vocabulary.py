"""The names that all worlds share, so that every structure can run in every world (model.md, section 1)."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

ChannelName = Literal["voice", "chat", "messaging", "email", "social", "web_form", "store"]
GroupName = Literal[
    "service_agents", "digital_specialists", "marketing", "sales", "it",
    "back_office", "data_scientists", "playbook_writers", "store_staff",
]  # fmt: skip
KindName = Literal["service", "sales", "technical", "campaign", "complaint"]
GoalName = Literal["resolution", "handle_time", "containment", "revenue", "campaigns"]
SharingName = Literal["real_time", "daily", "weekly", "none"]
LawName = Literal["exponential", "lognormal"]

CHANNELS: tuple[str, ...] = get_args(ChannelName)
GROUPS: tuple[str, ...] = get_args(GroupName)
KINDS: tuple[str, ...] = get_args(KindName)


class Part(BaseModel):
    """A part of a scenario: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
