"""What a reader must bear in mind, in sentences that stand below tables on every surface."""

from ccsim.experiment.document import LEAST_REDRAWN
from ccsim.experiment.format import format_difference, measure_label
from ccsim.report.document import Document, currency_of, level_of, ranked, title_of


def chance_best(document: Document) -> str:
    """What the chance of being best says, or why it is left out."""
    if "ranking" not in document:
        return ""
    if all(row["probability_best"] is None for row in document["ranking"]):
        return f"Chance best is left out below {LEAST_REDRAWN} replications: drawing so few anew says next to nothing."
    return "Chance best counts simulation noise only, not doubt about the inputs."


def practical(document: Document) -> str:
    """What difference matters in practice; nothing without a comparison."""
    margin = document.get("margin")
    if "verdict" not in document:
        return ""
    if margin is None:
        return "No practical margin was set: the intervals alone say what differs, not whether it matters."
    told = format_difference(document["primary"], {"mean": margin}, currency_of(document)).removeprefix("+")
    return f"The study calls a difference of {told} worth acting on."


def at_once(document: Document) -> str:
    """Which intervals of differences hold together; nothing where no difference has one."""
    if not any(row.get("low") is not None for row in document.get("differences", [])):
        return ""
    family = dict.fromkeys([document["primary"], *document.get("measures", [])])
    labels = [measure_label(key).replace(", ", " ") for key in family]
    named = f", those of {', '.join(labels[:-1])} and {labels[-1]} together" if len(labels) > 1 else ""
    return f"{level_of(document)} intervals hold for all structures at once, each measure by itself{named}."


def pairing(document: Document) -> str:
    """What it brought that all structures met the same customers."""
    gains = [row["fewer_replications"] for row in document.get("pairing", [])]
    known = sorted(gain for gain in gains if gain is not None)
    if not known:
        return ""
    few, many = (f"{gain:.2g}" if gain < 10 else f"{gain:,.0f}" for gain in (known[0], known[-1]))
    times = few if few == many else f"{few} to {many}"
    return f"Same customers for all: differences from the baseline need {times} times fewer replications."


def dropouts(document: Document) -> str:
    """When each structure dropped out of the choice; nothing where nobody was to be chosen."""
    selection = document.get("selection")
    if selection is None:
        return ""
    out = [s for s in ranked(document) if s["name"] not in selection["survivors"]]
    told = [f"{title_of(s)} after {selection['replications'][s['name']]}" for s in out]
    saved = selection["replications_saved"]
    return f"Dropped out: {'; '.join(told)} replications ({saved} saved)." if told else "Nobody has dropped out."


def stretch(document: Document) -> str:
    """What time was simulated, and what of it was measured."""
    window = document.get("window")
    if not window:
        return ""
    told = "{window_days} days measured after {warmup_days} of warm-up, then {followup_days} of follow-up"
    chosen = " (warm-up chosen from a trial: warmup.png)" if "warmup_trial" in document else ""
    return told.format(**window) + chosen
