"""The mechanisms by name: what each is, and the world's inputs that it rests on."""

from dataclasses import dataclass


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
    "handoff_friction": Mechanism(
        "boundary friction", "all teams are handoffs.neutral_distance apart", ("handoffs",)
    ),
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
}  # fmt: skip
