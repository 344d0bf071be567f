"""The first structure's lead over the best other one, and how it is written beside their levels."""

from dataclasses import replace

from ccsim.experiment.format import Interval, Scale, difference_scale, scale_for
from ccsim.report.document import NOTHING, Document, currency_of, measure_of, ranked, rows_of


def lead_of_first(document: Document) -> Interval:
    """How far the first in the ranking is from the best of the others; all unknown where nothing is compared."""
    return rows_of(document, "best_against_rest").get(ranked(document)[0]["name"]) or NOTHING


def lead_scales(document: Document) -> tuple[Scale, Scale]:
    """How sentences write the first two levels, and the lead: with decimals at which they agree with each other."""
    key, row, margin = document["primary"], lead_of_first(document), document.get("margin")
    levels = scale_for(key, [measure_of(s, key) for s in document["structures"]], currency_of(document))
    leads = difference_scale(key, [row, {"mean": margin}], currency_of(document))
    known = [mean for s in ranked(document)[:2] if (mean := measure_of(s, key).get("mean")) is not None]
    lead = row.get("mean")
    if lead is None or len(known) < 2:
        return levels, leads
    first, second = known
    matters = [] if margin is None else [(lead, margin)]
    if levels.factor != leads.factor:
        return levels.telling([(first, second)]), leads.telling(matters)
    finest = replace(levels, decimals=max(levels.decimals, leads.decimals))
    levels = finest.telling([(first, second), *matters], [(first, second, lead)])
    return levels, replace(leads, decimals=levels.decimals)
