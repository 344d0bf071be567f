"""The mechanisms by name: what each is, and the world's inputs that it rests on."""

import re
from dataclasses import dataclass

from ccsim.errors import did_you_mean


@dataclass(frozen=True)
class Mechanism:
    """One force of the model that can be neutralised by name."""

    title: str
    neutral: str
    rests_on: tuple[str, ...] = ()
    """Paths of the world's inputs that say how strong it is."""


MECHANISMS: dict[str, Mechanism] = {
    "busyness": Mechanism("busy and quiet days", "every day is an average day", ("demand.busyness",)),
    "campaigns": Mechanism("campaigns", "they bring no inquiries and ask no work", ("demand.campaigns",)),
    "triage": Mechanism("triage errors", "every reason is recognised", ("triage",)),
    "patience": Mechanism("patience", "nobody leaves a queue", ()),
    "retry": Mechanism("retries", "who leaves or finds a channel closed does not come back", ()),
    "repeat": Mechanism("repeats", "who was not helped does not come back", ()),
    "channel_switching": Mechanism("channel switching", "who comes back does so on the same channel", ()),
    "chase": Mechanism("chasing", "nobody asks again while waiting for a written answer", ()),
    "absence": Mechanism("absence", "nobody is absent", ("people.shifts.absence",)),
    "breadth": Mechanism("breadth", "covering many reasons costs no time", ("handling.breadth_cost",)),
    "concurrency_slowdown": Mechanism(
        "slow-down by simultaneous chats",
        "simultaneous contacts do not slow each other down",
        ("handling.concurrency_slowdown",),
    ),
    "skill": Mechanism(
        "proficiency of each group", "everybody has the pool's mean proficiency in every reason", ("people.groups",)
    ),
    "handoff_friction": Mechanism("boundary friction", "all teams are handoffs.neutral_distance apart", ("handoffs",)),
    "information_lag": Mechanism(
        "information lag",
        "every team hears of campaigns at handoffs.neutral_distance under the world's well_run sharing",
        ("information",),
    ),
    "goals": Mechanism("goals", "every department handles contacts as the mean of the world's goals", ("goals",)),
    "attention": Mechanism(
        "attention",
        "a campaign's launch takes the same share of rostered hours everywhere: the mean goal's",
        ("people.idle_usable",),
    ),
    "pooling": Mechanism("pooling", "everybody who is paid sits in one team that answers everything", ()),
    "channels_offered": Mechanism(
        "channels offered",
        "every channel is offered, by the owners of voice where the structure names none",
        ("channels",),
    ),
    "self_service": Mechanism("self-service", "no bot stands before people", ("self_service",)),
    "hours": Mechanism("opening hours", "every team opens as the world's well_run practice does", ()),
    "scheduling": Mechanism("scheduling", "every team's shifts are made as the world's well_run practice does", ()),
    "callback": Mechanism("callbacks", "the world's well_run practice says who is called back", ()),
    "overflow": Mechanism("overflow", "no team helps out another channel's", ()),
    "queue_discipline": Mechanism(
        "queue order and choice of agent", "both as in the world's well_run practice, without priorities", ()
    ),
    "interruption": Mechanism(
        "interruption", "written work is interrupted as in the world's well_run practice", ("handling.switch_time",)
    ),
    "trunks": Mechanism("trunks", "nobody is blocked", ()),
    "silent_abandonment": Mechanism("silent abandonment", "everybody who leaves is seen to leave", ()),
    "handoff_style": Mechanism("style of handoffs", "handed over as in the world's well_run practice", ("handoffs",)),
    "shared_platform": Mechanism("shared platform", "the platform of the world's well_run practice", ("handoffs",)),
    "governance": Mechanism("governance", "no meetings across departments", ("handoffs.governance_per_hour",)),
    "span": Mechanism(
        "span of control", "a head decides as fast for many teams as for two", ("handoffs.span_per_team",)
    ),
    "vendor": Mechanism("outside company", "everybody is of one company", ("vendor",)),
    "insight": Mechanism(
        "removal of causes",
        "all who answer are handoffs.neutral_distance from a cause's owner",
        ("handoffs.removal_lag",),
    ),
    "staggering": Mechanism("staggered campaigns", "campaigns go out at once", ()),
    "learning": Mechanism("learning and forgetting", "proficiency stays as the world gives it", ("learning",)),
    "attrition": Mechanism("attrition", "nobody leaves", ()),
    "cross_training": Mechanism("cross-training", "as in the world's well_run practice", ("learning",)),
    "rotation": Mechanism("rotation", "nobody takes turns in another team", ("learning",)),
    "knowledge": Mechanism("playbooks and data science", "what they make reaches every team alike", ("knowledge",)),
    "outages": Mechanism("platform outages", "no platform fails", ("outages",)),
    "incidents": Mechanism("incidents", "nothing breaks that many customers notice", ("demand.incidents",)),
    "offers": Mechanism(
        "offers", "every department makes as many offers as the mean of the world's goals", ("revenue",)
    ),
    "outbound": Mechanism("outbound calls", "nobody calls customers of campaigns", ("revenue",)),
    "purchase_patience": Mechanism("patience of buyers", "who wants to buy waits for ever", ("revenue",)),
    "complaints": Mechanism("complaints", "nobody complains of how they were served", ("complaints",)),
    "deflection": Mechanism("public answers", "nobody reads what others were answered", ()),
    "transition": Mechanism("transition", "the structure stays as it starts", ("transitions",)),
}


def meant(word: str) -> str:
    """`; did you mean 'self_service'?`: the mechanism of the nearest name, or else one that the word describes."""
    told = re.compile(rf"\b{re.escape(word.lower().removesuffix('s'))}s?\b")
    described = (name for name, one in MECHANISMS.items() if told.search(f"{one.title} {one.neutral}"))
    return did_you_mean(word, MECHANISMS) or did_you_mean(next(described, ""), MECHANISMS)
