"""What follows from a verdict: how sure the lead is, what to decide, what to measure first and what to run next."""

from typing import Any

from ccsim.experiment.format import Scale, format_range, scale_for
from ccsim.report.document import (
    Document,
    currency_of,
    is_nil,
    larger_is_better,
    level_of,
    measure_of,
    practice_of,
    ranked,
    title_of,
    winner_of,
)
from ccsim.report.lead import lead_of_first, lead_scales

MOST_NAMED = 4
ENOUGH = 20
"""Replications below which the number that would tell is itself a guess."""
ALSO, INSTEAD = "also ", "instead "
TOO_MANY = 2000
"""Replications from which on a difference is not worth telling."""


def lead_of(document: Document) -> str:
    """How far the first is ahead of the best of the others, how surely, and whether that matters."""
    first, lead = _first(document), _lead(document)
    if lead is None or first is None:
        return "One replication tells nothing of chance." if document["replications"] < 2 else ""
    if is_nil(lead):
        return f"{title_of(first)} and the best other structure are the same in every replication."
    _, scale = lead_scales(document)
    ahead = f"{title_of(first)} is {scale.with_unit(scale.number(lead['mean']))} ahead of the best other structure"
    if lead.get("low") is None:
        return f"{ahead}; one replication tells nothing of chance."
    interval = f"{level_of(document)} interval {format_range(scale, lead)}"
    return f"{ahead} ({interval}); {_matter(document, lead, scale)}"


def _matter(document: Document, lead: Any, scale: Scale) -> str:
    margin = document.get("margin")
    if lead["low"] <= 0:
        return "that is not told apart from zero."
    if margin is None:
        return "that is more than chance; no practical margin was set."
    words = scale.with_unit(scale.number(margin))
    return (
        f"that is less than the {words} that matter."
        if lead["mean"] < margin
        else f"more than the {words} that matter."
    )


def other_practice(document: Document) -> str:
    """Who stands highest under the other practice, and whether that is the same structure."""
    beside, own = document.get("beside"), ranked(document)
    known = [
        s for s in (beside or {}).get("structures", []) if measure_of(s, document["primary"]).get("mean") is not None
    ]
    if not beside or len(known) < 2:
        return ""
    sign = 1 if larger_is_better(document) else -1
    best = max(known, key=lambda s: sign * (measure_of(s, document["primary"])["mean"] or 0.0))
    scale = scale_for(document["primary"], [measure_of(s, document["primary"]) for s in known], currency_of(document))
    level = scale.with_unit(scale.number(measure_of(best, document["primary"])["mean"]))
    same = ALSO if best["name"] == own[0]["name"] else INSTEAD
    return f"Under {practice_of(beside)} practice {title_of(best)} {same}stands first, with {level}."


def unmeasured(document: Document) -> str:
    """The inputs that nobody has measured and that the structures meet differently."""
    decisive = document.get("assumed_inputs", {}).get("decisive", [])
    return f"Nobody has measured {listed(decisive)}, on which these structures differ." if decisive else ""


def ask(document: Document) -> str:
    """What the client should do next, in one sentence."""
    first = _first(document)
    decisive = document.get("assumed_inputs", {}).get("decisive", [])
    measure = f", and measure {spoken_input(decisive[0])} first" if decisive else ""
    if first is None or len(document["structures"]) < 2:
        return "Compare this structure with at least one other before deciding"
    if winner_of(document):
        if _is_below_margin(document):
            return f"Decide on cost and ease of change: the lead is real but too small to matter{measure}"
        if winner_of(document) == document.get("baseline"):
            return f"Stay with {title_of(first)}, the baseline{measure}"
        return f"Prepare the move to {title_of(first)}{measure}"
    if document.get("selection", {}).get("chosen"):
        return f"Prepare the move to {title_of(_chosen(document))}{measure}"
    return f"Do not decide on this comparison yet{measure}"


