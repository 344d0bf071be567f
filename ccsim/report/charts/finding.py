"""The sentence above the chart, taken from the numbers; it claims a winner only where the verdict has one."""

from collections.abc import Mapping
from typing import Any

from ccsim.report.document import (
    Document,
    currency_of,
    measure_of,
    primary_label,
    ranked,
    title_of,
    winner_of,
)
from ccsim.report.format import UNKNOWN, difference_scale, scale_for

DOES_BEST = {
    "fcr": "resolves most at first contact",
    "profit": "earns the most profit",
    "cost_per_resolved": "resolves an issue at the lowest cost",
}
SUBJECT = {"fcr": "resolution at first contact"}


def finding(document: Document) -> str:
    """Who does best on the primary measure and against what, or that nobody clearly does."""
    order = ranked(document)
    winner = next((s for s in order if s["name"] == winner_of(document)), None)
    rest = [s for s in order if s is not winner]
    if winner:
        return _won(document, winner, rest[:1])
    if document.get("selection", {}).get("chosen"):
        return _chosen(document)
    if "verdict" not in document:
        return "; ".join(_standing(document, s) for s in order)
    known = [s for s in order[:2] if measure_of(s, document["primary"]).get("mean") is not None]
    subject = SUBJECT.get(document["primary"], _lower_first(primary_label(document)))
    standings = ", ".join(f"{title_of(s)} {_written(document, s)}" for s in known)
    return f"No clear winner on {subject}" + (f": {standings}" if standings else "")


def _won(document: Document, winner: Mapping[str, Any], rest: list[Mapping[str, Any]]) -> str:
    does_best = DOES_BEST.get(document["primary"], f"does best on {_lower_first(primary_label(document))}")
    claim = f"{title_of(winner)} {does_best}: {_written(document, winner)}"
    return claim + "".join(f" against {_written(document, s)} for {title_of(s)}" for s in rest) + _too_little(document)


def _chosen(document: Document) -> str:
    """What the selection chose, which is no claim that it is better than all others."""
    key, name = document["primary"], document["selection"]["chosen"]
    chosen = next(s for s in document["structures"] if s["name"] == name)
    margin = document["margin"]
    scale = difference_scale(key, [{"mean": margin, "low": None, "high": None}], currency_of(document))
    subject = SUBJECT.get(key, _lower_first(primary_label(document)))
    return (
        f"{title_of(chosen)} chosen on {subject} ({_written(document, chosen)}): "
        f"the best with {100 * document['level']:g} % probability, if the best leads by "
        f"{scale.with_unit(scale.number(margin))}"
    )


def _too_little(document: Document) -> str:
    """A lead that is real but smaller than what matters in practice is said to be."""
    rows = document.get("best_against_rest", [])
    lead = next((row["mean"] for row in rows if row["structure"] == winner_of(document)), None)
    margin = document.get("margin")
    if lead is None or margin is None or lead >= margin:
        return ""
    key = document["primary"]
    scale = difference_scale(key, [{"mean": margin, "low": None, "high": None}], currency_of(document))
    return f", a lead of {scale.with_unit(scale.number(lead))} where {scale.number(margin)} matter"


def _standing(document: Document, structure: Mapping[str, Any]) -> str:
    return f"{title_of(structure)}: {_lower_first(primary_label(document))} {_written(document, structure)}"


def _written(document: Document, structure: Mapping[str, Any]) -> str:
    """The structure's primary measure, with the decimals that the others have too."""
    key = document["primary"]
    scale = scale_for(key, [measure_of(s, key) for s in document["structures"]], currency_of(document))
    written = scale.with_unit(scale.number(measure_of(structure, key).get("mean")))
    return "unknown" if written == UNKNOWN else written


def _lower_first(label: str) -> str:
    return label[:1].lower() + label[1:]