def decide(document: Document) -> list[str]:
    """What there is to decide, and on what grounds."""
    return [*_choices(document), *_whose_practice(document)]


def _whose_practice(document: Document) -> list[str]:
    """Where the other practice puts another structure first, which of the two practices is the client's."""
    told = other_practice(document)
    if not told or INSTEAD not in told:
        return []
    return [f"Which practice is yours, {practice_of(document)} or {practice_of(document['beside'])}: each puts another "
            "structure first."]  # fmt: skip


def _choices(document: Document) -> list[str]:
    first, lead = _first(document), _lead(document)
    if first is None or len(document["structures"]) < 2:
        return ["Which other structures are real options for you.", "Which measure is to decide among them."]
    second = title_of(ranked(document)[1])
    if winner_of(document) and not _is_below_margin(document):
        return [f"Whether to go with {title_of(first)}.", f"What would have to be true for {second} to be chosen."]
    if winner_of(document):
        return [
            f"Whether {title_of(first)} or {second} is cheaper, safer and easier to reach: the difference between them "
            "is below what you said matters.",
        ]
    if document.get("selection", {}).get("chosen"):
        return [f"Whether to move to {title_of(_chosen(document))}, chosen as best or within what matters of the best."]
    if lead and lead.get("low") is not None:
        return [f"Nothing between {title_of(first)} and {second} yet: chance may have put them in this order."]
    return ["Nothing yet: a single replication tells nothing of chance."]


def measure(document: Document) -> list[str]:
    """What to measure before relying on the answer."""
    inputs = document.get("assumed_inputs", {})
    decisive = [spoken_input(name) for name in inputs.get("decisive", [])]
    named = [f"{name[:1].upper()}{name[1:]}." for name in decisive[:MOST_NAMED]]
    more = len(decisive) - len(named)
    rest = [f"Then {more} more that the structures meet differently."] if more > 0 else []
    if not decisive:
        rest = ["The assumed inputs with the widest ranges."] if inputs.get("count") else []
    return [*named, *rest]


def rerun(document: Document) -> list[str]:
    """What to run next, from what is known of the spread."""
    asks = []
    more = document.get("verdict", {}).get("replications_to_tell")
    if document["replications"] < ENOUGH:
        few = "one is" if document["replications"] == 1 else f"{document['replications']} are"
        asks.append(f"At least {ENOUGH} replications: {few} too few to rely on.")
    elif more and more > TOO_MANY:
        asks.append(
            "No more replications: it would take thousands to tell the first two apart, so treat them as equal."
        )
    elif more:
        asks.append(f"About {more:,} replications, which would tell the first two apart at this spread.")
    if document.get("stopped_early"):
        asks.append("The same study with more replications: it stopped before it was as precise as asked.")
    asks.append("The same study with the measured inputs in place of the assumed ones.")
    if document.get("fairness"):
        asks.append(f"Another rule of fairness beside {document['fairness']}, to see whether the order holds.")
    return asks


def spoken_input(name: str) -> str:
    """An input as people say it."""
    return name.replace("_", " ")


def listed(names: list[str], most: int = MOST_NAMED) -> str:
    """Names in a sentence, the first ones and how many more there are."""
    words = [spoken_input(name) for name in names]
    if len(words) > most + 1:
        return f"{', '.join(words[:most])} and {len(words) - most} more inputs"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _first(document: Document) -> Any:
    known = [s for s in ranked(document) if measure_of(s, document["primary"]).get("mean") is not None]
    return known[0] if known else None


def _chosen(document: Document) -> Any:
    return next(s for s in document["structures"] if s["name"] == document["selection"]["chosen"])


def _lead(document: Document) -> Any:
    row = lead_of_first(document)
    return row if row.get("mean") is not None else None


def _is_below_margin(document: Document) -> bool:
    lead, margin = _lead(document), document.get("margin")
    return lead is not None and margin is not None and lead["mean"] < margin
